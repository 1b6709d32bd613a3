import APICore
import JSON
import LoopbackClickUp
import Testing

/// kill -9 in the middle of a call for many: the same call, sent again, does what is missing and
/// nothing twice.
@Suite struct LiveBulkCrashTests {
  private static let count = 5

  /// Around the sending of the third item, and around what is kept of it.
  private static let points = [
    "after-prepared", "after-dispatched", "after-send", "after-succeeded", "before-output",
  ]

  @Test(arguments: points) func tasksAreMadeOnce(point: String) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let work = try LiveWork(keys: 1, on: live.server)
    let names = (1...Self.count).map { "Parcel \($0)" }
    let tasks = names.map { name -> JSONValue in
      ["list_id": .string(work.listID), "name": .string(name)]
    }
    try killedHalfway(
      CrashTests.request(
        "create_tasks", ["tasks": .array(tasks), "idempotency_key": "many-parcels"]),
      at: point, live)
    let made = live.server.effects.filter { $0.call != nil }
      .compactMap { $0.answer["name"]?.string }
    #expect(made.sorted() == names)
  }

  /// What was changed is not found by the search of the second call.
  @Test(arguments: points) func whatASearchFindsIsChangedOnce(point: String) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let work = try LiveWork(keys: 1, on: live.server)
    var ids: [String] = []
    for number in 1...Self.count {
      let task = try live.server.write(
        WriteRequest(
          .createTask, path: ["list_id": work.listID],
          body: .json(["name": .string("Letter \(number)"), "priority": 4])))
      ids.append(try #require(task["id"]?.string))
    }
    try killedHalfway(
      CrashTests.request(
        "update_tasks",
        [
          "where": ["list_ids": [.string(work.listID)], "priorities": ["low"]],
          "expected_count": .integer(Int64(Self.count)), "change": ["priority": "high"],
          "idempotency_key": "letters-first",
        ]), at: point, live)
    let changed = live.server.effects.filter { $0.call != nil }.compactMap(\.remoteID)
    #expect(changed.sorted() == ids.sorted())
  }

  private func killedHalfway(_ request: String, at point: String, _ live: LiveProcess) throws {
    let toolsets = ["--toolsets", "core,bulk"]
    let victim = try live.start(["TASKLEDGER_FAILPOINT": "\(point):3"], with: toolsets)
    try victim.send(request)
    #expect(try victim.line() == nil)
    try #require(try victim.waitUntilKilled())

    let restarted = try live.start(with: toolsets)
    let (done, told) = try goOn(request, in: restarted)
    #expect(done, "\(told.canonicalString)")
    let again = try restarted.ask(request)["result"]?["counts"]
    #expect(again == ["replayed": .integer(Int64(Self.count))])
    #expect(try restarted.finish() == 0)
    #expect(try live.run("ledger", "verify").status == 0)
  }

  /// Sends it until each item is done: an item whose outcome is looked for is told as unclear.
  private func goOn(
    _ request: String, in process: ServerProcess
  ) throws -> (isDone: Bool, last: JSONValue) {
    var answer: JSONValue = .null
    for _ in 0..<1_000 {
      answer = try process.ask(request)
      let counts = answer["result"]?["counts"]?.object ?? [:]
      if Set(counts.keys).isSubset(of: ["executed", "replayed"]), !counts.isEmpty {
        return (true, answer)
      }
      guard answer["result"] != nil else { break }
    }
    return (false, answer)
  }
}
