import Foundation
import Testing

@testable import Stdio

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@Suite struct StandardStreamsTests {
  /// Claims three pipes as a process does its standard streams.
  @Test func outputIsMovedAwayAndStrayPrintsGoToErrors() throws {
    let (output, errors) = (try TestPipe(), try TestPipe())
    let streams = try StandardStreams.claim(
      input: 0, shared: output.writeEnd, errors: errors.writeEnd)
    #expect(streams.output >= 3 && streams.output != output.writeEnd)
    #expect(fcntl(streams.output, F_GETFD) & FD_CLOEXEC != 0)
    try output.put("stray\n")  // what `print` would do
    LineWriter(descriptor: streams.output).write([Array("protocol".utf8)])
    close(streams.output)
    output.closeWriteEnd()
    errors.closeWriteEnd()
    #expect(String(decoding: output.readToEnd(), as: UTF8.self) == "protocol\n")
    #expect(String(decoding: errors.readToEnd(), as: UTF8.self) == "stray\n")
  }

  @Test func aClosedOutputIsSaid() throws {
    #expect(throws: StdioError.self) {
      try StandardStreams.claim(input: 0, shared: 1_000_000, errors: 2)
    }
  }

  @Test func strayPrintsGoNowhereWhereErrorsAreClosed() throws {
    let output = try TestPipe()
    let closed = fcntl(output.writeEnd, F_DUPFD, 900)  // a number that nothing else will take
    close(closed)
    let streams = try StandardStreams.claim(input: 0, shared: output.writeEnd, errors: closed)
    try output.put("stray\n")
    LineWriter(descriptor: streams.output).write([Array("protocol".utf8)])
    for descriptor in [streams.output, closed] { close(descriptor) }
    output.closeWriteEnd()
    #expect(String(decoding: output.readToEnd(), as: UTF8.self) == "protocol\n")
  }
}

/// What commands say, outside of the protocol.
@Suite struct SayingTests {
  @Test func aTextIsWrittenWholeOrItsErrorIsGiven() throws {
    let pipe = try TestPipe()
    let long = String(repeating: "ä", count: 200_000)
    let reader = Running { pipe.readToEnd(atATime: 1_000) }
    #expect(StandardStreams.write(long, to: pipe.writeEnd) == nil)
    pipe.closeWriteEnd()
    #expect(try reader.value() == Array(long.utf8))
    let left = try TestPipe()
    left.closeReadEnd()
    #expect(StandardStreams.write("x", to: left.writeEnd) == EPIPE)
    #expect(StandardStreams.write("x", to: -1) == EBADF)
  }

  @Test func aRemarkIsWrittenWholeWhereSomebodyReads() throws {
    let pipe = try TestPipe()
    let long = String(repeating: "x", count: 200_000)
    let reader = Running { pipe.readToEnd(atATime: 1_000) }
    StandardStreams.tell(long, on: pipe.writeEnd)
    pipe.closeWriteEnd()
    #expect(try reader.value() == Array(long.utf8))
  }

  /// More than the pipe holds, and nobody reads: it returns all the same.
  @Test func aRemarkThatNobodyReadsIsLost() throws {
    let pipe = try TestPipe()
    StandardStreams.tell(String(repeating: "x", count: 200_000), on: pipe.writeEnd)
    pipe.closeWriteEnd()
    #expect(pipe.readToEnd().count < 200_000)
    let left = try TestPipe()
    left.closeReadEnd()
    StandardStreams.tell("x", on: left.writeEnd)
    StandardStreams.tell("x", on: -1)
  }
}

@Suite struct TerminationWatchTests {
  /// The signal is sent to one thread alone: the other tests' threads do not block it. SIGWINCH
  /// does nothing where it is not waited for.
  @Test func aSignalBecomesReadable() throws {
    let pipe = try TestPipe()
    let waiting = Running {
      var signals = TerminationWatch.set(of: [SIGWINCH])
      pthread_sigmask(SIG_BLOCK, &signals, nil)
      pthread_kill(pthread_self(), SIGWINCH)
      TerminationWatch.wait(for: signals, telling: pipe.writeEnd, graceSeconds: 0)
      return true
    }
    var byte = [UInt8](repeating: 0, count: 1)
    #expect(readByte(pipe.readEnd, &byte) == 1)
    #expect(try waiting.value())
  }
}
