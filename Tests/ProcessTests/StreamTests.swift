import Foundation
import JSON
import Testing

@testable import taskledger

/// Standard streams that are closed, full or left by their reader: at the start of the process, and
/// while it speaks.
@Suite struct StreamTests {
  struct Ended {
    /// What a signal ended is never equal to a status here.
    let status: Int32?
    let output: String
    let errors: String
  }

  /// Runs the binary with its streams set by a shell, as `taskledger call x 2>/dev/full`.
  ///
  /// - Parameter input: what is written to standard input, which ends then.
  static func run(
    _ arguments: [String], _ redirection: String, input: String = "",
    environment: [String: String] = [:]
  ) throws -> Ended {
    let process = try Launch.process(
      ["-c", #"exec "$0" "$@" "# + redirection, try ServerProcess.binary.path] + arguments,
      environment: environment, program: URL(filePath: "/bin/sh"))
    return try end(of: process, input: input)
  }

  /// - Parameter errors: standard error, where it is not to be read.
  static func end(
    of process: Process, input: String, errors unread: Pipe? = nil
  ) throws -> Ended {
    let (given, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = given
    process.standardOutput = output
    process.standardError = unread ?? errors
    let gone = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in gone.signal() }
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    do { try given.fileHandleForWriting.write(contentsOf: Data(input.utf8)) } catch {}
    try given.fileHandleForWriting.close()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = unread == nil ? try errors.fileHandleForReading.readToEnd() ?? Data() : Data()
    if gone.wait(timeout: .now() + .seconds(ServerProcess.deadlineSeconds)) != .success {
      kill(process.processIdentifier, SIGKILL)
      throw ServerProcess.Failure(description: "it did not end; it wrote \(written)")
    }
    process.waitUntilExit()
    return Ended(
      status: process.terminationReason == .exit ? process.terminationStatus : nil,
      output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self))
  }

  static let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")
  static let pong = #"{"id":7,"jsonrpc":"2.0","result":{}}"# + "\n"

  // MARK: Standard error

  @Test(arguments: ["2>&-"] + (hasFullDevice ? ["2>/dev/full"] : []))
  func aComplaintThatNobodyTakesIsLostAndNothingElse(redirection: String) throws {
    let folder = try TemporaryDirectory()
    let store = ["TASKLEDGER_STORE": folder.store]
    let wrong = try Self.run(["call", "nosuchtool"], redirection, environment: store)
    #expect(wrong.status == 2)
    let failed = try Self.run(
      ["call", "get_task", "task_id=86no"], redirection, environment: store)
    #expect(failed.status == 1)
    let served = try Self.run(
      ["--log-level", "debug"], redirection, input: LifeCycleTests.ping + "\n")
    #expect(served.status == 0 && served.output == Self.pong)
  }

  @Test func aLogWhoseReaderIsGoneDoesNotEndTheServer() throws {
    let errors = Pipe()
    try errors.fileHandleForReading.close()
    let ended = try Self.end(
      of: try server(), input: LifeCycleTests.ping + "\n", errors: errors)
    #expect(ended.status == 0 && ended.output == Self.pong)
  }

  /// Hosts that never read standard error: its pipe is full one day, and stays so.
  @Test func aLogThatNobodyReadsDoesNotStopTheServer() throws {
    let errors = Pipe()
    let end = errors.fileHandleForWriting.fileDescriptor
    let flags = fcntl(end, F_GETFL)
    _ = fcntl(end, F_SETFL, flags | O_NONBLOCK)
    let page = [UInt8](repeating: UInt8(ascii: "x"), count: 4_096)
    while write(end, page, page.count) > 0 {}
    while write(end, page, 1) > 0 {}
    _ = fcntl(end, F_SETFL, flags)
    let ended = try Self.end(
      of: try server(), input: LifeCycleTests.ping + "\n", errors: errors)
    #expect(ended.status == 0 && ended.output == Self.pong)
  }

  private func server() throws -> Process {
    try Launch.process(["--log-level", "debug"])
  }

  // MARK: Closed at the start

