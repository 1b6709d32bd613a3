import APICore
import JSON
import Ledger
import SQLite
import Testing

@testable import Tools

@Suite struct OperationToolTests {
  @Test func theNewestOperationComesFirst() throws {
    let world = try ExampleWorld()
    let answer = try world.answer("list_operations", [:])
    let operations = try #require(answer["operations"]?.array)
    #expect(operations.map { $0["tool"] } == ["update_task", "post_comment"])
    #expect(answer["has_more"] == false && answer["cursor"] == nil)
    #expect(operations[1]["operation_id"]?.string == (try world.id("operation")))
    #expect(operations[1]["idempotency_key"] == "kept-comment-1")
    #expect(operations[1]["state"] == "done" && operations[1]["remote_type"] == "comment")
    #expect(operations[1]["output"] == nil)
  }

  static let filters: [(arguments: JSONValue, count: Int)] = [
    (["tool": "post_comment"], 1), (["tool": "create_task"], 0), (["status": "done"], 2),
    (["status": "unknown"], 0), (["since": "2026-11-25"], 2), (["since": "2026-11-26"], 0),
    (["since": "2026-11-25T00:00:00+01:00", "tool": "update_task"], 1), (["limit": "1"], 1),
  ]

  @Test(arguments: filters)
  func filtersAreHeld(_ example: (arguments: JSONValue, count: Int)) throws {
    let answer = try ExampleWorld().answer("list_operations", example.arguments)
    #expect(answer["operations"]?.array?.count == example.count)
  }

  @Test func aToolThatWritesNothingIsRefused() throws {
    let world = try ExampleWorld()
    for (name, words) in [
      ("create_tsk", "did you mean \"create_task\"?"), ("get_task", "is not a tool that writes"),
      ("nonsense", "tools that write are add_checklist_item, "),
    ] {
      let error = try world.refusal("list_operations", ["tool": .string(name)])
      #expect(error.code == .invalidArguments)
      #expect(error.violations.map { $0["pointer"] } == ["/tool"])
      #expect(error.message.contains(words), "\(error.message)")
    }
    // What was written by a tool that there was is found.
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE ledger_operation SET tool = 'older_tool' WHERE tool = 'post_comment'")
    }
    let answer = try world.answer("list_operations", ["tool": "older_tool"])
    #expect(answer["operations"]?.array?.count == 1)
  }

  @Test func aTimeThatIsYetToComeIsPointedOut() throws {
    let world = try ExampleWorld()
    let answer = try world.answer("list_operations", ["since": "2027-01-01"])
    #expect(answer["operations"] == [])
    let notice = try #require(answer["notice"]?.string)
    #expect(notice.hasPrefix("`since` is in the future: it is 2026-11-25T12:"), "\(notice)")
    #expect(try world.answer("list_operations", ["status": "unknown"])["notice"] == nil)
  }

  @Test func aCursorGoesOnWithItsOwnQueryOnly() throws {
    let world = try ExampleWorld()
    let first = try world.answer("list_operations", ["limit": 1])
    #expect(first["has_more"] == true)
    let cursor = try #require(first["cursor"])
    let second = try world.answer("list_operations", ["limit": 1, "cursor": cursor])
    #expect(second["operations"]?[0]?["tool"] == "post_comment")
    #expect(second["has_more"] == false)
    let other = try world.refusal("list_operations", ["tool": "post_comment", "cursor": cursor])
    #expect(other.code == .invalidArguments && other.message.contains("another query"))
  }

  @Test(
    arguments: [
      (["resolution": "adopt", "remote_id": "86zzz"], "done"),
      (["resolution": "abandon"], "done"),
    ] as [(JSONValue, String)])
  func aDoneOperationHasNothingToResolve(arguments: JSONValue, state: String) throws {
    let world = try ExampleWorld()
    let id: JSONValue = .string(try world.id("operation"))
    let before = try world.answer("get_operation", ["operation_id": id])
    var arguments = arguments
    arguments["operation_id"] = id
    let answer = try world.answer("resolve_operation", arguments)
    #expect(answer["resolved"] == false)
    #expect(answer["state"]?.string == state)
    #expect(answer["next_step"]?.string?.contains("nothing to resolve") == true)
    #expect(try world.answer("get_operation", ["operation_id": id]) == before)
  }

  @Test(
    arguments: [
      (["resolution": "adopt", "remote_id": "86z"], "done", "do not send it again"),
      (["resolution": "abandon"], "abandoned", "new key"),
    ] as [(JSONValue, String, String)])
  func anUnclearOperationIsSettled(arguments: JSONValue, state: String, words: String) throws {
    let world = try ExampleWorld()
    let id: JSONValue = .string(try world.id("operation"))
    // As the live backend leaves it when no answer came.
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE ledger_operation SET state = 'unknown', output = NULL, remote_id = NULL "
          + "WHERE tool = 'post_comment'")
    }
    let unclear = try world.answer("get_operation", ["operation_id": id])
    #expect(unclear["next_step"]?.string?.contains("resolve_operation") == true)
    let listed = try world.answer("list_operations", ["status": "unknown"])
    #expect(listed["operations"]?[0]?["operation_id"] == id)
    var arguments = arguments
    arguments["operation_id"] = id
    let answer = try world.answer("resolve_operation", arguments)
    #expect(answer["resolved"] == true && answer["state"]?.string == state)
    #expect(answer["next_step"]?.string?.contains(words) == true)
    #expect(answer["remote_id"] == arguments["remote_id"])
    let settled = try world.answer("get_operation", ["operation_id": id])
    #expect(settled["state"]?.string == state)
    #expect(settled["next_step"] != unclear["next_step"])
  }

  static let wrong: [(arguments: JSONValue, code: ErrorCode, words: String)] = [
    (["operation_id": "op_none", "resolution": "abandon"], .notFound, "`list_operations`"),
    (
      ["operation_id": "$operation", "resolution": "adopt"], .invalidArguments, "needs `remote_id`"
    ),
    (
      ["operation_id": "$operation", "resolution": "adopt", "remote_id": ""], .invalidArguments,
      "needs `remote_id`"
    ),
    (
      ["operation_id": "$operation", "resolution": "abandon", "remote_id": "1"],
      .invalidArguments, "leave `remote_id` out"
    ),
    (["operation_id": "$operation", "resolution": "forget"], .invalidArguments, "resolution"),
    (["resolution": "abandon"], .invalidArguments, "operation_id"),
  ]

  @Test(arguments: wrong)
  func refuses(_ example: (arguments: JSONValue, code: ErrorCode, words: String)) throws {
    let world = try ExampleWorld()
    let error = try world.refusal("resolve_operation", try world.filled(example.arguments))
    #expect(error.code == example.code, "\(error.message)")
    #expect(error.message.contains(example.words), "\(error.message)")
  }

  @Test func readOnlyRemovesWhatChangesTheLedger() throws {
    var readOnly = Policy()
    readOnly.isReadOnly = true
    let layers = PolicyLayers([PolicyLayers.Layer("--read-only", readOnly)])
    let names = try Toolsets(toolsets: ["operations"], policy: layers).selection().shown.map(\.name)
    #expect(names.contains("list_operations") && !names.contains("resolve_operation"))
  }
}
