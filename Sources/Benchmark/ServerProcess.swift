import Foundation
import JSON

/// A binary that is measured, over pipes, on a store of its own.
final class ServerProcess {
  struct Failure: Error {
    let message: String
  }

  let process = Process()
  private let input: Int32
  private let output: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var received: [UInt8] = []
  private let ends: (Pipe, Pipe)

  /// Longer than any answer takes: a server that is silent so long hangs.
  private static let patienceMilliseconds: Int32 = 60_000

  /// Nobody's own settings: a limit of the user's would be measured, too.
  static var environment: [String: String] {
    ["PATH": "/usr/bin:/bin", "TZ": "UTC", "HOME": NSTemporaryDirectory()]
  }

  /// Starts it and reads its first answer.
  init(binary: String, arguments: [String]) throws(Failure) {
    let toServer = Pipe()
    let fromServer = Pipe()
    process.executableURL = URL(filePath: binary)
    process.arguments = arguments
    process.environment = Self.environment
    process.standardInput = toServer
    process.standardOutput = fromServer
    process.standardError = FileHandle.nullDevice
    ends = (toServer, fromServer)
    input = toServer.fileHandleForWriting.fileDescriptor
    output = fromServer.fileHandleForReading.fileDescriptor
    do {
      try process.run()
      try toServer.fileHandleForReading.close()
      try fromServer.fileHandleForWriting.close()
    } catch { throw Failure(message: "`\(binary)` cannot be run: \(error)") }
    _ = fcntl(input, F_SETFL, fcntl(input, F_GETFL) | O_NONBLOCK)
    _ = try exchange(Self.greeting, answers: 1)
    _ = try exchange(Self.initialized, answers: 0)
  }

  private static let greeting = Array(
    (#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","#
      + #""capabilities":{},"clientInfo":{"name":"taskledger-bench","version":"1"}}}"# + "\n").utf8)
  private static let initialized = Array(
    (#"{"jsonrpc":"2.0","method":"notifications/initialized"}"# + "\n").utf8)

  /// Writes what is given and reads that many lines; both at once, since a server that answers
  /// what it has not wholly read may wait for us to read.
  func exchange(_ bytes: [UInt8], answers: Int) throws(Failure) -> [UInt8] {
    received.removeAll(keepingCapacity: true)
    var left = answers
    var sent = 0
    while left > 0 || sent < bytes.count {
      if sent < bytes.count { sent += try write(bytes, from: sent) }
      guard left > 0 else { continue }
      var watched = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
      if sent < bytes.count {
        watched.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0))
      }
      guard poll(&watched, nfds_t(watched.count), Self.patienceMilliseconds) > 0 else {
        throw Failure(message: "the server was silent for a minute")
      }
      guard watched[0].revents != 0 else { continue }
      left -= try receive()
    }
    return received
  }

  private func write(_ bytes: [UInt8], from start: Int) throws(Failure) -> Int {
    let count = bytes.withUnsafeBytes { memory in
      Foundation.write(input, memory.baseAddress?.advanced(by: start), memory.count - start)
    }
    if count >= 0 { return count }
    guard errno == EAGAIN || errno == EINTR else {
      throw Failure(message: "the server does not read: \(String(cString: strerror(errno)))")
    }
    return 0
  }

  /// - Returns: how many lines ended in what came.
  private func receive() throws(Failure) -> Int {
    let count = read(output, &buffer, buffer.count)
    if count < 0, errno == EINTR { return 0 }
    guard count > 0 else { throw Failure(message: "the server ended instead of answering") }
    received += buffer[..<count]
    return buffer[..<count].count { $0 == UInt8(ascii: "\n") }
  }

  // MARK: - What it uses

  /// Processor time of all its threads so far, in nanoseconds; nil where the system does not tell.
  var processorNanoseconds: Int? {
    #if os(Linux)
      var clock = clockid_t()
      var time = timespec()
      guard clock_getcpuclockid(process.processIdentifier, &clock) == 0,
        clock_gettime(clock, &time) == 0
      else { return nil }
      return time.tv_sec * 1_000_000_000 + time.tv_nsec
    #else
      return nil
    #endif
  }

  /// The most memory that it had at one time, in KiB; nil where the system does not tell.
  var peakKibibytes: Int? {
    let path = "/proc/\(process.processIdentifier)/status"
    guard let status = FileManager.default.contents(atPath: path) else { return nil }
    let line = String(decoding: status, as: UTF8.self).split(whereSeparator: \.isNewline)
      .first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }
  }

  /// Ends its input.
  ///
  /// - Returns: how long it took to be gone, in nanoseconds.
  func finish() throws(Failure) -> Int {
    let start = Nanoseconds.now
    do { try ends.0.fileHandleForWriting.close() } catch {}
    // A process that ends closes its output; Foundation tells its end up to 50 ms later.
    while read(output, &buffer, buffer.count) > 0 {}
    let duration = Nanoseconds.now - start
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Failure(message: "the server ended with status \(process.terminationStatus)")
    }
    return duration
  }
}

/// The clock of all measurements: it neither jumps nor stands still.
enum Nanoseconds {
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
