import APICore
import JSON
import JSONRPC

/// A line as it came from the client, or the fact that one was too long to be kept.
public enum ReceivedLine: Sendable, Hashable {
  case line([UInt8])
  case overlong(limitBytes: Int)
}

/// One received line and what was written because of it, for recordings and for checks of the wire.
public struct Exchange: Sendable {
  public let received: ReceivedLine
  /// The time that its requests were served at; nil where it brought none.
  public let servedAt: Milliseconds?
  /// Whether it is one request that was cancelled before it began.
  public let isCancelled: Bool
  public let sent: [SentLine]
}

/// One line that the server writes.
public struct SentLine: Sendable {
  /// Canonical JSON, fit for a line (`JSONValue.lineBytes`), without a line end.
  public let bytes: [UInt8]
  /// The MCP revision whose schema the line follows; nil for plain JSON-RPC.
  public let revision: String?
  /// The method that is answered, or the notification's own; nil where none could be read, and on
  /// batches.
  public let method: String?
}

extension SentLine {
  /// The answers to a batch as one line; nil where nothing in it wants an answer.
  ///
  /// It follows a revision of MCP only where that has batches and every answer is of it: an element
  /// without a readable identifier has an answer that only plain JSON-RPC allows there.
  static func batch(of answers: [SentLine]) -> SentLine? {
    if answers.isEmpty { return nil }
    let names = Set(answers.map(\.revision))
    let revision = MCPRevision.legacy.first { $0.hasBatches && names == [$0.name] }
    return SentLine(
      bytes: MessageCodec.batch(answers.map(\.bytes)), revision: revision?.name, method: nil)
  }
}
