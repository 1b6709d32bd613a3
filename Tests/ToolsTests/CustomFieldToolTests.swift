import APICore
import JSON
import TestSupport
import Testing

@testable import Tools

@Suite struct CustomFieldToolTests {
  @Test func fieldsComeWithOptionsAndWhatTheyAccept() throws {
    let world = try ExampleWorld()
    let answer = try world.answer("get_custom_fields", ["list_id": .string(try world.id("list"))])
    let fields = try #require(answer["fields"]?.array)
    #expect(fields.count == FieldSample.all.count + 1)
    let stage = try #require(fields.first { $0["type"] == "drop_down" })
    #expect(stage["options"]?.array?.map { $0["name"] } == ["Red", "Blue"])
    #expect(stage["options"]?[0]?["id"]?.string == (try world.id("option_drop_down")))
    #expect(stage["accepts"] == "one option, by ID or name")
  }

  /// For each type: what is given, and what the answer and `get_task` then show.
  static let values: [(type: String, given: JSONValue, shown: String)] = [
    ("text", "Two\nlines", "Two\nlines"),
    ("short_text", "Acme", "Acme"),
    ("url", "https://clickup.com", "https://clickup.com"),
    ("email", "jane@example.com", "jane@example.com"),
    ("phone", "+49 89 123456", "+49 89 123456"),
    ("number", 12.5, "12.5"),
    ("currency", 80_000, "80000"),
    ("checkbox", true, "true"),
    ("date", "2026-12-01", "2026-12-01"),
    ("drop_down", "Blue", "Blue"),
    ("labels", ["Blue", "Red"], "Blue, Red"),
    ("users", ["add": ["$user"]], "Jane Doe ($user)"),
    ("tasks", ["add": ["$other_task"]], "Launch mail ($other_task)"),
    ("list_relationship", ["add": ["$other_task"]], "Launch mail ($other_task)"),
    ("attachment", ["add": ["4b67ac88.png", "5c78bd99.pdf"]], "4b67ac88.png, 5c78bd99.pdf"),
    ("emoji", 4, "4"),
    ("manual_progress", ["current": 20], "20"),
    (
      "location", ["location": ["lat": 48.1, "lng": 11.5], "formatted_address": "Munich"],
      "Munich"
    ),
  ]

  @Test(arguments: values)
  func aValueIsSetShownAndCleared(
    _ example: (type: String, given: JSONValue, shown: String)
  ) throws {
    let world = try ExampleWorld()
    let (task, field) = (try world.id("task"), try world.id("field_\(example.type)"))
    let target: JSONValue = ["task_id": .string(task), "field_id": .string(field)]
    var shown = example.shown
    for name in ["user", "other_task"] { shown.replace("$\(name)", with: try world.id(name)) }

    var setting = target
    setting["value"] = try world.filled(example.given)
    let set = try world.answer("set_custom_field", setting)
    let expected: JSONValue = [
      "id": .string(field), "name": .string("The \(example.type)"),
      "type": .string(example.type), "value": .string(shown),
    ]
    #expect(set["task_id"]?.string == task)
    #expect(set["field"] == expected)
    let fields = try world.answer("get_task", ["task_id": .string(task)])["custom_fields"]
    #expect(fields?.array?.contains(expected) == true)

    var clearing = target
    clearing["clear"] = true
    let cleared = try world.answer("set_custom_field", clearing)
    #expect(cleared["field"]?["id"]?.string == field)
    #expect(cleared["field"]?["value"] == nil)
  }

  /// Whether a search finds `$task` by its having a value in the field.
  private func hasValue(_ field: String, in world: ExampleWorld) throws -> Bool {
    let found =
      try world.answer(
        "search_tasks",
        world.filled([
          "list_ids": ["$list"],
          "custom_fields": [["field_id": .string(field), "operator": "IS NOT NULL"]],
        ]))["tasks"]?.array ?? []
    let task = try world.id("task")
    return found.contains { $0["id"]?.string == task }
  }

  @Test(arguments: [false, true])
  func noLabelsAreNoValue(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var setting = try world.filled(["task_id": "$task", "field_id": "$field_labels"])
    for value in [["Red"], []] as [JSONValue] {
      setting["value"] = value
      let answer = try world.answer("set_custom_field", setting)
      #expect((answer["field"]?["value"] == nil) == (value == []), "\(answer)")
      #expect(try hasValue("$field_labels", in: world) == (value != []))
    }
    setting["dry_run"] = true
    let plan = try world.answer("set_custom_field", setting)["plan"]
    #expect(plan?["request"]?["method"] == "DELETE")
    #expect(world.watch.problems == [])
  }

