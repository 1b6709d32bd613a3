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
  /// The time that each request of the line was served at, in order.
  public let servedAt: [Milliseconds]
  public let sent: [SentLine]
}

/// One line that the server writes.
public struct SentLine: Sendable {
  /// Canonical JSON, without a line end.
  public let bytes: [UInt8]
  /// The MCP revision whose schema the line follows; nil for plain JSON-RPC.
  public let revision: String?
  /// The method that is answered, or the notification's own; nil where none could be read, and on
  /// batches.
  public let method: String?
}

extension SentLine {
  /// `{"line","method","revision"}`: what a check of the wire needs to choose the schema by.
  public var json: JSONValue {
    [
      "line": .string(String(decoding: bytes, as: UTF8.self)),
      "method": method.map { .string($0) } ?? .null,
      "revision": revision.map { .string($0) } ?? .null,
    ]
  }

  /// The answers to a batch as one line; nil where nothing in it wants an answer.
  static func batch(of answers: [SentLine]) -> SentLine? {
    guard let first = answers.first else { return nil }
    let isOfOneRevision = answers.allSatisfy { $0.revision == first.revision }
    return SentLine(
      bytes: MessageCodec.batch(answers.map(\.bytes)),
      revision: isOfOneRevision ? first.revision : nil, method: nil)
  }
}
