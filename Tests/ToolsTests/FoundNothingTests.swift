import APICore
import JSON
import Testing

@testable import Tools

/// What names nothing, or leaves nothing to find, looks like an answer where it is not refused.
@Suite("A search that cannot find anything says so")
struct FoundNothingTests {
  /// A condition on a Custom Field of the List, and the pointer and words of the refusal.
  struct Condition: Sendable, CustomTestStringConvertible {
    let field: String
    let operation: String
    let value: JSONValue
    let words: String
    var pointer = "/custom_fields/0/value"
    var testDescription: String { "\(field) \(operation) \(value.canonicalString)" }

    init(
      _ field: String, _ operation: String, _ value: JSONValue, _ words: String,
      pointer: String = "/custom_fields/0/value"
    ) {
      (self.field, self.operation, self.value) = (field, operation, value)
      (self.words, self.pointer) = (words, pointer)
    }

    func arguments(_ world: ExampleWorld) throws -> JSONValue {
      try world.filled([
        "list_ids": ["$list"],
        "custom_fields": [
          [
            "field_id": .string("$field_\(field)"), "operator": .string(operation),
            "value": value,
          ]
        ],
      ])
    }
  }

  static let refused = [
    Condition("users", "ANY", ["404"], "Jane Doe"),
    Condition("users", "NOT ANY", ["$user", "404"], "Jane Doe"),
    Condition("users", "ANY", [], "is empty; name what to compare with"),
    Condition("tasks", "ANY", ["86zzz"], "86zzz"),
    Condition("list_relationship", "ALL", ["$other_task", "86zzz"], "86zzz"),
    Condition("labels", "ANY", ["Yellow"], "has no option"),
    Condition("labels", "ANY", [], "is empty; name what to compare with"),
    Condition("drop_down", "=", "Yellow", "has no option"),
    Condition("number", "RANGE", [5, 1], "ends before it begins; give [low, high]"),
    Condition("number", "RANGE", [5], "must be two numbers"),
    Condition("date", "RANGE", ["2026-12-02", "2026-12-01"], "ends before it begins"),
    Condition("checkbox", "=", "maybe", "must be true or false"),
    Condition("short_text", "=", true, "must be text"),
    Condition(
      "tasks", "=", "$task", "holds several values", pointer: "/custom_fields/0/operator"),
    Condition(
      "attachment", "RANGE", ["a", "b"], "holds several values",
      pointer: "/custom_fields/0/operator"),
    Condition(
      "button", "IS NOT NULL", true, "cannot filter by", pointer: "/custom_fields/0/field_id"),
  ]

  @Test("A condition that names nothing", arguments: refused, [false, true])
  func conditions(_ condition: Condition, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let error = try world.refusal("search_tasks", condition.arguments(world))
    #expect(error.violations.map { $0["pointer"] } == [.string(condition.pointer)])
    #expect(error.message.contains(condition.words), "\(error.message)")
  }

  /// `$blocking_task` has a value in each field.
  static let found = [
    Condition("users", "ANY", ["$user"], ""), Condition("users", "ANY", "$user", ""),
    Condition("tasks", "ANY", ["$task"], ""), Condition("list_relationship", "ALL", ["$task"], ""),
    Condition("attachment", "ANY", ["4b67ac88.png"], ""),
    Condition("number", "RANGE", [12.5, 12.5], ""), Condition("checkbox", "=", "true", ""),
    Condition("short_text", "=", "line", ""),
  ]

  @Test("A condition that names something finds it", arguments: found, [false, true])
  func conditionsThatHold(_ condition: Condition, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let answer = try world.answer("search_tasks", condition.arguments(world))
    let blocking = JSONValue.string(try world.id("blocking_task"))
    #expect(answer["tasks"]?.array?.map { $0["id"] } == [blocking], "\(answer)")
    #expect(world.watch.problems == [])
  }

  @Test(
    "Bounds between which there is nothing",
    arguments: [
      ("due_date", "2026-12-02", "2026-12-01"), ("due_date", "2026-12-01", "2026-12-01"),
      ("due_date", "2026-12-01", "2026-12-02"), ("date_created", "2026-11-26", "2026-11-25"),
      ("date_updated", "2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z"),
    ])
  func bounds(name: String, after: String, before: String) throws {
    let world = try ExampleWorld()
    let error = try world.refusal(
      "search_tasks",
      .object(["\(name)_gt": .string(after), "\(name)_lt": .string(before)]))
    #expect(error.violations.map { $0["pointer"] } == [.string("/\(name)_lt")])
    #expect(error.message.contains("there is no time after `\(name)_gt`"), "\(error.message)")
  }

