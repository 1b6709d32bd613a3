import APICore
import JSON
import Testing

@testable import Tools

/// Every example of every schema file, in the forms that hosts give it.
@Suite("Arguments as hosts send them, of every tool")
struct HostFormTests {
  private func reader(_ file: SchemaFiles.File) throws -> ArgumentReader {
    try ArgumentReader(
      tool: file.name, schema: try file.definition().inputSchema,
      clearings: file.entry.tool.clearings)
  }

  private func read(
    _ arguments: JSONObject, _ file: SchemaFiles.File
  ) throws -> JSONObject {
    try reader(file).read(arguments)
  }

  /// The example with each argument that it leaves out filled in by `value`.
  private func filledIn(
    _ example: JSONValue, _ file: SchemaFiles.File,
    with value: (String, JSONValue) -> JSONValue?
  ) throws -> JSONObject {
    var arguments = try #require(example.object)
    for (name, property) in try file.properties() where arguments[name] == nil {
      arguments[name] = value(name, property)
    }
    return arguments
  }

  @Test("What a host fills in with null is left out", arguments: SchemaFiles.all)
  func nulls(_ file: SchemaFiles.File) throws {
    for example in try file.definition().examples {
      let filled = try filledIn(example, file) { _, _ in .null }
      #expect(try read(filled, file) == read(try #require(example.object), file), "\(example)")
    }
  }

  @Test(
    "So is what OpenAI's strict mode fills in: the fingerprint is the same",
    arguments: SchemaFiles.all)
  func strictMode(_ file: SchemaFiles.File) throws {
    for example in try file.definition().examples {
      let filled = try filledIn(example, file) { name, property in
        switch property["type"]?.string {
        case "string" where !EmptyArgument.freeTexts.contains(name): ""
        case "boolean" where name.hasSuffix("_time") && example[String(name.dropLast(5))] == nil:
          false
        default: nil
        }
      }
      #expect(try read(filled, file) == read(try #require(example.object), file), "\(example)")
    }
  }

  @Test("What hosts add is dropped, what else is unknown is not", arguments: SchemaFiles.all)
  func additions(_ file: SchemaFiles.File) throws {
    let example = try #require(try file.definition().examples.first?.object)
    var arguments = example
    for name in HostAddition.names { arguments[name] = "- [ ] next" }
    #expect(try read(arguments, file) == read(example, file))
    arguments["task_progres"] = "- [ ] next"
    #expect(throws: ToolError.self) { try read(arguments, file) }
  }

  @Test("An empty ID names nothing, and is named", arguments: SchemaFiles.all)
  func emptyIDs(_ file: SchemaFiles.File) throws {
    let schema = try file.definition().inputSchema
    for name in (schema["required"]?.array ?? []).compactMap(\.string)
    where name.hasSuffix("_id") {
      var arguments = try #require(try file.definition().examples.first?.object)
      for empty in ["", " "] as [JSONValue] {
        arguments[name] = empty
        let error = try #require(throws: ToolError.self) { try read(arguments, file) }
        #expect(error.violations.map { $0["pointer"] } == [.string("/\(name)")])
        #expect(error.message.contains("`\(name)` is empty"))
      }
    }
  }

