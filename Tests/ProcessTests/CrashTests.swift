import Foundation
import JSON
import Testing

/// kill -9 at each step of a write, in the real binary: a restart and a retry with the same key end
/// in exactly one effect.
@Suite struct CrashTests {
  /// As `TASKLEDGER_FAILPOINT` names it, and what must be true of a write that died there.
  struct Point: Sendable, CustomTestStringConvertible {
    let name: String
    /// The write stands, and a retry is a replay.
    let isCommitted: Bool
    /// Other processes must wait for the one that is there.
    var holdsLock = false
    /// The agent has its answer.
    var isAnswered = false
    /// Passed only by a server that empties its log after each group.
    var isInCheckpoint = false

    var environment: [String: String] {
      ["TASKLEDGER_FAILPOINT": name].merging(
        isInCheckpoint ? ["TASKLEDGER_CHECKPOINT_BYTES": "0"] : [:]
      ) { $1 }
    }

    var testDescription: String { name }
  }

  /// In the order in which a write passes them.
  static let points = [
    Point(name: "before-transaction", isCommitted: false),
    Point(name: "after-key-read", isCommitted: false),
    Point(name: "after-lock", isCommitted: false, holdsLock: true),
    Point(name: "after-effect", isCommitted: false, holdsLock: true),
    Point(name: "after-row", isCommitted: false, holdsLock: true),
    Point(name: "before-commit", isCommitted: false, holdsLock: true),
    Point(name: "after-commit", isCommitted: true),
    Point(name: "before-answer", isCommitted: true),
    Point(name: "after-answer", isCommitted: true, isAnswered: true),
    Point(
      name: "in-checkpoint", isCommitted: true, holdsLock: true, isAnswered: true,
      isInCheckpoint: true),
  ]

  /// Those of a write to the live service.
  static let livePoints = [
    "before-prepared", "after-prepared", "after-admitted", "before-dispatched", "after-dispatched",
    "after-send",
    "after-succeeded", "after-unknown", "before-look-up", "after-look-up", "before-output",
  ]