  @Test("A tag that no Space has", arguments: [false, true])
  func tags(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    _ = try world.answer(
      "create_task", world.filled(["list_id": "$list", "name": "New", "tags": ["BUG "]]))
    func search(_ arguments: JSONValue) throws -> JSONValue {
      try world.answer("search_tasks", world.filled(arguments))
    }
    let tagged = try search(["tags": [" Bug"]])
    #expect(tagged["tasks"]?.array?.count == 1 && tagged["notice"] == nil)
    let unknown = try search(["tags": ["bugs"], "space_ids": ["$space"]])
    #expect(unknown["tasks"] == [])
    let notice = try #require(unknown["notice"]?.string)
    #expect(
      notice.hasPrefix("no Space has the tag \"bugs\"; tags are \"bug\""), "\(notice)")
    let one = try search(["tags": ["bug", "bugs"], "space_ids": ["$space"]])
    #expect(one["tasks"]?.array?.count == 1 && one["notice"] == .string(notice))
    // One that is there, but not where it was looked for.
    let elsewhere = try search(["tags": ["bug"], "assignees": ["$user"]])
    #expect(elsewhere["tasks"] == [] && elsewhere["notice"] == nil)
    let empty = try world.refusal("search_tasks", ["tags": ["bug", " "]])
    #expect(empty.violations.map { $0["pointer"] } == ["/tags/1"])
    #expect(world.watch.problems == [])
  }

  @Test("Places that hold nothing in common")
  func places() throws {
    let world = try ExampleWorld()
    let other = try world.answer("create_space", ["name": "Other"])
    let arguments: JSONValue = [
      "list_ids": [.string(try world.id("list"))], "space_ids": [try #require(other["id"])],
    ]
    let answer = try world.answer("search_tasks", arguments)
    #expect(answer["tasks"] == [])
    #expect(
      answer["notice"]?.string?.contains("in one of `list_ids` and in one of `space_ids`") == true)
  }

  @Test("A Workspace without tags says so")
  func noTags() throws {
    let world = try ExampleWorld()
    let space = try world.answer("create_space", ["name": "Bare"])
    let answer = try world.answer(
      "search_tasks", ["tags": ["bug"], "space_ids": [try #require(space["id"])]])
    #expect(answer["notice"] == "no Space has the tag \"bug\", or any other tag")
  }

  @Test(
    "A status is said not to be there only where every List was asked", arguments: [false, true])
  func lists(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let space = JSONValue.string(try world.id("space"))
    func notice() throws -> String {
      try #require(try world.answer("search_tasks", ["statuses": ["no such"]])["notice"]?.string)
    }
    #expect(try notice().hasPrefix("no Space, Folder or List has the status \"no such\"; statuses"))
    for number in 0...SearchNames.listsRead {
      _ = try world.answer(
        "create_list",
        [
          "space_id": space, "name": .string("Own \(number)"),
          "statuses": ["begun", .string("only \(number)"), "ended"],
        ])
    }
    let text = try notice()
    #expect(text.contains("though a List of its own may that was not asked"), "\(text)")
  }

  @Test("What of the words is not looked for is said", arguments: [false, true])
  func manyWords(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func notice(_ query: String) throws -> String {
      try world.answer("search_tasks", ["query": .string(query)])["notice"]?.string ?? ""
    }
    let many = Array(repeating: "word", count: 33).joined(separator: " ")
    #expect(try notice(many).hasPrefix("only the first 32 words of `query` were looked for"))
    let long = String(repeating: "x", count: 201)
    #expect(
      try notice(long).hasPrefix(
        "of a word in `query` only the first 200 characters were looked for"))
    #expect(try !notice("word \(long.dropFirst())").contains("only the first"))
  }

  @Test(
    "Marks alone are nothing to look for",
    arguments: ["\u{200B}", "\u{FE0F}", "\u{301} \u{640}", "¨", "\"¨\"", "(\u{301})", "«\u{AD}»"])
  func marks(query: String) throws {
    let error = try ExampleWorld().refusal("search_tasks", ["query": .string(query)])
    #expect(error.code == .invalidArguments && error.message.contains("`query`"))
    #expect(error.message.contains("leave it out"))
  }
}
