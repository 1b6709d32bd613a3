import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("A later write of the same is not taken along, though everything stands as it was left")
struct UndoLaterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let title: String
    var before: [UndoExample.Write] = []
    /// What is undone.
    let write: UndoExample.Write
    /// What leaves everything as `write` left it.
    let later: [UndoExample.Write]

    var testDescription: String { title }
  }

  private static func task(_ members: JSONValue) -> UndoExample.Write {
    ("update_task", members.with("task_id", "$task"))
  }

  private static func number(_ value: JSONValue?) -> UndoExample.Write {
    let field: JSONValue = ["task_id": "$task", "field_id": "$field_number"]
    return (
      "set_custom_field", value.map { field.with("value", $0) } ?? field.with("clear", true)
    )
  }

  private static func people(_ change: String) -> UndoExample.Write {
    (
      "set_custom_field",
      ["task_id": "$task", "field_id": "$field_users", "value": [.init(change): ["$user"]]]
    )
  }

  private static let waits: JSONValue = ["task_id": "$task", "depends_on": "$other_task"]
  private static let sameWait: JSONValue = ["task_id": "$other_task", "dependency_of": "$task"]
  private static let newTask: JSONValue = ["list_id": "$list", "name": "New"]

  static let cases: [Case] = [
    Case(
      title: "a name, there and back", write: task(["name": "B"]),
      later: [task(["name": "C"]), task(["name": "B"])]),
    Case(
      title: "a name, set once more", write: task(["name": "B"]), later: [task(["name": "B"])]),
    Case(
      title: "a text, as Markdown", write: task(["description": "B"]),
      later: [task(["markdown_content": "**C**"]), task(["description": "B"])]),
    Case(
      title: "a day", write: task(["due_date": "2026-12-01"]),
      later: [task(["due_date": "none"]), task(["due_date": "2026-12-01"])]),
    Case(
      title: "a status", write: task(["status": "in progress"]),
      later: [task(["status": "complete"]), task(["status": "in progress"])]),
    Case(
      title: "who is assigned", write: task(["assignees_add": ["$user"]]),
      later: [task(["assignees_remove": ["$user"]]), task(["assignees_add": ["$user"]])]),
    Case(
      title: "archived", write: task(["archived": true]),
      later: [task(["archived": false]), task(["archived": true])]),
    Case(title: "a field's value", write: number(1), later: [number(2), number(1)]),
    Case(
      title: "a field that is empty", before: [number(1)], write: number(nil),
      later: [number(1), number(nil)]),
    Case(
      title: "a person in a field", write: people("add"), later: [people("rem"), people("add")]),
    Case(
      title: "a dependency", write: ("add_dependency", waits),
      later: [("remove_dependency", sameWait), ("add_dependency", sameWait)]),
    Case(
      title: "a dependency that is gone", before: [("add_dependency", waits)],
      write: ("remove_dependency", waits),
      later: [("add_dependency", sameWait), ("remove_dependency", waits)]),
    Case(
      title: "a List's text",
      write: ("update_list", ["list_id": "$list", "name": "Roadmap", "content": "B"]),
      later: [
        ("update_list", ["list_id": "$list", "name": "Roadmap", "markdown_content": "C"]),
        ("update_list", ["list_id": "$list", "name": "Roadmap", "content": "B"]),
      ]),
    Case(
      title: "a Folder's name", write: ("update_folder", ["folder_id": "$folder", "name": "B"]),
      later: [("update_folder", ["folder_id": "$folder", "name": "B"])]),
    Case(
      title: "a Space's name", write: ("update_space", ["space_id": "$space", "name": "B"]),
      later: [
        ("update_space", ["space_id": "$space", "name": "C"]),
        ("update_space", ["space_id": "$space", "name": "B"]),
      ]),
    Case(
      title: "a new task, renamed and back", write: ("create_task", newTask),
      later: [
        ("update_task", ["task_id": "$made", "name": "C"]),
        ("update_task", ["task_id": "$made", "name": "New"]),
      ]),
    Case(
      title: "a new task that another one names", write: ("create_task", newTask),
      later: [
        (
          "set_custom_field",
          ["task_id": "$task", "field_id": "$field_tasks", "value": ["add": ["$made"]]]
        )
      ]),
    Case(
      title: "a new List, renamed and back",
      write: ("create_list", ["folder_id": "$folder", "name": "New"]),
      later: [
        ("update_list", ["list_id": "$made", "name": "C"]),
        ("update_list", ["list_id": "$made", "name": "New"]),
      ]),
    Case(
      title: "a new Folder", write: ("create_folder", ["space_id": "$space", "name": "New"]),
      later: [("update_folder", ["folder_id": "$made", "name": "New"])]),
    Case(
      title: "a new Space", write: ("create_space", ["name": "New"]),
      later: [("update_space", ["space_id": "$made", "name": "New"])]),
  ]

  /// What undoing the removal of a dependency, or the closing of a task, does not bring back.
  private static let lost: Set = ["date_created", "date_closed", "date_done"]

  @Test(
    "It is refused, and possible once the later ones were undone", arguments: cases, [false, true])
  func refused(_ example: Case, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for write in example.before { _ = try world.answer(write.tool, world.filled(write.arguments)) }
    let before = try WorldSnapshot(of: world, moving: Self.lost)
    let answer = try world.answer(example.write.tool, try world.filled(example.write.arguments))
    let operation = try #require(answer["operation"]?["operation_id"])
    if let id = answer["id"] { world.name(id, "made") }
    let done = try WorldSnapshot(of: world, moving: Self.lost)
    let later = try example.later.map { try world.operation($0.tool, $0.arguments) }
    let last = try #require(later.last?.string)
    for arguments in [["operation_id": operation], ["operation_id": operation, "dry_run": true]]
      as [JSONValue]
    {
      let error = try world.refusal("undo_operation", arguments)
      #expect(error.code == .changedSince, "\(error.message)")
      #expect(error.message.contains(last), "\(error.message)")
      #expect(error.message.contains("stands as it left it"), "\(error.message)")
    }
    if example.later.count == 2 {
      for operation in later.reversed() { _ = try world.undo(operation) }
      let undone = try WorldSnapshot(of: world, moving: Self.lost)
      #expect(undone.differences(from: done) == [])
      _ = try world.undo(operation)
      let restored = try WorldSnapshot(of: world, moving: Self.lost)
      #expect(restored.differences(from: before) == [])
    }
    #expect(world.watch.problems == [])
  }

  @Test("What a later write did elsewhere is not in the way", arguments: [false, true])
  func elsewhere(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let operation = try world.operation("update_task", ["task_id": "$task", "name": "B"])
    let others: [UndoExample.Write] = [
      Self.task(["priority": "1"]), Self.number(3), ("add_dependency", Self.waits),
      ("update_task", ["task_id": "$other_task", "name": "B"]),
      ("post_comment", ["task_id": "$task", "comment_text": "B"]),
      ("create_task", ["list_id": "$list", "name": "B", "parent": "$task"]),
    ]
    for write in others { _ = try world.operation(write.tool, write.arguments) }
    #expect(try world.undo(operation)["restored"] == ["name": "Launch page"])
  }

  @Test(
    "What was made in a new thing and is gone again is lost to nobody", arguments: [false, true])
  func madeAndGone(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let list = try world.answer(
      "create_list", try world.filled(["folder_id": "$folder", "name": "New"]))
    world.name(try #require(list["id"]), "made")
    let task = try world.answer(
      "create_task", try world.filled(["list_id": "$made", "name": "In it"]))
    _ = try world.undo(try #require(task["operation"]?["operation_id"]))
    let gone = try world.answer(
      "create_task", try world.filled(["list_id": "$made", "name": "In it, too"]))
    try world.change(.deleteTask, ["task_id": try #require(gone["id"]?.string)])
    _ = try world.undo(try #require(list["operation"]?["operation_id"]))
  }
}

extension JSONValue {
  fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
    var copy = self
    copy[name] = value
    return copy
  }
}
