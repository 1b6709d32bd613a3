import APICore
import JSON
import Stdio
import TestSupport
import Testing

@testable import Server

/// A whole conversation, cut at every byte, is answered the same.
@Suite struct SplitConversationTests {
  static let bytes: [UInt8] = {
    let lines = [
      Say.initialize("2025-06-18"), Say.notification("notifications/initialized"), "",
      Say.call("add_note", id: "é", ["text": "größer 😀"]) + "\r", "{\"half\":", "\u{FFFD}",
      Say.modern("tools/call", id: 2, ["name": "get_note"]),
      Say.request("break_note", id: 3), Say.request("ping", id: 4),
    ]
    return Array(lines.joined(separator: "\n").utf8)
  }()

  static func answers(to pieces: [ArraySlice<UInt8>]) -> [[UInt8]] {
    let tools = SampleTools()
    let session = Session(
      tools: tools, identity: ServerIdentity(version: "1.0.0"), clock: ManualClock(0),
      hooks: Session.Hooks(beginRequest: { 0 }, send: { _ in }))
    var framer = LineFramer()
    var answers: [[UInt8]] = []
    for piece in pieces { answers += session.answer(framer.feed(piece).map(received)) }
    if let last = framer.finish() { answers += session.answer([received(last)]) }
    return answers
  }

  static func received(_ frame: Frame) -> ReceivedLine {
    switch frame {
    case .line(let bytes): .line(bytes)
    case .overlong(let limitBytes): .overlong(limitBytes: limitBytes)
    }
  }

  @Test func everySplitGivesTheSameAnswers() {
    let bytes = Self.bytes
    let whole = Self.answers(to: [bytes[...]])
    #expect(whole.count == 7)
    for index in bytes.indices {
      let split = Self.answers(to: [bytes[..<index], bytes[index...]])
      #expect(split == whole, "split at \(index)")
    }
    #expect(Self.answers(to: bytes.indices.map { bytes[$0...$0] }) == whole)
  }
}
