import Foundation
import JSON
import Testing

/// Space runs out under the real binary in the middle of its writes: every answer is true, nothing
/// that was committed is lost, and when there is space again writes go on.
@Suite struct NoSpaceTests {
  /// What comes after the shortage.
  enum Aftermath: CaseIterable { case sameProcess, restart, kill }

  // MARK: A limit on the size of files

  /// From nothing, through every part of the first writes in the log, to more than the database.
  static let limits: [Int] =
    [0] + stride(from: 20_011, through: 260_000, by: 20_011) + [600_000, 900_000]

  @Test(
    .enabled(
      if: FileSizeLimit.isPossible, "there is no prlimit(1), which sets limits from outside"),
    arguments: Aftermath.allCases)
  func aLimitOnTheSizeOfFiles(aftermath: Aftermath) throws {
    var refused = 0
    for limit in Self.limits {
      let folder = try TemporaryDirectory()
      var trial = try Trial(store: folder.store, "limit \(limit), \(aftermath)")
      try FileSizeLimit.set(limit, of: trial.server)
      try trial.ask(2...12)
      refused += trial.refused.count
      if aftermath == .sameProcess { try FileSizeLimit.set(nil, of: trial.server) }
      try trial.goOn(aftermath)
    }
    #expect(refused > 0, "no limit was met")
  }

  /// The store itself is being made when there is no more space.
  @Test(
    .enabled(
      if: FileSizeLimit.isPossible, "there is no prlimit(1), which sets limits from outside"),
    arguments: [0, 1, 4_096, 30_000, 100_000, 300_000])
  func aLimitWhileTheStoreIsMade(limit: Int) throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    // It has answered, so the limit is not met by its start.
    _ = try server.ask(LifeCycleTests.ping)
    try FileSizeLimit.set(limit, of: server)
    var trial = Trial(store: folder.store, server, "new store, limit \(limit)")
    try trial.ask(1...2)
    try FileSizeLimit.set(nil, of: server)
    try trial.goOn(.sameProcess)
  }

  // MARK: A small file system

  /// Whether the server has opened the store, and so made the files beside it, before it is full.
  @Test(
    .enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"),
    arguments: Aftermath.allCases, [true, false])
  func aFullFileSystem(aftermath: Aftermath, isOpenBefore: Bool) throws {
    let disk = try SmallDisk(megabytes: 8)
    var refused = 0
    for kilobytes in [0, 4, 8, 32, 36, 40, 64, 100, 200, 400] {
      let folder = disk.folder.appendingPathComponent("\(kilobytes)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      var trial = try Trial(
        store: folder.appendingPathComponent("workspace.db").path,
        "\(kilobytes) KiB free, \(aftermath), open before: \(isOpenBefore)",
        opens: isOpenBefore)
      let ballast = try disk.fill(leaving: kilobytes)
      try trial.ask(2...8)
      refused += trial.refused.count
      if aftermath == .sameProcess { try FileManager.default.removeItem(at: ballast) }
      try trial.goOn(aftermath) {
        if aftermath != .sameProcess { try FileManager.default.removeItem(at: ballast) }
      }
      try FileManager.default.removeItem(at: folder)
    }
    #expect(refused > 0, "the file system was never full")
  }
}

/// One store whose space runs out, and what the agent was told.
private struct Trial {
  let store: String
  let context: String
  private(set) var server: ServerProcess
  /// Answers that said "executed" or "replayed", by the task's number.
  private var done: [Int: JSONValue] = [:]
  /// Numbers that were told to be not executed, and those of which nobody knew.
  private(set) var refused: Set<Int> = []
  private var unknown: Set<Int> = []

  /// - Parameter server: has not written yet.
  init(store: String, _ server: ServerProcess, _ context: String) {
    (self.store, self.server, self.context) = (store, server, context)
  }

