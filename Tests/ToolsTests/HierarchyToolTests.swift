import APICore
import JSON
import Testing

@testable import Tools

@Suite struct HierarchyToolTests {
  @Test func aSpaceIsCreatedChangedAndDeleted() throws {
    let world = try ExampleWorld()
    let created = try world.answer(
      "create_space", ["name": " Support ", "statuses": ["new", "waiting", "solved"]])
    #expect(created["name"] == "Support")
    #expect(created["multiple_assignees"] == true)
    #expect(created["statuses"] == ["new", "waiting", "solved"])
    let id = try #require(created["id"])
    let changed = try world.answer(
      "update_space", ["space_id": id, "color": "#7B68EE", "private": true])
    #expect(changed["name"] == "Support")
    #expect(changed["color"] == "#7B68EE")
    #expect(changed["private"] == true)
    let deleted = try world.answer("delete_space", ["space_id": id])
    #expect(deleted["id"] == id)
    #expect(deleted["deleted"] == true)
    #expect(try world.refusal("delete_space", ["space_id": id]).code == .notFound)
  }

  @Test(
    "A plan is not carried out once what it was made from was changed",
    arguments: [
      ("space", Route.updateSpace), ("folder", .updateFolder), ("list", .updateList),
    ])
  func planOfWhatWasChanged(kind: String, route: Route) throws {
    let world = try ExampleWorld()
    let id = try world.id(kind)
    var call: JSONValue = ["\(kind)_id": .string(id), "name": "Mine", "dry_run": true]
    let plan = try world.answer("update_\(kind)", call)["plan"]
    try world.change(route, ["\(kind)_id": id], ["name": "Theirs"])
    call["dry_run"] = nil
    call["idempotency_key"] = plan?["plan_id"]
    let refused = try world.refusal("update_\(kind)", call)
    #expect(refused.message.contains("has changed since"), "\(refused.message)")
  }