  /// The next file that is opened would get the number, and be taken for the stream.
  @Test(arguments: [
    ([], "<&-", "input"), (["serve"], "<&-", "input"), (["import", "-"], "<&-", "input"),
    ([], ">&-", "output"), (["--help"], ">&-", "output"),
    (["call", "create_task", "list_id=Inbox", "name=x"], ">&-", "output"),
  ])
  func aClosedStreamIsSaidBeforeAnythingIsDone(
    arguments: [String], redirection: String, stream: String
  ) throws {
    let folder = try TemporaryDirectory()
    let ended = try Self.run(
      arguments, redirection, input: LifeCycleTests.ping + "\n",
      environment: ["TASKLEDGER_STORE": folder.store])
    #expect(ended.status == 1 && ended.output.isEmpty)
    #expect(
      ended.errors
        == "taskledger: standard \(stream) is closed: start `taskledger` with stdin and stdout "
        + "connected\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test(arguments: ["<&-", "2>&-", "<&- 2>&-"])
  func whatACommandDoesNotUseMayBeClosed(redirection: String) throws {
    let folder = try TemporaryDirectory()
    let store = ["TASKLEDGER_STORE": folder.store]
    let made = try Self.run(
      ["call", "create_task", "list_id=Inbox", "name=Made"], redirection, environment: store)
    #expect(made.status == 0 && made.output.contains("name: Made"))
    let inspection = try StoreInspection(folder.store)
    #expect(try inspection.integrity == "ok")
    #expect(try inspection.taskNames == ["Made"])
  }

  @Test func withoutAnyStreamItEndsAndDoesNothing() throws {
    let folder = try TemporaryDirectory()
    let ended = try Self.run(
      ["call", "create_task", "list_id=Inbox", "name=x"], "<&- >&- 2>&-",
      environment: ["TASKLEDGER_STORE": folder.store])
    #expect(ended.status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  /// libfaketime does it, as does every preloaded library that sets variables the same way.
  @Test func withoutItsNameItDoesNotStart() throws {
    var arguments: [UnsafeMutablePointer<CChar>?] = [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var identifier = pid_t()
    let path = try ServerProcess.binary.path
    try #require(posix_spawn(&identifier, path, nil, nil, &arguments, &environment) == 0)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    // As <sys/wait.h> defines WIFEXITED and WEXITSTATUS.
    #expect(status & 0x7F == 0 && status >> 8 & 0xFF == 2)
  }
}

/// Every command that prints, into a file on a full disk and to a reader that has gone.
@Suite struct CutOutputTests {
  let folder: TemporaryDirectory
  let environment: [String: String]
  private let commands: [[String]]

  init() throws {
    folder = try TemporaryDirectory()
    environment = ["TASKLEDGER_STORE": folder.store, "HOME": folder.url.path]
    let recording = folder.url.appendingPathComponent("recording").path
    let server = try ServerProcess(
      ["--store", folder.url.appendingPathComponent("recorded.db").path, "--record", recording])
    _ = try server.ask(AtMostOnceTests.create(1, id: 1))
    #expect(try server.finish() == 0)
    let page = folder.url.appendingPathComponent("page.json")
    try Data(ImportTests.page.utf8).write(to: page)
    let made = try CommandLineTests.run(
      "call", "--json", "create_task", "list_id=Inbox", "name=Made", environment: environment)
    let result = try JSONValue.parse(made.output)
    let operation = try #require(result["operation"]?["operation_id"]?.string)
    commands = [
      ["call", "get_workspace"], ["call", "get_workspace", "--json"],
      ["call", "get_task", "task_id=86no", "--json"], ["tools"], ["tools", "--json"], ["policy"],
      ["policy", "--json"], ["operations"], ["operations", "--json"], ["ledger", "list"],
      ["ledger", "list", "--json"],
      ["ledger", "show", operation], ["ledger", "show", operation, "--json"],
      ["ledger", "verify"], ["ledger", "verify", "--json"], ["ledger", "export"],
      ["ledger", "reconcile"], ["ledger", "resolve", operation, "abandon"],
      ["ledger", "resolve", operation, "abandon", "--json"], ["ledger", "accept-store"],
      ["ledger", "mend-clock"],
      // Before the import, after which a Workspace would have to be chosen.
      ["ledger", "undo", operation, "--yes"],
      ["doctor"], ["doctor", "--json"], ["configure", "codex"],
      ["configure", "codex", "--write"], ["import", page.path], ["import", "--json", page.path],
      ["replay", recording], ["help"], ["version"], ["--help"], ["--version"],
    ]
  }

  @Test(.enabled(if: StreamTests.hasFullDevice))
  func aFullDiskIsSaidAndEndsWithStatusOne() throws {
    for command in commands {
      let ended = try StreamTests.run(command, ">/dev/full", environment: environment)
      #expect(ended.status == 1, "\(command)")
      let lines = ended.errors.split(separator: "\n").filter {
        $0.hasPrefix("taskledger: standard output cannot be written (")
      }
      #expect(lines.count == 1, "\(command): \(ended.errors)")
    }
    let served = try StreamTests.run(
      [], ">/dev/full", input: LifeCycleTests.ping + "\n", environment: environment)
    #expect(served.status == 1)
    #expect(served.errors.hasPrefix("level=error event=output_failed reason="), "\(served.errors)")
  }

  @Test func aReaderThatHasGoneEndsItQuietly() throws {
    for command in commands {
      let process = try Launch.process(command, environment: environment)
      let (output, errors) = (Pipe(), Pipe())
      try output.fileHandleForReading.close()
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let said = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 1, "\(command)")
      #expect(!String(decoding: said, as: UTF8.self).contains("standard output"), "\(command)")
    }
  }

  /// A command that is added is to be added above.
  @Test func theCommandsOfTheHelpAreAllHere() {
    let listed = Help.text.split(separator: "\n").compactMap { line -> [Substring]? in
      guard line.hasPrefix("  taskledger "), !line.contains("[serve]") else { return nil }
      let words = line.split(separator: " ").dropFirst()
      return Array(words.prefix(words.first == "ledger" ? 2 : 1))
    }
    #expect(listed.count > 10)
    for words in listed {
      #expect(commands.contains { $0.starts(with: words.map(String.init)) }, "\(words)")
    }
  }
}
