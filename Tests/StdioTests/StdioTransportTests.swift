import Foundation
import Synchronization
import Testing

@testable import Stdio

@Suite struct StdioTransportTests {
  /// A transport between two pipes that answers each group with one line: its frames, joined.
  struct Conversation {
    let input: TestPipe
    let output: TestPipe
    let termination: TestPipe
    let transport: StdioTransport

    init() throws {
      input = try TestPipe()
      output = try TestPipe()
      termination = try TestPipe()
      transport = StdioTransport(
        input: input.readEnd, writer: LineWriter(descriptor: output.writeEnd),
        termination: termination.readEnd, lineLimitBytes: 100)
    }

    func run() -> StdioTransport.Ending {
      transport.run { frames in [Array(frames.map(Self.text).joined(separator: "|").utf8)] }
    }

    func answers() -> String {
      output.closeWriteEnd()
      return String(decoding: output.readToEnd(), as: UTF8.self)
    }

    private static func text(_ frame: Frame) -> String {
      switch frame {
      case .line(let bytes): String(decoding: bytes, as: UTF8.self)
      case .overlong(let limit): "over \(limit)"
      }
    }
  }

  @Test func anOutputThatCannotBeWrittenIsToldFromAReaderThatLeft() throws {
    func ending(of output: Int32) throws -> StdioTransport.Ending {
      let input = try TestPipe()
      try input.put("one\n")
      input.closeWriteEnd()
      let writer = LineWriter(descriptor: output)
      return StdioTransport(input: input.readEnd, writer: writer).run { _ in [[1]] }
    }
    #expect(try ending(of: -1) == .outputFailed(errno: EBADF))
    let left = try TestPipe()
    left.closeReadEnd()
    #expect(try ending(of: left.writeEnd) == .outputClosed)
  }

  @Test func linesThatOneReadBringsAreOneGroup() throws {
    let conversation = try Conversation()
    try conversation.input.put("one\ntwo\r\n\nthree\n")
    conversation.input.closeWriteEnd()
    #expect(conversation.run() == .endOfInput)
    #expect(conversation.answers() == "one|two|three\n")
  }

  @Test func aLineThatComesInPartsIsServedWhenItIsWhole() throws {
    let conversation = try Conversation()
    let serving = Running { conversation.run() }
    for piece in ["o", "ne", "\n"] { try conversation.input.put(piece) }
    var answer = [UInt8](repeating: 0, count: 4)
    for index in answer.indices {
      #expect(readByte(conversation.output.readEnd, &answer[index...index]) == 1)
    }
    #expect(answer == Array("one\n".utf8))
    conversation.input.closeWriteEnd()
    #expect(try serving.value() == .endOfInput)
  }

  @Test func aLastLineWithoutItsEndIsServed() throws {
    let conversation = try Conversation()
    try conversation.input.put("one\nha")
    try conversation.input.put("lf")
    conversation.input.closeWriteEnd()
    #expect(conversation.run() == .endOfInput)
    #expect(conversation.answers() == "one\nhalf\n")
  }

  @Test func aLineBeyondTheLimitIsReported() throws {
    let conversation = try Conversation()
    try conversation.input.put(String(repeating: "x", count: 101) + "\nok\n")
    conversation.input.closeWriteEnd()
    #expect(conversation.run() == .endOfInput)
    #expect(conversation.answers() == "over 100|ok\n")
  }

  @Test func anInputThatSomebodyMadeNonBlockingIsWaitedFor() throws {
    let conversation = try Conversation()
    conversation.input.makeNonBlocking(conversation.input.readEnd)
    let serving = Running { conversation.run() }
    try conversation.input.put("one\n")
    var byte = [UInt8](repeating: 0, count: 1)
    #expect(readByte(conversation.output.readEnd, &byte) == 1)
    conversation.input.closeWriteEnd()
    #expect(try serving.value() == .endOfInput)
  }

  @Test func whatRunsIsAnsweredBeforeATerminationEndsIt() throws {
    let conversation = try Conversation()
    try conversation.input.put("one\n")
    let ending = conversation.transport.run { _ in
      conversation.termination.closeWriteEnd()
      return [Array("answered".utf8)]
    }
    #expect(ending == .terminated)
    #expect(conversation.answers() == "answered\n")
  }

  @Test func anIdleConversationEndsWhenAskedTo() throws {
    let conversation = try Conversation()
    try conversation.termination.put([1])
    #expect(conversation.run() == .terminated)
  }

  @Test func aClosedOutputEndsTheConversation() throws {
    let conversation = try Conversation()
    conversation.output.closeReadEnd()
    try conversation.input.put("one\n")
    #expect(conversation.run() == .outputClosed)
  }

  @Test func aClosedOutputEndsItAlsoAfterTheLastLine() throws {
    let conversation = try Conversation()
    conversation.output.closeReadEnd()
    try conversation.input.put("one")
    conversation.input.closeWriteEnd()
    #expect(conversation.run() == .outputClosed)
  }

  @Test func anInputThatCannotBeReadIsNamed() throws {
    let output = try TestPipe()
    let transport = StdioTransport(
      input: 1_000_000, writer: LineWriter(descriptor: output.writeEnd))
    #expect(transport.run { _ in [] } == .inputFailed(errno: EBADF))
  }

  @Test func progressIsWrittenAheadOfTheAnswer() throws {
    let conversation = try Conversation()
    try conversation.input.put("one\n")
    conversation.input.closeWriteEnd()
    let writer = conversation.transport.writer
    _ = conversation.transport.run { _ in
      writer.write([Array("progress".utf8)])
      return [Array("answer".utf8)]
    }
    #expect(conversation.answers() == "progress\nanswer\n")
  }
}

func readByte(_ descriptor: Int32, _ bytes: inout [UInt8]) -> Int { read(descriptor, &bytes, 1) }

func readByte(_ descriptor: Int32, _ bytes: inout ArraySlice<UInt8>) -> Int {
  bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, 1) }
}