  @Test func aFolderIsCreatedRenamedAndDeleted() throws {
    let world = try ExampleWorld()
    let space = JSONValue.string(try world.id("space"))
    let created = try world.answer(
      "create_folder", ["space_id": space, "name": "Events", "statuses": ["idea", "over"]])
    #expect(created["space"] == ["id": space, "name": "Studio"])
    #expect(created["statuses"] == ["idea", "over"])
    let id = try #require(created["id"])
    #expect(
      try world.answer("update_folder", ["folder_id": id, "name": "Fairs"])["name"] == "Fairs")
    #expect(try world.answer("delete_folder", ["folder_id": id])["deleted"] == true)
    #expect(
      try world.refusal("update_folder", ["folder_id": id, "name": "x"]).code == .notFound)
  }

  @Test func aListIsCreatedWithAllThatIsSaidOfIt() throws {
    let world = try ExampleWorld()
    let user = JSONValue.string(try world.id("user"))
    let created = try world.answer(
      "create_list",
      [
        "space_id": .string(try world.id("space")), "name": "Bugs",
        "statuses": ["open", "fixing", "fixed"], "content": "What is broken",
        "due_date": "2026-12-01", "priority": "high", "assignee": user, "status": "red",
      ])
    #expect(created["folder"] == nil)
    #expect(created["statuses"] == ["open", "fixing", "fixed"])
    #expect(created["override_statuses"] == true)
    #expect(created["content"] == "What is broken")
    #expect(created["due_date"] == "2026-12-01")
    #expect(created["priority"] == "high")
    #expect(created["assignee"]?["id"] == user)
    #expect(created["color"] == "red")
    let read = try world.answer("get_list", ["list_id": "Studio / Bugs"])
    #expect(read["id"] == created["id"])
    #expect(read["due_date"] == "2026-12-01")
  }

  @Test func aListIsChangedMemberByMember() throws {
    let world = try ExampleWorld()
    let list = JSONValue.string(try world.id("list"))
    let user = JSONValue.string(try world.id("user"))
    let changed = try world.answer(
      "update_list",
      [
        "list_id": list, "assignee": user, "status": "blue", "due_date": "2026-12-01T12:00:00Z",
        "priority": "3",
      ])
    #expect(changed["name"] == "Roadmap")
    #expect(changed["color"] == "blue")
    #expect(changed["due_date"] == "2026-12-01T13:00:00+01:00")
    #expect(changed["priority"] == "normal")
    let cleared = try world.answer(
      "update_list", ["list_id": "Roadmap", "assignee": "none", "unset_status": true])
    #expect(cleared["assignee"] == nil)
    #expect(cleared["color"] == nil)
    #expect(cleared["priority"] == "normal")
  }

  @Test func aDeletedListTakesItsTasksAlong() throws {
    let world = try ExampleWorld()
    let list = JSONValue.string(try world.id("list"))
    #expect(try world.answer("delete_list", ["list_id": list])["deleted"] == true)
    let task = JSONValue.string(try world.id("task"))
    #expect(try world.refusal("get_task", ["task_id": task]).code == .notFound)
  }

  @Test func aFieldIsDefinedAndCanBeSet() throws {
    let world = try ExampleWorld()
    let field = try world.answer(
      "create_custom_field",
      [
        "list_id": "Roadmap", "name": "Stage", "type": "drop_down",
        "type_config": ["options": [["name": "Draft"], ["name": "Final"]]],
      ])
    #expect(field["options"]?.array?.map { $0["name"] } == ["Draft", "Final"])
    let set = try world.answer(
      "set_custom_field",
      [
        "task_id": .string(try world.id("task")), "field_id": try #require(field["id"]),
        "value": "Final",
      ])
    #expect(set["field"]?["value"] == "Final")
  }

  @Test func aDryRunOfADeletionNamesWhatWouldGo() throws {
    let world = try ExampleWorld()
    let list = JSONValue.string(try world.id("list"))
    let plan = try world.answer("delete_list", ["list_id": list, "dry_run": true])["plan"]
    #expect(plan?["request"]?["method"] == "DELETE")
    #expect(
      plan?["understood"]?["list_id"]?.string
        == "Roadmap (\(list.string ?? "")), \(world.taskCount) tasks")
    #expect(try world.read(.getList, ["list_id": try world.id("list")])["name"] == "Roadmap")
  }

  static let wrong: [WrongCall] = [
    ("create_space", ["name": " "], .invalidArguments, "`name` is empty"),
    ("create_space", ["name": "x", "statuses": ["one"]], .invalidArguments, "at least two"),
    ("update_space", ["space_id": "$space"], .invalidArguments, "at least one of `name`"),
    ("update_space", ["space_id": "1", "name": "x"], .notFound, "`space_id` \"1\""),
    (
      "delete_space", ["space_id": "Studio"], .invalidArguments,
      "`space_id` \"Studio\" is not an ID"
    ),
    ("create_folder", ["space_id": "1", "name": "x"], .notFound, "`space_id` \"1\""),
    (
      "create_folder", ["space_id": "$space", "name": "Product"], .refusedByService,
      "service refused"
    ),
    ("update_folder", ["folder_id": "$folder"], .invalidArguments, "`name`"),
    ("update_folder", ["folder_id": "1", "name": "x"], .notFound, "`folder_id` \"1\""),
    ("delete_folder", ["folder_id": "Product"], .invalidArguments, "is not an ID"),
    ("create_list", ["name": "x"], .invalidArguments, "exactly one of `folder_id`"),
    (
      "create_list", ["name": "x", "folder_id": "$folder", "space_id": "$space"],
      .invalidArguments, "exactly one of `folder_id`"
    ),
    ("create_list", ["name": "x", "folder_id": "1"], .notFound, "`folder_id` \"1\""),
    (
      "create_list",
      ["name": "x", "folder_id": "$folder", "content": "a", "markdown_content": "b"],
      .invalidArguments, "give one of them"
    ),
    (
      "create_list", ["name": "x", "folder_id": "$folder", "due_date_time": true],
      .invalidArguments, "without `due_date`"
    ),
    (
      "create_list", ["name": "x", "folder_id": "$folder", "assignee": "1"], .invalidArguments,
      "Jane Doe"
    ),
    ("update_list", ["list_id": "$list"], .invalidArguments, "at least one of `name`"),
    ("update_list", ["list_id": "Nowhere", "name": "x"], .notFound, "`list_id` \"Nowhere\""),
    (
      "update_list", ["list_id": "$list", "status": "red", "unset_status": true],
      .invalidArguments, "give one of them"
    ),
    ("delete_list", ["list_id": "Roadmap"], .invalidArguments, "is not an ID"),
    ("delete_list", ["list_id": "1"], .notFound, "`list_id` \"1\""),
    ("get_list", ["list_id": "Roadmp"], .notFound, "Roadmap"),
    ("get_list", [:], .invalidArguments, "`list_id`"),
    (
      "create_custom_field", ["name": "x", "type": "text"], .invalidArguments,
      "exactly one of `list_id`"
    ),
    (
      "create_custom_field", ["name": "x", "type": "rich", "list_id": "$list"],
      .invalidArguments, "`type`"
    ),
    (
      "create_custom_field", ["name": "x", "type": "text", "list_id": "Nowhere"], .notFound,
      "`list_id`"
    ),
    (
      "create_custom_field", ["name": "x", "type": "drop_down", "list_id": "$list"],
      .refusedByService, "options"
    ),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }
}
