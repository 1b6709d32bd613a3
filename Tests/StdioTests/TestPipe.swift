import Foundation
import Synchronization
import Testing

@testable import Stdio

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A pipe of the system whose ends are closed with it.
final class TestPipe: Sendable {
  let readEnd: Int32
  let writeEnd: Int32
  private let open: Mutex<Set<Int32>>

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    (readEnd, writeEnd) = (ends[0], ends[1])
    open = Mutex([ends[0], ends[1]])
    StandardStreams.ignoreBrokenPipes()
  }

  deinit {
    closeReadEnd()
    closeWriteEnd()
  }

  func closeReadEnd() { closeOnce(readEnd) }
  func closeWriteEnd() { closeOnce(writeEnd) }

  private func closeOnce(_ end: Int32) {
    if open.withLock({ $0.remove(end) }) != nil { close(end) }
  }

  func makeNonBlocking(_ end: Int32) {
    _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
  }

  func put(_ bytes: [UInt8]) throws {
    try #require(write(writeEnd, bytes, bytes.count) == bytes.count)
  }

  func put(_ text: String) throws { try put(Array(text.utf8)) }

  /// Everything until the writing end is closed.
  func readToEnd(atATime count: Int = 1 << 16) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: count)
    while true {
      let got = read(readEnd, &buffer, buffer.count)
      if got <= 0 { return bytes }
      bytes += buffer[..<got]
    }
  }
}

/// Runs `body` in a thread of its own.
final class Running<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Value) {
    Thread.detachNewThread { [self] in
      let value = body()
      result.withLock { $0 = value }
      done.signal()
    }
  }

  func value() throws -> Value {
    done.wait()
    return try #require(result.withLock { $0 })
  }
}
