import JSON
import Testing

@testable import Tools

/// Names are found as words are, over both backends: however they are spelled, the exact one first.
@Suite struct FoldedNameTests {
  private func list(_ world: ExampleWorld, statuses: [JSONValue]) throws -> JSONValue {
    try world.answer(
      "create_list",
      [
        "space_id": .string(try world.id("space")), "name": "Отчёты",
        "statuses": .array(statuses),
      ])["id"] ?? .null
  }

  @Test(arguments: [false, true])
  func listsAndStatuses(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let id = try list(world, statuses: ["к работе", "ждёт отчёта", "café", "cafe", "готово"])
    let task = try world.answer(
      "create_task", ["list_id": "ОТЧЕТЫ", "name": "Первый", "status": "Ждет отчета"])
    #expect(task["list"]?["id"] == id)
    #expect(task["status"] == "ждёт отчёта")
    #expect(task["differs"] == nil)
    let taskID = try #require(task["id"])
    for status in ["café", "cafe"] {
      let updated = try world.answer("update_task", ["task_id": taskID, "status": .string(status)])
      #expect(updated["status"] == .string(status))
      #expect(updated["differs"] == nil)
    }
    let error = try world.refusal("update_task", ["task_id": taskID, "status": "càfe"])
    #expect(error.code == .ambiguous)
    #expect(error.message.contains(#"fits 2 statuses of the List "#))
    #expect(error.message.contains(#": "café", "cafe"; nothing was changed"#))
    let found = try world.answer(
      "search_tasks", ["list_ids": ["отчеты"], "statuses": ["càfe", "ждет отчета"]])
    #expect(found["tasks"]?.array?.map { $0["id"] } == [taskID])
  }