  /// A store with one task and an empty log.
  init(store: String, _ context: String, opens: Bool = true) throws {
    let maker = try ServerProcess(["--store", store])
    let made = try maker.ask(AtMostOnceTests.create(1, id: 1))
    #expect(try maker.finish() == 0)
    self.init(store: store, try ServerProcess(["--store", store]), context)
    done[1] = CrashTests.output(made)
    _ = opens ? try server.result("get_workspace", [:]) : try server.ask(LifeCycleTests.ping)
  }

  mutating func ask(_ numbers: ClosedRange<Int>) throws {
    for number in numbers {
      try note(number, try server.ask(AtMostOnceTests.create(number, id: Int64(number))))
    }
    // What is read is all that was done, or an error.
    let answer = try server.call("search_tasks", ["limit": 100])
    if let tasks = answer["result"]?["tasks"]?.array {
      let names = Set(tasks.compactMap { $0["name"]?.string })
      #expect(names.isSuperset(of: done.keys.map(Self.name)), "\(context)")
      #expect(names.isDisjoint(with: refused.map(Self.name)), "\(context)")
    } else {
      #expect(answer["error"]?["data"]?["code"] == "ledger_unavailable", "\(context)")
    }
  }

  private mutating func note(_ number: Int, _ answer: JSONValue) throws {
    let message = answer["error"]?["message"]?.string ?? ""
    switch answer["error"]?["data"]?["code"]?.string {
    case nil:
      let output = try #require(CrashTests.output(answer), "\(context)")
      done[number] = output
    case "ledger_unavailable":
      refused.insert(number)
      #expect(
        message.contains("nothing was executed") || message.contains("nothing was sent or changed"),
        "\(context): \(message)")
      #expect(
        message.contains("its disk") || message.contains("cannot be written")
          || message.contains("its file cannot be"),
        "\(context): \(message)")
    case "outcome_unknown":
      unknown.insert(number)
      #expect(message.contains("do not use a new key"), "\(context): \(message)")
    case let code?: Issue.record("\(context): \(code): \(message)")
    }
  }

  /// Ends the server in one of the ways, makes space, holds what was said against the file, and
  /// asks for everything again.
  mutating func goOn(
    _ aftermath: NoSpaceTests.Aftermath, makingSpace: () throws -> Void = {}
  ) throws {
    switch aftermath {
    case .sameProcess: break
    case .restart: #expect(try server.finish() == 0, "\(context)")
    case .kill: server.kill()
    }
    try makingSpace()
    if aftermath != .sameProcess { server = try ServerProcess(["--store", store]) }
    if !done.isEmpty {
      let names = Set(try StoreInspection(store).taskNames)
      #expect(names.isSuperset(of: done.keys.map(Self.name)), "\(context)")
      #expect(names.isDisjoint(with: refused.map(Self.name)), "\(context)")
    }
    let numbers = Set(done.keys).union(refused).union(unknown).sorted()
    for number in numbers {
      let again = try server.ask(AtMostOnceTests.create(number, id: Int64(number)))
      let status = CrashTests.status(again)
      if let first = done[number] {
        #expect(status == "replayed", "\(context), \(number): \(again)")
        #expect(CrashTests.output(again) == first, "\(context)")
      } else if refused.contains(number) {
        #expect(status == "executed", "\(context), \(number): \(again)")
      } else {
        #expect(status == "executed" || status == "replayed", "\(context), \(number): \(again)")
      }
    }
    #expect(try server.finish() == 0, "\(context)")
    let inspection = try StoreInspection(store)
    #expect(try inspection.taskNames == numbers.map(Self.name).sorted(), "\(context)")
    #expect(try inspection.keys == numbers.map { EmbeddedSubject.key($0) }.sorted(), "\(context)")
    #expect(try inspection.integrity == "ok", "\(context)")
    let verified = try CommandLineTests.run(
      "ledger", "verify", environment: ["TASKLEDGER_STORE": store])
    #expect(verified.status == 0, "\(context): \(verified.errors)")
  }

  private static func name(_ number: Int) -> String { "Task \(number)" }
}
