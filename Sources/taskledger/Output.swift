import Foundation
import JSON
import Stdio
import Transcript

/// What commands say: results on stdout, errors and remarks on stderr.
///
/// A result that cannot be written ends the program with status 1: a script must not take a file
/// that is cut for a whole one. What cannot be written to stderr is lost, and nothing else happens.
enum Output {
  /// Text for people, as one or more lines.
  static func text(_ text: String) { write(TerminalText.lines(text) + "\n") }

  /// One line of JSON, for programs.
  static func json(_ value: JSONValue) { exact(value.lineString + "\n") }

  /// Text that is to be copied or read by programs, to the byte.
  static func exact(_ text: String) { write(text) }

  /// Why the command did not do what it was asked. The first line is the program's; further ones
  /// are set in, so that nothing that is quoted looks like another one.
  static func error(_ text: String) {
    let lines = TerminalText.lines(Redaction().redact(text))
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .joined(separator: "\n  ")
    StandardStreams.tell("taskledger: \(lines)\n")
  }

  /// Lines of a form of their own.
  static func notice(_ text: String) { StandardStreams.tell(TerminalText.lines(text) + "\n") }

  private static func write(_ text: String) {
    guard let failure = StandardStreams.write(text) else { return }
    // Who closed the pipe has read what it wanted, such as `head`.
    if failure != EPIPE {
      error(
        "standard output cannot be written (\(String(cString: strerror(failure)))): what came out "
          + "is not all, and what was changed stays changed; send the output elsewhere")
    }
    exit(1)
  }
}
