import APICore
import JSON
import Testing

@testable import Tools

@Suite("A comment is changed") struct UpdateCommentTests {
  private static let bold: JSONValue = [
    ["text": "Ask "], ["text": "today", "attributes": ["bold": true]],
  ]

  /// A comment of `task`: its blocks.
  private func comment(
    _ blocks: JSONValue, _ world: ExampleWorld
  ) throws -> (id: JSONValue, path: [String: String]) {
    let path = ["task_id": try world.id("task")]
    try world.change(.createTaskComment, path, ["comment": blocks])
    let newest = try world.read(.getTaskComments, path)["comments"]?[0]
    return (try #require(newest?["id"]), path)
  }

  private func call(_ id: JSONValue, _ members: JSONValue) -> JSONValue {
    var call: JSONValue = ["task_id": "$task", "comment_id": id]
    for (name, value) in members.object ?? [:] { call[name] = value }
    return call
  }

  @Test("A text keeps its format where it stays", arguments: [false, true])
  func format(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let (id, path) = try comment(Self.bold, world)
    let answer = try world.answer(
      "update_comment", world.filled(call(id, ["assignee": "$user", "resolved": true])))
    #expect(answer["resolved"] == true && answer["comment_text"] == "Ask today")
    #expect(answer["differs"] == nil)
    let stored = try world.read(.getTaskComments, path)["comments"]?[0]
    #expect(stored?["comment"] == Self.bold)
    // Plain ones are sent, as the published document asks.
    let (plain, _) = try comment([["text": "Plain", "attributes": ["block-id": "b-1"]]], world)
    let plan = try world.answer(
      "update_comment", world.filled(call(plain, ["assignee": "$user", "dry_run": true])))["plan"]
    let body = plan?["request"]?["body"]
    #expect(body?["comment_text"] == "Plain" && body?["resolved"] == false)
  }

  @Test("A mark in the text is not a difference, and nobody sees it", arguments: [false, true])
  func marked(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let posted = try world.answer(
      "post_comment", world.filled(["task_id": "$task", "comment_text": "One"]))
    let id = try #require(posted["id"])
    let answer = try world.answer("update_comment", world.filled(call(id, ["comment_text": "Two"])))
    #expect(answer["comment_text"] == "Two" && answer["differs"] == nil, "\(answer)")
  }

  @Test("Undoing says that a format is lost, and mends the words", arguments: [false, true])
  func undone(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let (id, path) = try comment(Self.bold, world)
    let operation = try world.operation("update_comment", call(id, ["comment_text": "Never"]))
    let undone = try world.undo(operation)
    #expect(undone["not_restored"]?.canonicalString.contains("format of the old text") == true)
    let stored = try world.read(.getTaskComments, path)["comments"]?[0]
    #expect(stored?["comment_text"] == "Ask today")
  }

  @Test("What somebody changed meanwhile is not written over by undoing")
  func touched() throws {
    let world = try ExampleWorld()
    let (id, path) = try comment([["text": "One"]], world)
    let operation = try world.operation("update_comment", call(id, ["comment_text": "Two"]))
    try world.change(
      .updateComment, ["comment_id": try #require(id.identifier)],
      ["assignee": .integer(try #require(Int64(try world.id("user"))))])
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.message.contains("assignee"), "\(error.message)")
    let stored = try world.read(.getTaskComments, path)["comments"]?[0]
    #expect(stored?["comment_text"] == "Two" && stored?["assignee"]?.isNull == false)
  }

  @Test("It is found by its new words, and not by the old ones")
  func searched() throws {
    let world = try ExampleWorld()
    let (id, _) = try comment([["text": "Zeppelin"]], world)
    func count(_ words: String) throws -> Int? {
      try world.answer("search_tasks", ["query": .string(words)])["tasks"]?.array?.count
    }
    #expect(try count("zeppelin") == 1)
    _ = try world.answer("update_comment", world.filled(call(id, ["comment_text": "Balloons"])))
    #expect(try count("zeppelin") == 0)
    #expect(try count("balloons") == 1)
  }

  @Test("What nobody is to do cannot be done")
  func nobodys() throws {
    let world = try ExampleWorld()
    let (id, _) = try comment([["text": "One"]], world)
    for members in [["resolved": true], ["assignee": "none", "resolved": true]] as [JSONValue] {
      let error = try world.refusal("update_comment", world.filled(call(id, members)))
      #expect(error.message.contains("this one is nobody's"), "\(error.message)")
    }
    let done = try world.answer(
      "update_comment", world.filled(call(id, ["assignee": "$user", "resolved": true])))
    #expect(done["resolved"] == true)
    let taken = try world.answer("update_comment", world.filled(call(id, ["assignee": nil])))
    #expect(taken["assignee"] == nil && taken["resolved"] == nil && taken["differs"] == nil)
  }

  @Test(
    "Only what looks different is formatted",
    arguments: [
      ([["text": "a"]], false), ([["text": "a", "attributes": [:]]], false),
      ([["text": "a", "attributes": ["block-id": "b"]], ["text": "\n"]], false),
      ([["text": "a", "attributes": ["block-id": "b", "list": "bullet"]]], true),
      ([["type": "tag", "user": ["id": 7]]], true), ([], false),
    ] as [(JSONValue, Bool)])
  func isFormatted(blocks: JSONValue, isFormatted: Bool) {
    #expect(CommentState(["comment": blocks]).isFormatted == isFormatted)
  }
}
