import APICore
import JSON
import SQLite
import Testing

@testable import Tools

@Suite("Tags of a task") struct TagToolTests {
  @Test("A new tag is said to stay in the Space", arguments: [false, true])
  func newTag(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let added = try world.answer(
      "add_tag", try world.filled(["task_id": "$task", "tag": " Urgent Fix"]))
    #expect(added["tags"] == ["urgent fix"])
    let undone = try world.undo(try #require(added["operation"]?["operation_id"]))
    #expect(undone["effect"] == "removes the tag")
    #expect(undone["not_restored"] == ["the tag, which was new in the Space, stays there"])
    #expect(undone["target"]?.string?.hasPrefix("the tag \"urgent fix\" of the task") == true)
    #expect(world.watch.problems == [])
  }

  @Test("A tag is meant in the spelling of its Space")
  func folded() throws {
    let world = try ExampleWorld()
    for name in ["отчёт", "отчет", "résumé"] {
      try world.change(.addTaskTag, ["task_id": try world.id("task"), "tag_name": name])
    }
    let resume = try world.answer(
      "add_tag", try world.filled(["task_id": "$other_task", "tag": "RESUME"]))
    #expect(resume["tags"] == ["résumé"])
    let report = try world.answer(
      "remove_tag", try world.filled(["task_id": "$task", "tag": "ОТЧЕТ"]))
    #expect(report["tags"] == ["отчёт", "résumé"])
  }

  @Test("What a task does not carry cannot be taken off")
  func missing() throws {
    let world = try ExampleWorld()
    for (task, carried) in [("$task", "none"), ("$waiting_task", "\"green\"")] {
      let error = try world.refusal(
        "remove_tag", try world.filled(["task_id": .string(task), "tag": "blue"]))
      #expect(error.code == .notFound)
      #expect(error.message.hasPrefix("`tag` \"blue\" is not a tag of "), "\(error.message)")
      #expect(error.message.contains("which carries \(carried);"), "\(error.message)")
    }
    let empty = try world.refusal(
      "add_tag", try world.filled(["task_id": "$task", "tag": "\u{a0}"]))
    #expect(empty.code == .invalidArguments && empty.message.contains("`tag` is empty"))
  }
}