  /// A form of a value, and what it is read as; nil where it is refused.
  private static func forms(of property: JSONValue) -> [(JSONValue, JSONValue?)] {
    switch (property["type"]?.string, property["items"]?["type"]?.string) {
    // Its words are its own.
    case ("array", "string") where property["items"]?["enum"] != nil: []
    case ("array", "string"):
      [
        ("229488889", ["229488889"]), (229_488_889, ["229488889"]), ("one", ["one"]),
        (#"["one","two"]"#, ["one", "two"]), ("[1]", ["1"]), ("one, two", nil), ("{}", nil),
        ("null", nil), (true, nil), (["a": 1], nil),
      ]
    case ("array", "object"): [("229488889", nil), ("[1]", nil), ("null", nil), (1, nil)]
    case ("object", _):
      [("{}", [:]), ("229488889", nil), ("[]", nil), ("null", nil), (1, nil), ("true", nil)]
    case ("integer", _):
      [("25", 25), ("25.0", 25), ("many", nil), ("null", nil), ("[25]", nil), ("{}", nil)]
    case ("number", _):
      [("1.5", 1.5), ("2", 2), ("many", nil), ("null", nil), ("[2]", nil), (true, nil)]
    default: []
    }
  }

  @Test("Every array, object, number and integer in every form", arguments: SchemaFiles.all)
  func everyForm(_ file: SchemaFiles.File) throws {
    let example = try #require(try file.definition().examples.first?.object)
    for (name, property) in try file.properties() {
      for (sent, wanted) in Self.forms(of: property) {
        var arguments = example
        arguments[name] = sent
        guard let wanted else {
          let error = try #require(throws: ToolError.self) { try read(arguments, file) }
          let pointers = error.violations.compactMap { $0["pointer"]?.string }
          #expect(pointers.allSatisfy { $0.hasPrefix("/\(name)") }, "\(pointers)")
          #expect(!error.message.contains("null,"), "\(error.message)")
          #expect(error.message.contains("write "), "\(error.message)")
          continue
        }
        #expect(try read(arguments, file)[name] == wanted, "\(name) \(sent.canonicalString)")
      }
    }
  }

  @Test("Null clears what the schemas say can be cleared, and nothing else")
  func clearings() throws {
    for file in SchemaFiles.all {
      for (name, property) in try file.properties() {
        let own = property["description"]?.string ?? ""
        let words = own == "As due_date" ? try words(of: "due_date", file) : own
        let isOffered = ["none clears", "none removes", "empty clears"].contains {
          words.contains($0)
        }
        let clearing = file.entry.tool.clearings[name]
        #expect((clearing?.argument == name) == isOffered, "\(file.name).\(name)")
      }
    }
  }

  private func words(of argument: String, _ file: SchemaFiles.File) throws -> String {
    try #require(try file.properties()[argument]?["description"]?.string)
  }

  @Test("Objects in arguments say what is in them", arguments: SchemaFiles.all)
  func properties(_ file: SchemaFiles.File) throws {
    for part in Subschema.all(in: try file.definition().inputSchema)
    where part.schema["type"] == "object" {
      #expect(part.schema["properties"]?.object?.isEmpty == false, "\(part.pointer)")
    }
  }
}

@Suite("Null and empty, told from clearing")
struct EmptyArgumentTests {
  let world: ExampleWorld

  init() throws { world = try ExampleWorld() }

  private func update(_ arguments: JSONObject) throws -> JSONValue {
    let id = try world.id("task")
    let task: JSONObject = ["task_id": .string(id)]
    _ = try world.answer("update_task", .object(task.merging(arguments) { _, last in last }))
    return try world.answer("get_task", ["task_id": .string(id)])
  }

  private func set() throws {
    let task = try update([
      "description": "Words", "priority": "high", "due_date": "2026-12-01",
      "start_date": "2026-11-30", "time_estimate": "1h", "points": 3,
    ])
    #expect(task["priority"] == "high")
  }

  @Test(
    "Null takes a value away as its word does, and is the same write",
    arguments: [
      ("description", ""), ("priority", "none"), ("due_date", "none"), ("start_date", "none"),
      ("time_estimate", "none"), ("points", "none"),
    ] as [(String, JSONValue)])
  func clears(name: String, word: JSONValue) throws {
    try set()
    let before = try world.answer("get_task", ["task_id": .string(try world.id("task"))])
    let after = try update([name: nil, "idempotency_key": "clear-by-null"])
    #expect(before[name] != nil && after[name] != before[name], "\(after)")
    let again = try world.answer(
      "update_task",
      .object([
        "task_id": .string(try world.id("task")), name: word, "idempotency_key": "clear-by-null",
      ]))
    #expect(again["operation"]?["status"] == "replayed")
  }

