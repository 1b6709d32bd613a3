import APICore
import JSON
import SQLite
import Testing

@testable import Tools

@Suite struct DependencyToolTests {
  @Test func bothWaysRoundMeanTheSame() throws {
    let world = try ExampleWorld()
    let (task, other) = (try world.id("task"), try world.id("other_task"))
    let added = try world.answer(
      "add_dependency", ["task_id": .string(task), "depends_on": .string(other)])
    #expect(added["waiting_on"] == [.string(other)])
    #expect(added["blocking"] == [])
    #expect(added["differs"] == nil)
    let removed = try world.answer(
      "remove_dependency", ["task_id": .string(other), "dependency_of": .string(task)])
    #expect(removed["task_id"] == .string(other))
    #expect(removed["blocking"] == [])
    #expect(try world.answer("get_task", ["task_id": .string(task)])["waiting_on"] == nil)
  }

  @Test func theOtherSideIsShownAsBlocking() throws {
    let world = try ExampleWorld()
    let (task, other) = (try world.id("task"), try world.id("other_task"))
    let added = try world.answer(
      "add_dependency", ["task_id": .string(task), "dependency_of": .string(other)])
    #expect(added["waiting_on"] == [])
    #expect(added["blocking"] == [.string(other)])
  }

  @Test func aCycleIsNamedWhole() throws {
    let world = try ExampleWorld()
    let title = JSONValue.string(String(repeating: "a long title ", count: 20))
    let list = JSONValue.string(try world.id("list"))
    let tasks = try (0..<12).map { number in
      try #require(
        try world.answer(
          "create_task",
          [
            "list_id": list, "name": title, "idempotency_key": .string("cycle-task-\(number)"),
          ])["id"])
    }
    for (waiting, blocking) in zip(tasks, tasks.dropFirst()) {
      _ = try world.answer("add_dependency", ["task_id": waiting, "depends_on": blocking])
    }
    let refusal = try world.refusal(
      "add_dependency", ["task_id": tasks[11], "depends_on": tasks[0]])
    for task in tasks {
      let id = try #require(task.string)
      #expect(refusal.message.contains("→ \(id) ("), "\(refusal.message)")
    }
  }

  static let wrong: [WrongCall] = [
    (
      "add_dependency", ["task_id": "$task"], .invalidArguments,
      "one of `depends_on` and `dependency_of` is missing"
    ),
    (
      "add_dependency",
      ["task_id": "$task", "depends_on": "$other_task", "dependency_of": "$blocking_task"],
      .invalidArguments, "were both given"
    ),
    (
      "add_dependency", ["task_id": "$task", "depends_on": "$task"], .invalidArguments,
      "`depends_on` is `task_id` itself"
    ),
    (
      "add_dependency", ["task_id": "$task", "dependency_of": "86zzz"], .notFound,
      "`dependency_of` \"86zzz\""
    ),
    ("add_dependency", ["task_id": "86zzz", "depends_on": "$task"], .notFound, "`task_id`"),
    (
      "add_dependency", ["task_id": "$task", "depedency_of": "$other_task"], .invalidArguments,
      "did you mean `dependency_of`?"
    ),
    (
      "add_dependency", ["task_id": "$blocking_task", "depends_on": "$waiting_task"],
      .refusedByService, "service refused"
    ),
    (
      "add_dependency", ["task_id": "$waiting_task", "depends_on": "$blocking_task"],
      .refusedByService, "service refused"
    ),
    ("remove_dependency", ["task_id": "$task"], .invalidArguments, "is missing"),
    (
      "remove_dependency", ["task_id": "$task", "depends_on": "86zzz"], .notFound,
      "`depends_on` \"86zzz\""
    ),
    (
      "remove_dependency", ["task_id": "$task", "depends_on": "$other_task"], .notFound,
      "is not a dependency of \"Launch page\""
    ),
    (
      "remove_dependency", ["task_id": "86zzz", "depends_on": "$task"], .notFound, "`task_id`"
    ),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }

  /// A tie to what cannot be read, as ClickUp may keep one of a task that was deleted.
  @Test("What is out of sight is untied, and not tied", arguments: [false, true])
  func outOfSight(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    try world.addAnotherWorkspace()
    let (own, theirs) = (try world.id("task"), try world.id("their_task"))
    for (argument, tie) in [
      ("depends_on", (own, theirs)), ("dependency_of", (theirs, own)),
    ] {
      let other = argument == "depends_on" ? "dependency_of" : "depends_on"
      try world.store.write { transaction throws(SQLiteError) in
        try transaction.connection.execute(
          "INSERT INTO dependencies(task_id, depends_on, date_created) VALUES(?, ?, 1)",
          [.text(tie.0), .text(tie.1)])
      }
      func arguments(_ name: String) -> JSONValue {
        ["task_id": .string(own), name: .string(theirs)]
      }
      // The other way round it is not there, and there is nothing to see.
      #expect(try world.refusal("remove_dependency", arguments(other)).code == .notFound)
      let removed = try world.answer("remove_dependency", arguments(argument))
      #expect(removed["waiting_on"] == [] && removed["blocking"] == [])
      #expect(removed["differs"] == nil)
      #expect(try world.refusal("remove_dependency", arguments(argument)).code == .notFound)
      #expect(try world.refusal("add_dependency", arguments(argument)).code == .notFound)
    }
  }
}
