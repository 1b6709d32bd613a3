import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why the process cannot speak over its standard streams.
public struct StdioError: Error, Sendable, Equatable {
  /// What happened and what to do; no full stop at the end.
  public let message: String

  public init(_ message: String) { self.message = message }
}

/// The process's standard input and output, taken for the protocol alone.
public struct StandardStreams: Sendable {
  /// Where lines come from.
  public let input: Int32
  /// Where lines go: a private copy of what descriptor 1 was at start.
  public let output: Int32

  /// Moves the protocol's output away from descriptor 1 and points that at stderr, so that a stray
  /// `print`, here or in a library, cannot break the protocol. SIGPIPE is ignored from here on: a
  /// reader that goes away is an error of the write and not the end of the process.
  ///
  /// - Throws: when standard output is closed.
  public static func claim(
    input: Int32 = FileHandle.standardInput.fileDescriptor,
    shared: Int32 = FileHandle.standardOutput.fileDescriptor,
    errors: Int32 = FileHandle.standardError.fileDescriptor
  ) throws(StdioError) -> StandardStreams {
    // From 3 up: 0, 1 and 2 keep their meaning even where the host closed one of them.
    let output = fcntl(shared, F_DUPFD_CLOEXEC, 3)
    guard output >= 0 else {
      throw StdioError(
        "standard output is closed: start `taskledger` with stdin and stdout connected")
    }
    if dup2(errors, shared) < 0 { discardOutput(to: [shared, errors]) }
    ignoreBrokenPipes()
    return StandardStreams(input: input, output: output)
  }

  /// Makes a write to a reader that went away fail with EPIPE; the default kills the process.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// stderr is closed: what would have gone there goes nowhere, and not into a file that is opened
  /// later and happens to get its number.
  private static func discardOutput(to descriptors: [Int32]) {
    let null = open("/dev/null", O_WRONLY)
    if null < 0 { return }
    for descriptor in descriptors { dup2(null, descriptor) }
    if !descriptors.contains(null) { close(null) }
  }
}
