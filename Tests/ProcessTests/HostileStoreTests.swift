import Foundation
import JSON
import Testing

/// Somebody changes the store's files, while the real binary has them open or between two runs:
/// writes are refused with the way out, what can be read is read, nothing is made anew, and the way
/// out, gone as it is told, makes writes work again.
@Suite struct HostileStoreTests {
  let folder: TemporaryDirectory
  private var older: String { folder.url.appendingPathComponent("older").path }
  private var aside: String { folder.url.appendingPathComponent("aside").path }

  /// A store that holds tasks 1 and 2; `older` is a copy that holds task 1 only.
  init() throws {
    folder = try TemporaryDirectory()
    try write(1)
    try FileManager.default.copyItem(atPath: folder.store, toPath: older)
    try write(2)
  }

  /// Makes a task in a process of its own, which leaves an empty log.
  private func write(_ number: Int) throws {
    let server = try ServerProcess(["--store", folder.store])
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(number, id: 1))) == "executed")
    #expect(try server.finish() == 0)
  }

  private func remove(_ suffixes: String...) throws {
    for suffix in suffixes where FileManager.default.fileExists(atPath: folder.store + suffix) {
      try FileManager.default.removeItem(atPath: folder.store + suffix)
    }
  }

  private func putBack(_ copy: String) throws {
    try remove("", "-wal", "-shm")
    try FileManager.default.copyItem(atPath: copy, toPath: folder.store)
  }

  private var files: Set<String> {
    get throws { Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path)) }
  }

  private func acceptStore() throws -> CommandLineTests.Ended {
    try CommandLineTests.run(
      "ledger", "accept-store", environment: ["TASKLEDGER_STORE": folder.store])
  }

  /// Asks for a write that must be refused; what changes nothing is answered all the same, and says
  /// that writes are refused.
  ///
  /// - Returns: what the agent is told.
  private func refusal(_ server: ServerProcess, _ number: Int = 3) throws -> String {
    let before = try files
    let answer = try server.ask(AtMostOnceTests.create(number, id: 9))
    #expect(answer["error"]?["data"]?["code"] == "ledger_unavailable")
    #expect(answer["error"]?["data"]?["retry"]?["safe"] == true)
    let message = answer["error"]?["message"]?.string ?? ""
    // Refused by the ledger, or by the Workspace's own reading before it comes to that.
    #expect(
      ["nothing was executed", "nothing was sent or changed"].contains { message.contains($0) })
    #expect(message.contains("once it is fixed"))
    // The step that mends it is for whoever runs the program, and so are the names of files.
    for word in [folder.url.path, "accept-store", "SQLite", "PRAGMA", "put a"] {
      #expect(!message.contains(word), "\(message)")
    }
    // Reading a store makes its log and lock table; nothing else appears, and nothing goes.
    let changed = try files.symmetricDifference(before)
    #expect(changed.isSubset(of: ["workspace.db-wal", "workspace.db-shm"]), "\(changed)")
    return message
  }

  /// Whether `doctor`, and stderr of a call that is refused, name the step that mends it.
  private func operatorIsTold(_ step: String) throws -> Bool {
    let store = ["TASKLEDGER_STORE": folder.store]
    let doctor = try CommandLineTests.run("doctor", environment: store)
    let call = try CommandLineTests.run(
      "call", "create_task", "list_id=Inbox", "name=New", environment: store)
    #expect(doctor.status == 1 && call.status == 1)
    return [doctor.output, call.errors].allSatisfy {
      $0.contains(step) && $0.contains(folder.store)
    }
  }

  /// A dry run plans, arguments are checked, and two tools say that writes are refused.
  private func changingNothing(_ server: ServerProcess) throws {
    let plan = try server.result(
      "create_task", ["list_id": "Inbox", "name": "New", "dry_run": true])["plan"]
    #expect(plan?["verdict"] == "would_execute" && plan?["request"] != nil, "\(plan ?? .null)")
    #expect(plan?["message"]?.string?.contains("would be refused now") == true)
    let unknown = try server.call("create_task", ["list_id": "Nowhere", "name": "New"])
    #expect(unknown["error"]?["data"]?["code"] == "not_found", "\(unknown)")
    let wrong = try server.call("create_task", ["name": 5])
    #expect(wrong["error"]?["data"]?["code"] == "invalid_arguments")
    let notice = try server.result("get_workspace", [:])["notice"]?.string
    #expect(notice?.contains("writes are refused since 20") == true, "\(notice ?? "")")
    let next = try server.result("get_operation", ["idempotency_key": "no-such-key"])["next_step"]
    #expect(next?.string?.contains("writes are refused since 20") == true, "\(next ?? .null)")
    #expect(next?.string?.contains("one may have that is not in it") == true, "\(next ?? .null)")
    #expect(next?.string?.contains("safe to send") == false, "\(next ?? .null)")
    #expect(
      try server.result("get_workspace", [:])["notice"]?.string == notice, "since the first time")
  }

  private func names(_ server: ServerProcess) throws -> [String] {
    let tasks = try server.result("search_tasks", ["limit": 100])["tasks"]?.array ?? []
    return tasks.compactMap { $0["name"]?.string }.sorted()
  }

  // MARK: Between two runs

  @Test func anOlderCopyIsReadAndNotWrittenUntilItIsAccepted() throws {
    try putBack(older)
    let server = try ServerProcess(["--store", folder.store])
    let message = try refusal(server)
    #expect(message.contains("it ends at entry 1, and entry 2 was written"))
    #expect(try operatorIsTold("`taskledger ledger accept-store`"))
    try changingNothing(server)
    #expect(try names(server) == ["Task 1"])
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(1, id: 1))) == "replayed")
    // Nobody is asked for a yes to what cannot be done.
    let all = try ServerProcess(["--store", folder.store, "--toolsets", "all"])
    let list = try all.result("get_workspace", [:])["spaces"]?[0]?["lists"]?[0]?["id"]
    let deletion = try all.call("delete_list", ["list_id": try #require(list)])
    #expect(deletion["error"]?["data"]?["code"] == "ledger_unavailable", "\(deletion)")
    #expect(try all.finish() == 0)
    let verified = try CommandLineTests.run(
      "ledger", "verify", environment: ["TASKLEDGER_STORE": folder.store])
    #expect(verified.status == 1 && verified.errors.contains("entry 2 was written"))

    let accepted = try acceptStore()
    #expect(accepted.status == 0 && accepted.output.contains("ends at entry 1"))
    // The process that refused needs no restart.
    #expect(try server.result("get_workspace", [:])["notice"] == nil)
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(3, id: 2))) == "executed")
    #expect(try names(server) == ["Task 1", "Task 3"])
    #expect(try server.finish() == 0)
  }

  @Test func theStepThatMendsItIsSaidOnStandardErrorOnce() throws {
    try putBack(older)
    let process = try Launch.process(
      [
        "-c", "printf '%s\\n' \"$1\" \"$2\" | \"$3\" --store \"$4\" > /dev/null", "sh",
        AtMostOnceTests.create(3, id: 1), AtMostOnceTests.create(4, id: 2),
        try ServerProcess.binary.path, folder.store,
      ], program: URL(filePath: "/bin/sh"))
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let lines = said.split(separator: "\n").filter { $0.contains("event=store_refused") }
    #expect(lines.count == 1, "\(said)")
    #expect(lines.first?.contains("accept-store") == true && said.contains(folder.store))
  }

  @Test(arguments: ["unlinked", "renamed"])
  func aStoreThatIsGoneIsNotMadeAnewUntilThatIsAccepted(how: String) throws {
    if how == "renamed" { try FileManager.default.moveItem(atPath: folder.store, toPath: aside) }
    try remove("", "-wal", "-shm")
    let server = try ServerProcess(["--store", folder.store])
    #expect(try refusal(server).contains("its file is gone"))
    #expect(try operatorIsTold("is gone, but"))
    let before = try files
    #expect(try server.call("search_tasks", [:])["error"] != nil)
    for command in ["list", "verify", "export"] {
      let ended = try CommandLineTests.run(
        "ledger", command, environment: ["TASKLEDGER_STORE": folder.store])
      #expect(ended.status == 1 && ended.errors.contains("is gone, but"), "\(command)")
    }
    #expect(try files == before)

    if how == "renamed" {
      try FileManager.default.moveItem(atPath: aside, toPath: folder.store)
      #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(2, id: 3))) == "replayed")
    } else {
      let accepted = try acceptStore()
      #expect(accepted.status == 0 && accepted.output.contains("the next use makes a new one"))
      #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(2, id: 3))) == "executed")
      #expect(try names(server) == ["Task 2"])
    }
    #expect(try server.finish() == 0)
  }

  @Test func anotherStoreInItsPlaceIsReadAndNotWritten() throws {
    let other = TemporaryPlace(in: folder, "other.db")
    try other.write(7)
    try FileManager.default.copyItem(atPath: folder.store, toPath: aside)
    try putBack(other.store)
    let server = try ServerProcess(["--store", folder.store])
    #expect(try refusal(server).contains("is not the one that was written before"))
    #expect(try names(server) == ["Task 7"])
    try changingNothing(server)
    try putBack(aside)
    let again = try ServerProcess(["--store", folder.store])
    #expect(CrashTests.status(try again.ask(AtMostOnceTests.create(3, id: 2))) == "executed")
    #expect(try names(again) == ["Task 1", "Task 2", "Task 3"])
    for server in [server, again] { #expect(try server.finish() == 0) }
  }

  @Test(arguments: [0, 4_096, 20_000])
  func aStoreThatWasCutOffIsNotWritten(size: UInt64) throws {
    try FileManager.default.copyItem(atPath: folder.store, toPath: aside)
    try cutOff(at: size)
    let server = try ServerProcess(["--store", folder.store])
    #expect(try !refusal(server).isEmpty)
    #expect(try operatorIsTold("put a whole copy back"))
    #expect(try acceptStore().status == 1)
    #expect(try server.finish() == 0)
    try putBack(aside)
    #expect(try StoreInspection(folder.store).taskNames == ["Task 1", "Task 2"])
    try write(3)
  }

  @Test func flippedBitsAreFoundAndNotWritten() throws {
    try FileManager.default.copyItem(atPath: folder.store, toPath: aside)
    try flipKindsOfPages()
    let server = try ServerProcess(["--store", folder.store])
    #expect(try refusal(server).contains("its file is damaged"))
    #expect(try operatorIsTold("put a whole copy back"))
    #expect(try acceptStore().status == 1)
    #expect(try server.finish() == 0)
    try putBack(aside)
    try write(3)
  }

  // MARK: While it is open

  enum Removal: CaseIterable { case unlinked, renamed, replacedByOlder, replacedByOther }

  @Test(arguments: Removal.allCases)
  func whatTakesTheFileAwayWhileItIsOpenStopsWritesAndNotReads(removal: Removal) throws {
    let server = try ServerProcess(["--store", folder.store])
    #expect(try names(server) == ["Task 1", "Task 2"])
    switch removal {
    case .unlinked: try remove("")
    case .renamed: try FileManager.default.moveItem(atPath: folder.store, toPath: aside)
    case .replacedByOlder: try putBack(older)
    case .replacedByOther:
      let other = TemporaryPlace(in: folder, "other.db")
      try other.write(7)
      try putBack(other.store)
    }
    #expect(try refusal(server).contains("was renamed, removed or replaced while it was open"))
    #expect(try names(server) == ["Task 1", "Task 2"])
    if removal == .renamed {
      try FileManager.default.moveItem(atPath: aside, toPath: folder.store)
      #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(3, id: 2))) == "executed")
      #expect(try names(server) == ["Task 1", "Task 2", "Task 3"])
    }
    #expect(try server.finish() == 0)
    // Started again it knows by the sentinel what went, and does not take what is there for it.
    if removal != .renamed {
      let again = try ServerProcess(["--store", folder.store])
      #expect(try !refusal(again).isEmpty)
      #expect(try operatorIsTold("`taskledger ledger accept-store`"))
      #expect(try again.finish() == 0)
      #expect(try acceptStore().status == 0)
      try write(3)
    }
  }

  enum Damage: CaseIterable { case cutOff, olderContent, flipped }

  @Test(arguments: Damage.allCases)
  func whatIsChangedInPlaceWhileItIsOpenIsNotWritten(damage: Damage) throws {
    let server = try ServerProcess(
      ["--store", folder.store], environment: ["TASKLEDGER_CHECKPOINT_BYTES": "0"])
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(3, id: 2))) == "executed")
    // Asked once more, the log was emptied after the answer before.
    #expect(try names(server) == ["Task 1", "Task 2", "Task 3"])
    try FileManager.default.copyItem(atPath: folder.store, toPath: aside)
    switch damage {
    case .cutOff: try cutOff(at: 20_000)
    case .olderContent:
      let file = try FileHandle(forWritingTo: URL(filePath: folder.store))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(contentsOf: URL(filePath: older)))
    case .flipped: try flipKindsOfPages()
    }
    let message = try refusal(server, 4)
    let what = damage == .olderContent ? "it is an older copy" : "its file is damaged"
    #expect(message.contains(what), "\(message)")
    let next = damage == .olderContent ? "put the newest copy back" : "put a whole copy back"
    #expect(try operatorIsTold(next))
    #expect(try server.finish() == 0)
    try putBack(aside)
    try write(4)
    #expect(
      try StoreInspection(folder.store).taskNames == ["Task 1", "Task 2", "Task 3", "Task 4"])
  }

  // MARK: What happens to files

  private func cutOff(at size: UInt64) throws {
    let file = try FileHandle(forUpdating: URL(filePath: folder.store))
    try file.truncate(atOffset: size)
    try file.close()
  }

  /// The first byte of every page but the first says what kind of page it is.
  private func flipKindsOfPages() throws {
    let file = try FileHandle(forUpdating: URL(filePath: folder.store))
    for page in 1..<(try file.seekToEnd() / 4_096) {
      try file.seek(toOffset: page * 4_096)
      try file.write(contentsOf: Data([0xff]))
    }
    try file.close()
  }
}

/// Another store in the same folder.
private struct TemporaryPlace {
  let store: String

  init(in folder: TemporaryDirectory, _ name: String) {
    store = folder.url.appendingPathComponent(name).path
  }

  func write(_ number: Int) throws {
    let server = try ServerProcess(["--store", store])
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(number, id: 1))) == "executed")
    #expect(try server.finish() == 0)
  }
}