  /// What it sets off is in no answer, so somebody has to agree; then it is sent as published.
  @Test(arguments: [false, true])
  func aButtonIsClicked(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let click = try world.filled(["task_id": "$task", "field_id": "$field_button", "value": true])
    let error = try world.refusal("set_custom_field", click)
    #expect(error.code == .confirmationRequired)
    #expect(error.plan?["request"]?["body"] == ["value": true])
    let undo = try #require(error.plan?["undo"]?.string)
    #expect(undo.contains("cannot be undone") && undo.contains("click"), "\(undo)")
    var confirmed = click
    confirmed["idempotency_key"] = error.plan?["plan_id"]
    let clicked = try world.answer("set_custom_field", confirmed)
    #expect(clicked["operation"]?["status"] == "executed")
    #expect(clicked["field"]?["value"] == nil)
    #expect(try world.answer("set_custom_field", confirmed)["operation"]?["replayed"] == true)
    let undoing = try world.refusal(
      "undo_operation", ["operation_id": try #require(clicked["operation"]?["operation_id"])])
    #expect(undoing.code == .cannotUndo)
    #expect(world.watch.problems == [])
  }

  @Test func aTimeOfDayThatIsGivenIsKeptUnlessToldOtherwise() throws {
    let world = try ExampleWorld()
    let field = JSONValue.string(try world.id("field_date"))
    var arguments: JSONValue = [
      "task_id": .string(try world.id("task")), "field_id": field, "value": "2026-12-01T17:00",
    ]
    for options in [nil, ["time": true]] as [JSONValue?] {
      arguments["value_options"] = options
      let answer = try world.answer("set_custom_field", arguments)
      #expect(answer["field"]?["value"] == "2026-12-01T17:00:00+01:00")
    }
    arguments["value_options"] = ["time": false]
    #expect(try world.answer("set_custom_field", arguments)["field"]?["value"] == "2026-12-01")
    arguments["dry_run"] = true
    let plan = try world.answer("set_custom_field", arguments)["plan"]
    #expect(plan?["understood"]?["value"] == "Tuesday 2026-12-01, no time (Europe/Berlin)")

    let created = try world.answer(
      "create_task",
      [
        "list_id": .string(try world.id("list")), "name": "Dated",
        "custom_fields": [["id": field, "value": "2026-12-01T17:00"]],
      ])
    let fields = try world.answer("get_task", ["task_id": try #require(created["id"])])
    #expect(
      fields["custom_fields"]?.array?.first { $0["id"] == field }?["value"]
        == "2026-12-01T17:00:00+01:00")
  }

  @Test func aDryRunShowsTheOptionThatWasUnderstood() throws {
    let world = try ExampleWorld()
    let plan = try world.answer(
      "set_custom_field",
      [
        "task_id": .string(try world.id("task")),
        "field_id": .string(try world.id("field_drop_down")), "value": "Red", "dry_run": true,
      ])["plan"]
    let option = JSONValue.string(try world.id("option_drop_down"))
    #expect(plan?["request"]?["body"] == ["value": option])
    #expect(plan?["request"]?["method"] == "POST")
  }

  static let wrong: [WrongCall] = [
    ("get_custom_fields", ["list_id": "Nowhere"], .notFound, "`list_id` \"Nowhere\""),
    ("get_custom_fields", [:], .invalidArguments, "`list_id`"),
    (
      "set_custom_field", ["task_id": "$task", "field_id": "$field_text"], .invalidArguments,
      "`value` is missing"
    ),
    (
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_text", "value": "x", "clear": true],
      .invalidArguments, "contradict"
    ),
    (
      "set_custom_field", ["task_id": "86zzz", "field_id": "$field_text", "value": "x"],
      .notFound, "`task_id` \"86zzz\""
    ),
    (
      "set_custom_field", ["task_id": "$task", "field_id": "no-such-field", "value": "x"],
      .notFound, "known are"
    ),
    (
      "set_custom_field", ["task_id": "$task", "field_id": "$field_drop_down", "value": "Yellow"],
      .invalidArguments, "its options are \"Red\""
    ),
    (
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_users", "value": ["add": [], "rem": []]],
      .invalidArguments, "names nothing to add or to take out"
    ),
    (
      "set_custom_field",
      [
        "task_id": "$task", "field_id": "$field_users",
        "value": ["add": ["$user"], "rem": ["$user"]],
      ],
      .invalidArguments, "in both `add` and `rem`"
    ),
    (
      "set_custom_field",
      [
        "task_id": "$task", "field_id": "$field_tasks",
        "value": ["add": ["$other_task"], "rem": ["$other_task", "$blocking_task"]],
      ],
      .invalidArguments, "in both `add` and `rem`"
    ),
    (
      "set_custom_field",
      [
        "task_id": "$task", "field_id": "$field_attachment",
        "value": ["add": ["a.png"], "rem": ["a.png"]],
      ],
      .invalidArguments, "\"a.png\" in both `add` and `rem`"
    ),
    (
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_list_relationship", "value": ["add": ["86zzz"]]],
      .notFound, "`value` \"86zzz\""
    ),
    (
      "set_custom_field", ["task_id": "$task", "field_id": "$field_button", "value": false],
      .invalidArguments, "must be true, which clicks the button"
    ),
    (
      "set_custom_field", ["task_id": "$task", "field_id": "$field_button", "clear": true],
      .invalidArguments, "give `value`: true to click it"
    ),
    (
      "create_task",
      [
        "list_id": "$list", "name": "New",
        "custom_fields": [["id": "$field_button", "value": true]],
      ],
      .invalidArguments, "would click the button"
    ),
    (
      "create_task",
      [
        "list_id": "$list", "name": "New",
        "custom_fields": [["id": "$field_labels", "value": []]],
      ],
      .invalidArguments, "is empty; leave the field out"
    ),
    (
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_users", "value": ["add": ["1"]]],
      .invalidArguments, "Jane Doe"
    ),
    (
      "set_custom_field",
      [
        "task_id": "$task", "field_id": "$field_text", "value": "x",
        "value_options": ["time": true],
      ],
      .invalidArguments, "`value_options` is for date fields"
    ),
    (
      "set_custom_field",
      [
        "task_id": "$task", "field_id": "$field_date", "value": "2026-12-01",
        "value_options": ["time": true],
      ],
      .invalidArguments, "asks for the time of day, which `value` lacks"
    ),
    (
      "set_custom_field", ["task_id": "$task", "field_id": "$field_text", "vlaue": "x"],
      .invalidArguments, "did you mean `value`?"
    ),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }
}
