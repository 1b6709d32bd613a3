import JSON
import TestSupport
import Testing

@testable import Tools

/// The list of what is wrong in ClickUp's published document holds nothing that no request meets.
@Suite struct ErrataTests {
  /// What examples have no need to show.
  private static let further: [(tool: String, arguments: JSONValue)] = [
    (
      "search_tasks",
      [
        "list_ids": ["$list"], "archived": true, "statuses": ["to do"], "assignees": ["$user"],
        "tags": ["red"],
      ]
    ),
    (
      "create_list",
      ["folder_id": "$folder", "name": "New", "statuses": ["to do", "done"]]
    ),
  ]

  @Test(.enabled(if: OpenAPICheck.shared != nil, "TASKLEDGER_SHARED names the document"))
  func eachKnownErrorIsMet() throws {
    let watch = RequestWatch()
    for (tool, arguments) in Self.further {
      let world = try ExampleWorld(isLive: true, watch: watch)
      _ = try world.answer(tool, try world.filled(arguments))
    }
    let world = try ExampleWorld(isLive: true, watch: watch)
    try world.change(
      .createTaskComment, ["task_id": try world.id("task")],
      ["comment": [["text": "Bold", "attributes": ["bold": true]]]])
    let comments = try world.read(.getTaskComments, ["task_id": try world.id("task")])
    let comment = try #require(comments["comments"]?[0]?["id"])
    for assignee in ["$user", "none"] as [JSONValue] {
      _ = try world.answer(
        "update_comment",
        try world.filled(["task_id": "$task", "comment_id": comment, "assignee": assignee]))
    }
    for example in UndoExample.all where !example.isOfField {
      let world = try ExampleWorld(isLive: true, watch: watch)
      for write in example.before {
        _ = try world.answer(write.tool, try world.filled(write.arguments))
      }
      let operation = try world.operation(example.write.tool, example.write.arguments)
      _ = try world.undo(operation)
    }
    // The rest is met by some example; `ExampleTests` runs them all.
    for file in SchemaFiles.all where !OpenAPIErrata.all.isSubset(of: watch.excused) {
      try ExampleTests.runExamples(of: file, isLive: true, watch: watch)
    }
    #expect(watch.problems == [])
    for entry in OpenAPIErrata.all.subtracting(watch.excused) {
      Issue.record("\(entry): no request meets it any more, so it goes from `OpenAPIErrata`")
    }
  }
}
