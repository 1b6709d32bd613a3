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
    #expect(none["notice"]?.string?.contains("no Space has the status \"учтено\"") == true)
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
    #expect(error.message.contains("has several options \"Kåse\""))
  }
}
