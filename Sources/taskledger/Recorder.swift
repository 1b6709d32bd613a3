import APICore
import EmbeddedBackend
import Foundation
import Ledger
import Server
import Synchronization
import Transcript

/// Writes a conversation to a file, in the form that `taskledger replay` runs again.
final class Recorder: Sendable {
  /// What the answers depend on besides the requests.
  struct Head {
    let seed: UInt64
    let isStoreFresh: Bool
    let options: ProgramOptions
    let owner: Owner
    let processZone: ProcessZone
  }

  private struct State {
    let file: FileHandle
    var clock: Milliseconds?
  }

  private let state: Mutex<State>
  private let redaction: Redaction

  init(path: String, head: Head, redaction: Redaction) throws(UsageError) {
    let file = try Self.newFile(at: path)
    self.redaction = redaction
    var lines: [Transcript.Line] = [
      .comment("Recorded by taskledger \(Help.version); run again with: taskledger replay FILE"),
      .setting(.seed, String(head.seed)),
      .setting(.user, head.owner.name),
      .setting(.timeZone, head.owner.timeZone),
      .setting(.processZone, head.processZone.timeZone.identifier),
    ]
    lines += Self.settings(head.options)
    // All limits that hold, each with its origin, which refusals name.
    let policy = try PolicyOptions.layers(head.options)
    if !policy.layers.isEmpty { lines.append(.setting(.policy, policy.recorded)) }
    if head.isStoreFresh {
      lines.append(.setting(.store, "fresh"))
    } else {
      lines.append(.setting(.store, "existing"))
      lines.append(.comment("The store was not new: a replay starts from a new one and differs"))
    }
    state = Mutex(State(file: file))
    append(lines)
  }

  /// What decides besides the policy. Of toolsets and tools that an option and a variable name both
  /// count those that are named by both.
  private static func settings(_ options: ProgramOptions) -> [Transcript.Line] {
    Replay.flags.compactMap { setting, flag in
      let value: String? =
        switch flag {
        case .toolsets, .tools: Program.common(flag, in: options)?.joined(separator: ",")
        case .excludeTools, .readOnly: nil
        default: options.value(of: flag)
        }
      return value.map { .setting(setting, $0) }
    }
  }

  /// A file that was not there: `path`, or the first of `path.2`, `path.3` … A recording is never
  /// written over, and hosts start a server twice at once.
  private static func newFile(at path: String) throws(UsageError) -> FileHandle {
    // Whoever keeps a hundred recordings under one name names the next one.
    for number in 1...100 {
      let descriptor = open(
        number == 1 ? path : "\(path).\(number)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor >= 0 { return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
      guard errno == EEXIST else { break }
    }
    throw UsageError("`--record \(path)` cannot be written; name another file")
  }

  func record(_ exchange: Exchange) {
    var lines: [Transcript.Line] = []
    state.withLock { state in
      if let time = exchange.servedAt, time != state.clock {
        lines.append(.setting(.clock, time.wire))
        state.clock = time
      }
    }
    let answers = exchange.sent.map { String(decoding: $0.bytes, as: UTF8.self) }
    switch Self.received(exchange) {
    case .replayable(let text):
      lines.append(.sent(text))
      lines.append(contentsOf: answers.map(Transcript.Line.answered))
    case .told(let text):
      lines.append(.comment(text))
      lines.append(contentsOf: answers.map { .comment("It was answered: \($0)") })
    }
    append(lines)
  }

  private enum Received {
    case replayable(String)
    /// What a replay cannot send, in words.
    case told(String)
  }

  private static func received(_ exchange: Exchange) -> Received {
    guard case .line(let bytes) = exchange.received else {
      return .told("A line came here that was too long to be kept")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .told("A line of \(bytes.count) bytes came here that was not UTF-8")
    }
    // A replay sends one line at a time, so there the cancellation would come too late.
    if exchange.isCancelled { return .told("Cancelled before it began: \(text)") }
    return .replayable(text)
  }

  private func append(_ lines: [Transcript.Line]) {
    let text = redaction.redact(Transcript(lines: lines).text)
    state.withLock { state in
      // A recording that cannot go on must not end the conversation that it records.
      do { try state.file.write(contentsOf: Data(text.utf8)) } catch {}
    }
  }
}