  static func request(_ tool: String, _ arguments: JSONValue) -> String {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(tool), "params": arguments,
    ]
    return request.canonicalString
  }

  /// The part of a write's answer that must never differ.
  static func output(_ answer: JSONValue) -> JSONValue? {
    var result = answer["result"]
    result?["operation"] = nil
    return result
  }

  static func code(_ answer: JSONValue) -> String? {
    answer["error"]?["data"]?["code"]?.string
  }

  static func status(_ answer: JSONValue) -> String? {
    answer["result"]?["operation"]?["status"]?.string
  }

  /// A failpoint that is added or renamed must be crashed at too.
  @Test func everyFailpointIsTested() throws {
    let ended = try CommandLineTests.run("serve", environment: ["TASKLEDGER_FAILPOINT": "nowhere"])
    #expect(ended.status == 2)
    let names = (Self.points.map(\.name) + Self.livePoints).joined(separator: ", ")
    #expect(ended.errors.hasSuffix("one of \(names)\n"))
  }

  /// Kinds of writes take turns, in a store that grows; a process that stays alive looks on.
  @Test(arguments: points) func aKillAtEachStepOfAWrite(point: Point) throws {
    // Comparing all effects before and after gets slower with each write that stands.
    let killsInOneStore = 100
    for first in stride(from: 0, to: CrashCounts.killsAtFailpoint, by: killsInOneStore) {
      let folder = try TemporaryDirectory()
      let bystander = try ServerProcess(["--store", folder.store] + CrashedWrite.toolsets)
      // Makes the store: what is compared below is one write, and no more.
      _ = try bystander.result("get_workspace", [:])
      let last = min(first + killsInOneStore, CrashCounts.killsAtFailpoint)
      for number in first..<last {
        let write = CrashedWrite.all[number % CrashedWrite.all.count]
        try crash(write, number + 1, at: point, in: folder.store, beside: bystander)
      }
      #expect(try bystander.finish() == 0)
    }
  }

  private func crash(
    _ write: CrashedWrite, _ number: Int, at point: Point, in path: String,
    beside bystander: ServerProcess
  ) throws {
    let context: Comment = "\(write.tool), number \(number), killed at \(point.name)"
    let arguments = try write.prepare(bystander, number)
    let request = Self.request(write.tool, arguments)
    let store = try StoreInspection(path)
    let before = try store.effects

    let victim = try ServerProcess(
      ["--store", path] + CrashedWrite.toolsets, environment: point.environment)
    try victim.send(request)
    let given = try victim.line().map { try JSONValue.parse($0) }
    try #require(try victim.waitUntilKilled(), context)
    #expect((given != nil) == point.isAnswered, context)

    let after = try StoreInspection(path)
    #expect(try after.integrity == "ok", context)
    let atCrash = try after.effects
    #expect((atCrash != before) == point.isCommitted, context)
    let key = try #require(arguments["idempotency_key"])
    let told = try bystander.result("get_operation", ["idempotency_key": key])
    #expect((told["state"] == "done") == point.isCommitted, context)

    let restarted = try ServerProcess(["--store", path] + CrashedWrite.toolsets)
    let retried = try restarted.ask(request)
    #expect(Self.status(retried) == (point.isCommitted ? "replayed" : "executed"), context)
    let once = try after.effects
    #expect(once != before, context)
    if point.isCommitted {
      #expect(once == atCrash, context)
      #expect(told["output"] == Self.output(retried), context)
    }
    for again in [try restarted.ask(request), try bystander.ask(request)] {
      #expect(Self.status(again) == "replayed", context)
      #expect(Self.output(again) == Self.output(retried), context)
    }
    if let given { #expect(Self.output(given) == Self.output(retried), context) }
    #expect(try after.effects == once, context)
    #expect(try after.keys.filter { $0 == key.string }.count == 1, context)
    #expect(try restarted.finish() == 0, context)
  }

  /// The process dies while it also makes the store: nothing stood there before.
  @Test(arguments: points) func aKillInTheFirstWriteOfANewStore(point: Point) throws {
    let folder = try TemporaryDirectory()
    let victim = try ServerProcess(
      ["--store", folder.store], environment: point.environment)
    try victim.send(AtMostOnceTests.create(1, id: 1))
    _ = try victim.line()
    try #require(try victim.waitUntilKilled())
    #expect(try StoreInspection(folder.store).integrity == "ok")
    let restarted = try ServerProcess(["--store", folder.store])
    let retried = try restarted.ask(AtMostOnceTests.create(1, id: 1))
    #expect(Self.status(retried) == (point.isCommitted ? "replayed" : "executed"))
    #expect(try restarted.finish() == 0)
    #expect(try StoreInspection(folder.store).taskNames == ["Task 1"])
  }

  /// Writes that came together share a commit: they stand or fall together, wherever in the group
  /// the process dies.
  @Test(arguments: [
    ("before-transaction:4", false), ("after-key-read:3", false), ("after-lock:2", false),
    ("after-effect:1", false),
    ("after-effect:5", false), ("after-row:4", false), ("before-commit", false),
    ("after-commit", true), ("before-answer", true), ("after-answer", true),
  ])
  func aKillInAGroup(failpoint: String, isCommitted: Bool) throws {
    let folder = try TemporaryDirectory()
    // The store stands already, so that whatever is found in it afterwards is the group's.
    let maker = try ServerProcess(["--store", folder.store])
    _ = try maker.result("get_workspace", [:])
    #expect(try maker.finish() == 0)
    let requests = (1...5).map { AtMostOnceTests.create($0, id: Int64($0)) }
    let victim = try ServerProcess(
      ["--store", folder.store], environment: ["TASKLEDGER_FAILPOINT": failpoint])
    // Less than a pipe takes in one piece, so that one read brings all of it.
    try victim.send(requests.joined(separator: "\n"))
    while try victim.line() != nil {}
    try #require(try victim.waitUntilKilled())
    let store = try StoreInspection(folder.store)
    #expect(try store.integrity == "ok")
    #expect(try store.taskNames.count == (isCommitted ? 5 : 0))
    #expect(try store.keys.count == (isCommitted ? 5 : 0))
    let restarted = try ServerProcess(["--store", folder.store])
    for request in requests {
      let status = Self.status(try restarted.ask(request))
      #expect(status == (isCommitted ? "replayed" : "executed"))
    }
    #expect(try restarted.finish() == 0)
    #expect(try store.taskNames == (1...5).map { "Task \($0)" })
  }

  /// `taskledger call` commits each write on its own, without a group.
  @Test(arguments: points.filter { !$0.name.hasSuffix("-answer") && !$0.isInCheckpoint })
  func aKillOfASingleCall(point: Point) throws {
    let folder = try TemporaryDirectory()
    func run(_ environment: [String: String] = [:]) throws -> CommandLineTests.Ended {
      try CommandLineTests.run(
        "--store", folder.store, "--json", "call", "create_task", "list_id=Inbox", "name=Task 1",
        "idempotency_key=single-call-1", environment: environment)
    }
    let killed = try run(["TASKLEDGER_FAILPOINT": point.name])
    #expect(killed.status == SIGKILL && killed.output.isEmpty)
    let retried = try run()
    #expect(retried.status == 0)
    let result = try JSONValue.parse(retried.output)
    #expect(
      result["operation"]?["status"]?.string == (point.isCommitted ? "replayed" : "executed"))
    let store = try StoreInspection(folder.store)
    #expect(try store.taskNames == ["Task 1"])
    #expect(try store.keys == ["single-call-1"])
    #expect(try store.integrity == "ok")
  }
}