  @Test("In a call that its host filled in, nothing clears", arguments: [nil, ""] as [JSONValue])
  func filledIn(_ empty: JSONValue) throws {
    try set()
    let id = JSONValue.string(try world.id("task"))
    var arguments: JSONObject = ["task_id": id, "name": "Renamed"]
    let file = try #require(SchemaFiles.all.first { $0.name == "update_task" })
    for (name, property) in try file.properties() where arguments[name] == nil {
      let isText = property["type"] == "string"
      arguments[name] = empty.isNull || isText ? empty : name.hasSuffix("_time") ? false : nil
    }
    arguments["idempotency_key"] = "filled-in-1"
    let before = try world.answer("get_task", ["task_id": id])
    let answer = try world.answer("update_task", .object(arguments))
    #expect(answer["operation"]?["status"] == "executed")
    let after = try world.answer("get_task", ["task_id": id])
    #expect(after["name"] == "Renamed")
    for name in ["description", "priority", "due_date", "start_date", "time_estimate"] {
      #expect(after[name] == before[name] && after[name] != nil, "\(name)")
    }
    let again = try world.answer(
      "update_task", ["task_id": id, "name": "Renamed", "idempotency_key": "filled-in-1"])
    #expect(again["operation"]?["status"] == "replayed")
  }

  @Test("An empty Markdown clears nothing, an empty description does")
  func emptyTexts() throws {
    try set()
    let kept = try update(["markdown_content": "", "name": "Renamed"])
    #expect(kept["description"] == "Words")
    #expect(try update(["description": ""])["description"] != "Words")
  }

  @Test("A Custom Field is cleared by null, unless the call was filled in")
  func fields() throws {
    let arguments: JSONValue = [
      "task_id": .string(try world.id("task")), "field_id": .string(try world.id("field_text")),
    ]
    func with(_ members: JSONObject) -> JSONValue {
      .object((arguments.object ?? [:]).merging(members) { _, last in last })
    }
    _ = try world.answer("set_custom_field", with(["value": "Kept"]))
    for members in [
      ["value": nil, "value_options": nil, "expected_version": nil],
      ["value": nil, "clear": false], ["value": ""],
    ] as [JSONObject] {
      #expect(try world.refusal("set_custom_field", with(members)).code == .invalidArguments)
    }
    let strict = try world.answer(
      "set_custom_field", with(["value": "Two", "value_options": ["time": false], "clear": false]))
    #expect(strict["field"]?["value"] == "Two")
    let cleared = try world.answer("set_custom_field", with(["value": nil]))
    #expect(cleared["field"]?["value"] == nil)
    _ = try world.answer("set_custom_field", with(["value": "Three"]))
    let emptied = try world.answer("set_custom_field", with(["value": "", "clear": true]))
    #expect(emptied["field"]?["value"] == nil)
  }

  @Test("One user alone is as clear as an array of one, in the value of a field too")
  func users() throws {
    let user = try world.id("user")
    let mine = try world.answer("search_tasks", ["assignees": .string(user), "limit": "25"])
    #expect(mine["tasks"] != nil)
    let answer = try world.answer(
      "set_custom_field",
      [
        "task_id": .string(try world.id("task")), "field_id": .string(try world.id("field_users")),
        "value": ["add": .string(user), "rem": nil],
      ])
    #expect(answer["field"]?["value"]?.canonicalString.contains(user) == true, "\(answer)")
    let condition: JSONValue = [
      "field_id": .string(try world.id("field_users")), "operator": "ANY", "value": .string(user),
    ]
    let tasks = try world.answer(
      "search_tasks", ["list_ids": .string(try world.id("list")), "custom_fields": condition])
    let found = (tasks["tasks"]?.array ?? []).compactMap { $0["id"] }
    #expect(found.contains(.string(try world.id("task"))))
  }

  @Test("Statuses that a host fills in with nothing are inherited, and a List keeps its words")
  func hierarchy() throws {
    let list = try world.answer(
      "create_list",
      [
        "space_id": .string(try world.id("space")), "folder_id": "", "name": "Filled",
        "statuses": [], "content": "Words", "markdown_content": "", "due_date": "",
        "due_date_time": false, "priority": "", "assignee": "", "status": "",
      ])
    let id = try #require(list["id"])
    _ = try world.answer(
      "update_list", ["list_id": id, "name": "Renamed", "content": "", "markdown_content": ""])
    let stored = try world.read(.getList, ["list_id": try #require(id.identifier)])
    #expect(stored["name"] == "Renamed" && stored["content"] == "Words")
  }
}
