import Foundation
import JSON
import Testing

/// The real binary over real pipes.
///
/// Nothing sleeps: every wait has a deadline that only a defect reaches.
final class ServerProcess: @unchecked Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Far beyond what an answer takes, even on a loaded machine; reaching it is the defect.
  static let deadlineSeconds = 60

  let process: Process
  private let input = Pipe()
  private let output = Pipe()
  private var buffered: [UInt8] = []
  private let wire = WireWatch()
  private var lastLine: String?
  private var isRead = true
  private let gone = DispatchSemaphore(value: 0)

  init(_ arguments: [String] = [], environment: [String: String] = [:]) throws {
    process = try Launch.process(arguments, environment: environment)
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    // A server that is gone is an error of the write here, and not the end of all tests.
    signal(SIGPIPE, SIG_IGN)
    process.terminationHandler = { [gone] _ in gone.signal() }
    try process.run()
    // The reading end of stdin belongs to the child alone, so that its death is seen as EPIPE.
    try input.fileHandleForReading.close()
    try output.fileHandleForWriting.close()
  }

  /// The product that stands beside the test bundle, or the one that `TASKLEDGER_TEST_BINARY` names:
  /// so the release build is held to the same. It has none of the switches of tests.
  static var binary: URL {
    get throws {
      if let path = ProcessInfo.processInfo.environment["TASKLEDGER_TEST_BINARY"] {
        guard FileManager.default.isExecutableFile(atPath: path) else {
          throw Failure(description: "TASKLEDGER_TEST_BINARY: `\(path)` cannot be run")
        }
        return URL(filePath: path)
      }
      let places = ([Bundle.main] + Bundle.allBundles).flatMap {
        [$0.executableURL?.deletingLastPathComponent(), $0.bundleURL.deletingLastPathComponent()]
      }
      for place in places.compactMap({ $0 }) {
        let candidate = place.appendingPathComponent("taskledger")
        if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      }
      throw Failure(description: "no taskledger binary beside the test bundle; run swift build")
    }
  }

  func send(_ line: String) throws { try send(bytes: Array((line + "\n").utf8)) }

  func send(bytes: [UInt8]) throws {
    wire.sent(bytes)
    try input.fileHandleForWriting.write(contentsOf: Data(bytes))
  }

  /// Goes away as a reader.
  func closeOutput() throws {
    isRead = false
    try output.fileHandleForReading.close()
  }

  func closeInput() throws {
    wire.inputEnded()
    try input.fileHandleForWriting.close()
  }

  /// The next line that the server writes, held against its schema; nil at the end of its output.
  func line() throws -> String? {
    while true {
      if let line = receivedLine() { return line }
      _ = try Self.waitForOutput(of: [self])
      guard receive() else { return nil }
    }
  }

  /// The next line among what was received so far.
  func receivedLine() -> String? {
    guard let end = buffered.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = String(decoding: buffered[..<end], as: UTF8.self)
    buffered.removeSubrange(...end)
    lastLine = line
    for problem in wire.problems(in: line) { Issue.record("\(problem)") }
    return line
  }

  /// Receives what is there; false at the end of the output.
  func receive() -> Bool {
    let chunk = output.fileHandleForReading.availableData
    buffered.append(contentsOf: chunk)
    return !chunk.isEmpty
  }

  /// Indices of those servers that have written something, or ended.
  static func waitForOutput(of servers: [ServerProcess]) throws -> [Int] {
    var watched = servers.map { server in
      pollfd(
        fd: server.output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&watched, nfds_t(watched.count), Int32(deadlineSeconds * 1000)) > 0 else {
      throw Failure(description: "no answer within \(deadlineSeconds) s")
    }
    return watched.indices.filter { watched[$0].revents != 0 }
  }

  /// Sends one request and reads its answer.
  func ask(_ line: String) throws -> JSONValue {
    try send(line)
    guard let answer = try self.line() else {
      throw Failure(description: "the server ended instead of answering \(line)")
    }
    return try JSONValue.parse(answer)
  }

  /// Calls a tool in the direct dialect.
  func call(_ tool: String, _ arguments: JSONValue, id: Int64 = 1) throws -> JSONValue {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": .integer(id), "method": .string(tool), "params": arguments,
    ]
    return try ask(request.canonicalString)
  }

  /// SIGKILL, and waits until it is gone.
  func kill() {
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Waits until it is gone; whether SIGKILL ended it.
  func waitUntilKilled(withinSeconds deadline: Int = deadlineSeconds) throws -> Bool {
    try waitUntilGone(withinSeconds: deadline)
    return process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
  }

  /// Waits until it has ended, by itself or not.
  ///
  /// - Throws: where it has not: with what it last wrote. It is killed then.
  func waitUntilGone(withinSeconds deadline: Int = deadlineSeconds) throws {
    let isGone = gone.wait(timeout: .now() + .seconds(deadline)) == .success
    if !isGone { _ = Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    // Who asks next need not wait.
    gone.signal()
    guard !isGone else { return }
    // With its death the output has an end.
    while isRead, receive() {}
    while receivedLine() != nil {}
    throw Failure(
      description: "the server was still there after \(deadline) s; it last wrote "
        + (lastLine ?? "nothing") + String(decoding: buffered, as: UTF8.self))
  }

  /// Ends the input and waits for the exit status.
  func finish() throws -> Int32 {
    try closeInput()
    while try line() != nil {}
    try waitUntilGone()
    return process.terminationStatus
  }
}

/// A directory of its own for one test, removed with it.
final class TemporaryDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "taskledger-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  var store: String { url.appendingPathComponent("workspace.db").path }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch {}
  }
}
