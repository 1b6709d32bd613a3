#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A descriptor that somebody else opened and closes.
///
/// SIGPIPE is expected to be ignored: a reader that went away is an error of the write.
struct Descriptor: Sendable {
  let number: Int32

  /// write(2) takes what fits (a pipe holds 64 KiB on Linux), so this is a loop.
  ///
  /// - Returns: nil when all was taken, else the errno that ended it (EPIPE: the reader is gone).
  func write(_ bytes: [UInt8]) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch writeOnce(rest) {
      case .taken(let count): rest = rest.dropFirst(count)
      case .failed(EINTR): continue
      // Somebody made it non-blocking. A reader that goes away ends the wait too, and the next
      // write says so.
      case .failed(EAGAIN), .failed(EWOULDBLOCK): _ = isWritable(withinMilliseconds: -1)
      case .failed(let failure): return failure
      }
    }
    return nil
  }

  /// Writes what can be written without waiting long for a reader; the rest is lost.
  ///
  /// - Parameter patience: milliseconds that each piece may wait.
  func offer(_ bytes: [UInt8], patience: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard isWritable(withinMilliseconds: patience) else { return }
      // So much a pipe that is writable takes without waiting:
      // https://pubs.opengroup.org/onlinepubs/9799919799/functions/poll.html
      switch writeOnce(rest.prefix(Int(PIPE_BUF))) {
      case .taken(let count): rest = rest.dropFirst(count)
      case .failed(EINTR): continue
      case .failed: return
      }
    }
  }

  private enum Attempt {
    case taken(Int)
    case failed(Int32)
  }

  private func writeOnce(_ bytes: ArraySlice<UInt8>) -> Attempt {
    bytes.withUnsafeBytes { buffer in
      #if canImport(Darwin)
        let count = Darwin.write(number, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.write(number, buffer.baseAddress, buffer.count)
      #else
        let count = Glibc.write(number, buffer.baseAddress, buffer.count)
      #endif
      return count >= 0 ? .taken(count) : .failed(errno)
    }
  }

  /// Also true where the next write only tells what is wrong: what poll(2) finds is not looked at.
  private func isWritable(withinMilliseconds limit: Int32) -> Bool {
    var watched = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    while true {
      let count = poll(&watched, 1, limit)
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }
}