  @Test(arguments: [false, true])
  func statusesOfASpace(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let space = try world.answer(
      "create_space", ["name": "Бюро", "statuses": ["новый", "учтён", "готово"]])
    let list = try world.answer(
      "create_list", ["space_id": try #require(space["id"]), "name": "Счета"])
    let task = try world.answer(
      "create_task",
      ["list_id": try #require(list["id"]), "name": "Счёт", "status": "учтен"])
    let found = try world.answer("search_tasks", ["statuses": ["учтен"]])
    #expect(found["tasks"]?.array?.map { $0["id"] } == [task["id"]])
    let none = try world.answer("search_tasks", ["statuses": ["учтено"]])
    #expect(none["tasks"] == [])
    let notice = try #require(none["notice"]?.string)
    #expect(notice.hasPrefix("no Space, Folder or List has the status \"учтено\""))
  }

  /// A List, a Folder and two Spaces that each spell a status and a tag in their own way.
  private func streets(_ world: ExampleWorld) throws -> [String: JSONValue] {
    let statuses: JSONValue = ["to do", "straße", "done"]
    let space = try world.id("space")
    var tasks: [String: JSONValue] = [:]
    func add(_ name: String, _ list: JSONValue, _ status: JSONValue, _ tag: String) throws {
      tasks[name] = try world.answer(
        "create_task",
        [
          "list_id": try #require(list["id"]), "name": .string(name), "status": status,
          "tags": [.string(tag)],
        ])["id"]
    }
    try add(
      "in a List",
      world.answer(
        "create_list", ["space_id": .string(space), "name": "Own", "statuses": statuses]),
      "straße", "Straße")
    let folder = try world.answer(
      "create_folder", ["space_id": .string(space), "name": "Own too", "statuses": statuses])
    try add(
      "in a Folder",
      world.answer(
        "create_list", ["folder_id": try #require(folder["id"]), "name": "Inherited"]),
      "straße", "gasse")
    let other = try world.answer("create_space", ["name": "Other"])
    try add(
      "in a Space",
      world.answer(
        "create_list", ["space_id": try #require(other["id"]), "name": "Plain"]), "to do", "strasse"
    )
    return tasks
  }

  @Test("A status and a tag are found as each place spells them", arguments: [false, true])
  func statusesAndTagsOfPlaces(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let tasks = try streets(world)
    func found(_ arguments: JSONValue) throws -> Set<JSONValue> {
      let answer = try world.answer("search_tasks", arguments)
      #expect(answer["notice"] == nil, "\(arguments): \(answer["notice"] ?? .null)")
      return Set((answer["tasks"]?.array ?? []).compactMap { $0["id"] })
    }
    let own = Set(["in a List", "in a Folder"].compactMap { tasks[$0] })
    for status in ["strasse", "STRASSE ", "Straße"] {
      #expect(try found(["statuses": [.string(status)]]) == own, "\(status)")
      let both = try found(["statuses": ["to do ", .string(status)], "limit": 100])
      #expect(both.isSuperset(of: tasks.values), "\(status)")
    }
    let tagged = Set(["in a List", "in a Space"].compactMap { tasks[$0] })
    let all = Set(tasks.values)
    for tag in ["Strässe ", "STRASSE", " straße", "Strasse"] {
      #expect(try found(["tags": [.string(tag)]]) == tagged, "\(tag)")
      #expect(try found(["tags": [.string(tag), "GASSE"]]) == all, "\(tag)")
    }
    #expect(world.watch.problems == [])
  }

  @Test("The tags of a new task are those of its Space", arguments: [false, true])
  func tagsOfANewTask(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func made(_ tags: JSONValue) throws -> JSONValue {
      try world.answer(
        "create_task", world.filled(["list_id": "$list", "name": "Tagged", "tags": tags]))
    }
    let task = try made(["Straße", "Käse", "Kase"])
    #expect(task["tags"] == ["straße", "käse", "kase"] && task["differs"] == nil)
    let again = try made([" STRASSE", "strässe", "KÄSE", "Neu"])
    #expect(again["tags"] == ["straße", "käse", "neu"])
    #expect(again["differs"] == nil, "\(again["differs"] ?? .null)")
    // As `add_tag` has it.
    let added = try world.answer("add_tag", ["task_id": task["id"] ?? .null, "tag": "NEÜ"])
    #expect(added["tags"] == ["straße", "käse", "kase", "neu"])
    let plan = try world.answer(
      "create_task",
      world.filled(["list_id": "$list", "name": "B", "tags": ["Strasse"], "dry_run": true]))
    #expect(plan["plan"]?["request"]?["body"]?["tags"] == ["straße"])
    #expect(plan["plan"]?["understood"]?["tags"] == ["straße"])
    let error = try world.refusal(
      "create_task", world.filled(["list_id": "$list", "name": "B", "tags": ["x", "kåse"]]))
    #expect(error.code == .ambiguous && error.message.contains(#""käse", "kase""#))
    for (tool, arguments) in [
      ("create_task", ["list_id": "$list", "name": "B", "tags": ["x", "\u{200B}"]]),
      ("add_tag", ["task_id": "$task", "tag": "\u{200B}"]),
    ] as [(String, JSONValue)] {
      let error = try world.refusal(tool, world.filled(arguments))
      #expect(error.message.contains("holds only characters that nobody sees"))
    }
  }

  @Test(
    "A status is found as each Space spells it, beside the typed one too",
    arguments: [false, true])
  func statusesOfSeveralSpaces(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var tasks: Set<JSONValue> = []
    for status in ["strasse", "straße", "Strässe"] {
      let space = try world.answer(
        "create_space", ["name": .string(status), "statuses": [.string(status), "done"]])
      let list = try world.answer(
        "create_list", ["space_id": try #require(space["id"]), "name": .string(status)])
      let task = try world.answer(
        "create_task", ["list_id": try #require(list["id"]), "name": .string(status)])
      tasks.insert(try #require(task["id"]))
    }
    var arguments: JSONValue = ["statuses": ["strasse"], "limit": 1]
    var seen: Set<JSONValue> = []
    repeat {
      let page = try world.answer("search_tasks", arguments)
      seen.formUnion((page["tasks"]?.array ?? []).compactMap { $0["id"] })
      arguments["cursor"] = page["cursor"]
    } while arguments["cursor"] != nil
    #expect(seen == tasks)
  }

  @Test("The pages of one search ask for the same names", arguments: [false, true])
  func pages(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let tasks = try streets(world)
    var arguments: JSONValue = ["statuses": ["strasse", "to do"], "limit": 1]
    var seen: [JSONValue] = []
    repeat {
      let page = try world.answer("search_tasks", arguments)
      seen += (page["tasks"]?.array ?? []).compactMap { $0["id"] }
      arguments["cursor"] = page["cursor"]
    } while arguments["cursor"] != nil
    #expect(Set(seen).isSuperset(of: tasks.values) && Set(seen).count == seen.count)
  }

  @Test("A name may have blanks around it", arguments: [false, true])
  func blanks(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let task = try world.answer(
      "create_task", world.filled(["list_id": "$list", "name": "New", "status": " To  do "]))
    #expect(task["status"] == "to do")
    let empty = try world.refusal("search_tasks", ["statuses": ["to do", " "]])
    #expect(empty.violations.map { $0["pointer"] } == ["/statuses/1"])
  }

  @Test(arguments: [false, true])
  func optionsOfAField(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let field = try world.answer(
      "create_custom_field",
      [
        "list_id": .string(try world.id("list")), "name": "Essen", "type": "drop_down",
        "type_config": ["options": [["name": "Käse"], ["name": "Kase"], ["name": "Öl"]]],
      ])
    let task = JSONValue.string(try world.id("task"))
    for (given, meant) in [("ol", "Öl"), ("Kase", "Kase"), ("KÄSE", "Käse")]
      as [(JSONValue, JSONValue)]
    {
      let set = try world.answer(
        "set_custom_field",
        ["task_id": task, "field_id": try #require(field["id"]), "value": given])
      #expect(set["field"]?["value"] == meant)
    }
    let error = try world.refusal(
      "set_custom_field", ["task_id": task, "field_id": try #require(field["id"]), "value": "Kåse"])
    #expect(error.message.contains("is ambiguous: \"Kåse\" fits the options \"Käse\" ("))
  }
}
