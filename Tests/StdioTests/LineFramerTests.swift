import Testing

@testable import Stdio

/// The framer gives the same frames whatever pieces the stream comes in.
@Suite struct LineFramerTests {
  struct Stream: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let frames: [Frame]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ frames: [Frame]) {
      self.init(name, Array(text.utf8), frames)
    }

    init(_ name: String, _ bytes: [UInt8], _ frames: [Frame]) {
      (self.name, self.bytes, self.frames) = (name, bytes, frames)
    }
  }

  /// Small, so that over-long lines can be split everywhere too.
  static let limit = 12

  static let streams = [
    Stream("nothing", "", []),
    Stream("two lines", "{\"a\":1}\n[2]\n", [line("{\"a\":1}"), line("[2]")]),
    Stream("CRLF", "one\r\ntwo\r\n", [line("one"), line("two")]),
    Stream("CR within a line stays", "o\rne\n", [line("o\rne")]),
    Stream("only the last CR is part of the line end", "one\r\r\n", [line("one\r")]),
    Stream("blank lines", "\n\r\n  \t\n\n1\n\n", [line("1")]),
    Stream("a last line without its end", "one\ntwo", [line("one"), line("two")]),
    Stream("a last line that is blank", "one\n \r", [line("one")]),
    Stream("as long as the limit", "123456789012\n", [line("123456789012")]),
    Stream("the CR counts", "12345678901\r\n", [line("12345678901")]),
    Stream(
      "one byte too long", "1234567890123\n[4]\n", [.overlong(limitBytes: limit), line("[4]")]),
    Stream(
      "far too long, reported once", String(repeating: "x", count: 60) + "\nok\n",
      [.overlong(limitBytes: limit), line("ok")]),
    Stream(
      "too long, never ended", "ok\n" + String(repeating: "x", count: 40),
      [line("ok"), .overlong(limitBytes: limit)]),
    Stream(
      "bytes that are not a text", [0xFF, 0x00, 0xC3, 0x0A, 0xE2, 0x82, 0x0A],
      [.line([0xFF, 0x00, 0xC3]), .line([0xE2, 0x82])]),
  ]

  static func line(_ text: String) -> Frame { .line(Array(text.utf8)) }

  static func frames(of pieces: [ArraySlice<UInt8>]) -> [Frame] {
    var framer = LineFramer(limitBytes: limit)
    var frames: [Frame] = []
    for piece in pieces { frames += framer.feed(piece) }
    if let last = framer.finish() { frames.append(last) }
    return frames
  }

  @Test(arguments: streams)
  func atOnce(_ stream: Stream) {
    #expect(Self.frames(of: [stream.bytes[...]]) == stream.frames)
  }

  @Test(arguments: streams)
  func byteByByte(_ stream: Stream) {
    let pieces = stream.bytes.indices.map { stream.bytes[$0...$0] }
    #expect(Self.frames(of: pieces) == stream.frames)
  }

  @Test(arguments: streams)
  func splitInThreeEverywhere(_ stream: Stream) {
    let count = stream.bytes.count
    for first in 0...count {
      for second in first...count {
        let pieces = [
          stream.bytes[..<first], stream.bytes[first..<second], stream.bytes[second...],
        ]
        let frames = Self.frames(of: pieces)
        #expect(frames == stream.frames, "split at \(first) and \(second)")
      }
    }
  }

  @Test func canBeUsedAgainAfterTheEnd() {
    var framer = LineFramer(limitBytes: Self.limit)
    #expect(framer.feed(Array("half".utf8)).isEmpty)
    #expect(framer.finish() == Self.line("half"))
    #expect(framer.finish() == nil)
    #expect(framer.feed(Array("one\n".utf8)) == [Self.line("one")])
  }

  @Test func aLineOf50MegabytesIsSkippedToItsEnd() {
    var framer = LineFramer()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    var frames: [Frame] = []
    for _ in 0..<800 { frames += framer.feed(piece) }
    frames += framer.feed(Array("\n{}\n".utf8))
    #expect(frames == [.overlong(limitBytes: 16 << 20), Self.line("{}")])
  }
}
