import Foundation
import JSON
import Testing

/// One effect a key, whatever dies in between: the real binary, killed and run twice at once.
@Suite struct AtMostOnceTests {
  static func create(_ number: Int, id: Int64) -> String {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": .integer(id), "method": "create_task",
      "params": [
        "list_id": "Inbox", "name": .string("Task \(number)"),
        "idempotency_key": .string("once-\(number)-of-many"),
      ],
    ]
    return request.canonicalString
  }

  /// The IDs of all tasks in the store, as a fresh process finds them.
  static func tasks(in store: String) throws -> [String] {
    let server = try ServerProcess(["--store", store])
    var ids: [String] = []
    var cursor: JSONValue?
    repeat {
      var arguments: JSONValue = ["limit": 100, "include_closed": true]
      arguments["cursor"] = cursor
      let result = try #require(try server.call("search_tasks", arguments)["result"])
      ids += (result["tasks"]?.array ?? []).compactMap { $0["id"]?.string }
      cursor = result["cursor"]
    } while cursor != nil
    #expect(try server.finish() == 0)
    return ids
  }

  @Test func aKilledProcessLeavesNoSecondEffect() throws {
    let folder = try TemporaryDirectory()
    let first = try ServerProcess(["--store", folder.store])
    let made = try first.ask(Self.create(1, id: 1))
    first.kill()
    let second = try ServerProcess(["--store", folder.store])
    let again = try second.ask(Self.create(1, id: 0))
    #expect(made["result"]?["operation"]?["status"] == "executed")
    #expect(again["result"]?["operation"]?["status"] == "replayed")
    #expect(again["result"]?["id"] == made["result"]?["id"])
    #expect(try second.finish() == 0)
    #expect(try Self.tasks(in: folder.store).count == 1)
  }

  /// Sends a burst and kills after each number of answers: whatever the process was doing then, the
  /// retries end in one effect a key and in the answers that were already given.
  @Test(arguments: 0...6)
  func aProcessKilledAnywhereInABurst(answersRead: Int) throws {
    let folder = try TemporaryDirectory()
    let keys = 6
    let first = try ServerProcess(["--store", folder.store])
    try first.send((1...keys).map { Self.create($0, id: Int64($0)) }.joined(separator: "\n"))
    var given: [JSONValue] = []
    for _ in 0..<answersRead {
      given.append(try JSONValue.parse(try #require(try first.line())))
    }
    first.kill()
    let second = try ServerProcess(["--store", folder.store])
    for number in 1...keys {
      let answer = try second.ask(Self.create(number, id: Int64(number)))
      let earlier = given.first { $0["id"] == answer["id"] }
      if let earlier {
        #expect(answer["result"]?["operation"]?["status"] == "replayed")
        #expect(answer["result"]?["id"] == earlier["result"]?["id"])
      }
    }
    #expect(try second.finish() == 0)
    #expect(try Self.tasks(in: folder.store).count == keys)
  }

  @Test func twoProcessesWithTheSameKeysMakeOneEffectEach() throws {
    let folder = try TemporaryDirectory()
    let keys = 40
    // Neither has opened the new store yet: they also race to make it.
    let servers = [
      try ServerProcess(["--store", folder.store]), try ServerProcess(["--store", folder.store]),
    ]
    for number in 1...keys {
      for server in servers { try server.send(Self.create(number, id: Int64(number))) }
    }
    var answers: [[JSONValue]] = []
    for server in servers {
      answers.append(
        try (1...keys).map { _ in try JSONValue.parse(try #require(try server.line())) })
    }
    for (left, right) in zip(answers[0], answers[1]) {
      #expect(left["result"]?["id"] != nil)
      #expect(left["result"]?["id"] == right["result"]?["id"])
      let statuses = [left, right].compactMap { $0["result"]?["operation"]?["status"]?.string }
      #expect(statuses.sorted() == ["executed", "replayed"])
    }
    for server in servers { #expect(try server.finish() == 0) }
    #expect(try Self.tasks(in: folder.store).count == keys)
  }

  @Test func otherArgumentsUnderAKeyAreAConflictAlsoInANewProcess() throws {
    let folder = try TemporaryDirectory()
    let first = try ServerProcess(["--store", folder.store])
    _ = try first.ask(Self.create(1, id: 1))
    first.kill()
    let second = try ServerProcess(["--store", folder.store])
    let answer = try second.call(
      "create_task",
      ["list_id": "Inbox", "name": "Another", "idempotency_key": "once-1-of-many"])
    #expect(answer["error"]?["data"]?["code"] == "key_conflict")
    #expect(answer["error"]?["message"]?.string?.contains("`name`") == true)
    #expect(try second.finish() == 0)
    #expect(try Self.tasks(in: folder.store).count == 1)
  }
}
