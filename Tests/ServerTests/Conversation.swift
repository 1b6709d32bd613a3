import APICore
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Server

/// A session in this process, whose every written line is checked against its schema.
final class Conversation: Sendable {
  let tools = SampleTools()
  private let session: Session
  private let log: Log

  private final class Log: Sendable {
    let exchanges = Mutex<[Exchange]>([])
    /// Lines written at once, ahead of the answers.
    let early = Mutex<[[UInt8]]>([])
  }

  /// - Parameter clockStep: how far the progress clock moves each time it is read.
  init(clockStep: Milliseconds = 0) {
    let log = Log()
    let requestClock = RequestClock(ManualClock(1_700_000_000_000, step: 1000))
    session = Session(
      tools: tools,
      identity: ServerIdentity(version: "1.0.0", websiteURL: "https://example.com"),
      clock: ManualClock(0, step: clockStep),
      hooks: Session.Hooks(
        beginRequest: {
          requestClock.beginRequest()
          return requestClock.now()
        },
        send: { line in log.early.withLock { $0.append(line) } },
        observe: { exchange in log.exchanges.withLock { $0.append(exchange) } }))
    self.log = log
  }

  var exchanges: [Exchange] { log.exchanges.withLock { $0 } }

  /// Progress so far.
  func early() throws -> [JSONValue] {
    try log.early.withLock { $0 }.map { try JSONValue.parse($0) }
  }

  /// Sends the lines as one group; the answers are parsed, and must follow their schemas.
  @discardableResult
  func send(_ lines: String...) throws -> [JSONValue] { try send(lines) }

  @discardableResult
  func send(_ lines: [String]) throws -> [JSONValue] {
    try send(lines.map { ReceivedLine.line(Array($0.utf8)) })
  }

  func send(_ lines: [ReceivedLine]) throws -> [JSONValue] {
    let before = exchanges.count
    let answers = session.answer(lines)
    for exchange in exchanges[before...] {
      for line in exchange.sent {
        let problems = WireCheck.shared.problems(
          in: line.bytes, revision: line.revision, method: line.method)
        #expect(problems.isEmpty)
      }
    }
    return try answers.map { bytes in
      #expect(!bytes.contains(UInt8(ascii: "\n")))
      let json = try JSONValue.parse(bytes)
      #expect(json.lineBytes == bytes)
      return json
    }
  }

  /// The one answer to one line.
  func answer(_ line: String) throws -> JSONValue {
    let answers = try send(line)
    #expect(answers.count == 1)
    return try #require(answers.first)
  }
}
