import Foundation
import Testing

@testable import Stdio

@Suite struct LineWriterTests {
  /// More than a pipe holds (64 KiB), so that write(2) takes it in parts.
  static let long = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)

  @Test(arguments: [true, false])
  func aFullPipeTakesALongLineInParts(isNonBlocking: Bool) throws {
    let pipe = try TestPipe()
    if isNonBlocking { pipe.makeNonBlocking(pipe.writeEnd) }
    let reader = Running { pipe.readToEnd(atATime: 1_000) }
    let writer = LineWriter(descriptor: pipe.writeEnd)
    #expect(writer.write([Self.long, Array("short".utf8)]))
    pipe.closeWriteEnd()
    #expect(try reader.value() == Self.long + Array("\nshort\n".utf8))
  }

  @Test func linesOfSeveralThreadsStayWhole() throws {
    let pipe = try TestPipe()
    let reader = Running { pipe.readToEnd(atATime: 1_000) }
    let writer = LineWriter(descriptor: pipe.writeEnd)
    let letters = Array("abcd".utf8)
    let threads = letters.map { letter in
      Running {
        for _ in 0..<20 { writer.write([[UInt8](repeating: letter, count: 9_000)]) }
        return true
      }
    }
    for thread in threads { _ = try thread.value() }
    pipe.closeWriteEnd()
    let lines = try reader.value().split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 80)
    #expect(
      lines.allSatisfy { line in line.count == 9_000 && line.allSatisfy { $0 == line.first } })
  }

  @Test func aReaderThatWentAwayEndsWritingQuietly() throws {
    let pipe = try TestPipe()
    let writer = LineWriter(descriptor: pipe.writeEnd)
    #expect(writer.write([[1]]))
    pipe.closeReadEnd()
    #expect(writer.failure == nil)
    #expect(!writer.write([[2]]))
    #expect(writer.failure == EPIPE)
    #expect(!writer.write([[3]]))
    #expect(!writer.write([]))
  }

  @Test func aReaderThatGoesAwayWhileThePipeIsFullEndsWriting() throws {
    let pipe = try TestPipe()
    pipe.makeNonBlocking(pipe.writeEnd)
    let writer = LineWriter(descriptor: pipe.writeEnd)
    let writing = Running { writer.write([Self.long]) }
    var first = [UInt8](repeating: 0, count: 1)
    #expect(readByte(pipe.readEnd, &first) == 1)
    pipe.closeReadEnd()
    #expect(try !writing.value())
  }

  @Test func aClosedDescriptorIsNoCrash() {
    let writer = LineWriter(descriptor: -1)
    #expect(!writer.write([[1]]))
    #expect(writer.failure == EBADF)
  }
}
