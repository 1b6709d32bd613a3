import APICore
import JSON
import SQLite
import Testing

@testable import Tools

@Suite("Tags of a Space") struct SpaceTagToolTests {
  private func names(_ world: ExampleWorld, in space: String = "space") throws -> [String] {
    let tags = try world.answer("list_tags", ["space_id": .string(try world.id(space))])["tags"]
    return (tags?.array ?? []).compactMap { $0["name"]?.string }
  }

  @Test("A tag is made once, found by its name, and what it is called it has for an ID")
  func made() throws {
    let world = try ExampleWorld(isLive: true)
    let made = try world.answer(
      "create_tag", try world.filled(["space_id": "$space", "name": " Urgent Fix"]))
    #expect(made["operation"]?["remote_id"] == "urgent fix")
    #expect(
      made["tag"] == ["name": "urgent fix", "fg_color": "#622aea", "bg_color": "#622aea"])
    // Deleted, it can be made again: an ID that comes back is not another operation's.
    let deletion = try world.filled(["space_id": "$space", "tag": "URGENT FIX"])
    #expect(try world.answer("delete_tag", deletion)["id"] == "urgent fix")
    let again = try world.answer(
      "create_tag",
      try world.filled([
        "space_id": "$space", "name": "Urgent Fix", "idempotency_key": "made-once-more",
      ]))
    #expect(again["operation"]?["status"] == "executed" && again["differs"] == nil)
    let kept = try world.answer("get_operation", ["idempotency_key": "made-once-more"])
    #expect(kept["state"] == "done" && kept["remote_id"] == "urgent fix")
    #expect(try names(world) == ["green", "urgent fix"])
    #expect(world.watch.problems == [])
  }

  @Test("A plan says how many tasks lose it, whatever their state", arguments: [false, true])
  func losing(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for (task, changes) in [
      ("task", ["status": "complete"]), ("other_task", ["archived": true]),
      ("blocking_task", ["parent": .string(try world.id("waiting_task"))]),
    ] as [(String, JSONValue)] {
      let path = ["task_id": try world.id(task)]
      try world.change(.addTaskTag, path.merging(["tag_name": "green"]) { $1 })
      try world.change(.updateTask, path, changes)
    }
    let spare = try world.make(
      "spare_task", .createTask, ["list_id": try world.id("list")], ["name": "Spare"])
    let arguments = try world.filled(["space_id": "$space", "tag": "green"])
    let asked = try world.refusal("delete_tag", arguments)
    #expect(asked.code == .confirmationRequired)
    #expect(asked.plan?["consequences"] == ["tagged_tasks": 4])
    #expect(asked.message.contains("4 tasks would lose it."), "\(asked.message)")
    // The yes is to those, and not to as many others.
    try world.change(
      .removeTaskTag, ["task_id": try world.id("task"), "tag_name": "green"])
    try world.change(.addTaskTag, ["task_id": spare, "tag_name": "green"])
    var yes = arguments
    yes["idempotency_key"] = asked.plan?["plan_id"]
    #expect(try world.refusal("delete_tag", yes).code == .planRefused)
    #expect(try world.answer("delete_tag", arguments)["deleted"] == true)
    #expect(try names(world) == [])
    #expect(world.watch.problems == [])
  }

  @Test("What carries it by now keeps it from being taken back", arguments: [false, true])
  func carried(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let operation = try world.operation("create_tag", ["space_id": "$space", "name": "Fix"])
    let path = ["task_id": try world.id("task"), "tag_name": "fix"]
    try world.change(.addTaskTag, path)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.code == .changedSince && error.message.contains("`tasks` of the tag fix"))
    try world.change(.removeTaskTag, path)
    #expect(try world.undo(operation)["effect"] == "deletes the tag")
    #expect(try names(world) == ["green"])
  }

  @Test("One that another Space calls the same is another one", arguments: [false, true])
  func otherSpace(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let other = try world.answer("create_space", ["name": "Other"])
    world.name(try #require(other["id"]), "other_space")
    for space in ["$space", "$other_space"] {
      _ = try world.answer(
        "create_tag", try world.filled(["space_id": .string(space), "name": "Fix"]))
    }
    let operation = try world.operation(
      "update_tag", ["space_id": "$space", "tag": "fix", "name": "Mend"])
    for name in ["mend", "fix"] {
      _ = try world.answer(
        "update_tag",
        try world.filled([
          "space_id": "$other_space", "tag": name == "mend" ? "fix" : "mend",
          "name": .string(name),
        ]))
    }
    #expect(try world.undo(operation)["differs"] == nil)
    #expect(try names(world) == ["green", "fix"])
    #expect(try names(world, in: "other_space") == ["fix"])
  }

  @Test("Renamed away and back is not undone over", arguments: [false, true])
  func renamedBack(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func rename(_ old: String, _ new: String) throws -> JSONValue {
      .string(
        try #require(
          try world.operation(
            "update_tag",
            ["space_id": "$space", "tag": .string(old), "name": .string(new)]
          ).string))
    }
    let first = try rename("green", "go")
    let second = try rename("go", "stop")
    #expect(
      try world.refusal("undo_operation", ["operation_id": first]).message
        .contains("the tag go is not there any more"))
    _ = try rename("stop", "go")
    #expect(try world.refusal("undo_operation", ["operation_id": first]).code == .changedSince)
    #expect(try world.refusal("undo_operation", ["operation_id": second]).code == .changedSince)
  }

  @Test("The Space of another Workspace is out of reach")
  func elsewhere() throws {
    let world = try ExampleWorld()
    try world.addAnotherWorkspace()
    let tools = world.tools(inWorkspace: try world.id("workspace"))
    for (tool, arguments) in [
      ("list_tags", [:]), ("create_tag", ["name": "Fix"]),
      ("update_tag", ["tag": "green", "name": "Go"]), ("delete_tag", ["tag": "green"]),
    ] as [(String, JSONObject)] {
      var arguments = arguments
      arguments["space_id"] = .string(try world.id("their_space"))
      let answer = try #require(tools.call(ToolCall(name: tool, arguments: arguments)))
      guard case .failure(let error) = answer else {
        Issue.record("\(tool) was answered")
        continue
      }
      #expect(error.code == .notFound && error.message.hasPrefix("`space_id` "), "\(tool)")
    }
  }
}
