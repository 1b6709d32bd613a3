import JSON
import Testing

@testable import SQLite

/// How much the store is asked to do for a call, counted: unlike times, the same on each machine.
///
/// The limits are what it comes to today. Whoever raises one says why it is worth it.
@Suite("The work of a call") struct WorkTests {
  struct Call: CustomTestStringConvertible, Sendable {
    let tool: String
    let arguments: JSONObject
    let statements: Int
    /// 0 for what only reads.
    var pages = 0

    var testDescription: String { tool }
  }

  static let calls = [
    Call(tool: "get_workspace", arguments: [:], statements: 17),
    // Two say how many more match that are closed, subtasks or archived.
    Call(tool: "search_tasks", arguments: ["query": "plums", "limit": 20], statements: 13),
    // One shows in which Lists it stands besides its own.
    Call(tool: "get_task", arguments: ["task_id": "$task1"], statements: 15),
    Call(tool: "list_comments", arguments: ["task_id": "$task1"], statements: 10),
    Call(tool: "list_time_entries", arguments: [:], statements: 4),
    Call(tool: "get_custom_fields", arguments: ["list_id": "Inbox"], statements: 9),
    Call(tool: "get_operation", arguments: ["idempotency_key": "seeded-1"], statements: 7),
    Call(
      tool: "create_task", arguments: ["list_id": "Inbox", "name": ""], statements: 24, pages: 16),
    Call(
      tool: "update_task", arguments: ["task_id": "$task2", "name": ""], statements: 31, pages: 9),
    Call(
      tool: "post_comment", arguments: ["task_id": "$task3", "comment_text": "Seen"],
      statements: 27, pages: 10),
    Call(
      tool: "log_time", arguments: ["task_id": "$task4", "duration": "1h"], statements: 30,
      pages: 12),
    Call(
      tool: "set_custom_field",
      arguments: ["task_id": "$task5", "field_id": "$field", "value": "Ripe"], statements: 30,
      pages: 12),
    Call(tool: "get_agenda", arguments: [:], statements: 9),
    Call(tool: "get_workload", arguments: [:], statements: 14),
    Call(tool: "get_changes", arguments: ["since": "2026-11-20"], statements: 9),
  ]

  @Test(arguments: calls)
  func isNoMoreThanItWas(_ call: Call) throws {
    let work = try WorkRig().work(of: call.tool, call.arguments, isWrite: call.pages > 0)
    #expect(work.statements <= call.statements, "\(call.tool): \(work)")
    #expect(work.pagesWritten <= call.pages, "\(call.tool): \(work)")
  }

  @Test("A replay reads its row, and writes nothing")
  func replay() throws {
    let rig = try WorkRig()
    let before = try #require(rig.store.work)
    _ = try rig.answer(
      "create_task",
      [
        "list_id": "Inbox", "name": "Task number 7", "description": "About plums",
        "idempotency_key": "seeded-7",
      ])
    let work = try #require(rig.store.work) - before
    #expect(work.statements <= 4 && work.pagesWritten == 0, "\(work)")
  }

  @Test("Requests that came together share a commit, and look a key up once")
  func group() throws {
    let rig = try WorkRig()
    func create(_ keys: [String]) throws -> StoreWork {
      let before = try #require(rig.store.work)
      let (_, failure) = rig.tools.group {
        for key in keys {
          let arguments: JSONObject = [
            "list_id": "Inbox", "name": "Together", "idempotency_key": .string(key),
          ]
          _ = rig.tools.call(.init(name: "create_task", arguments: arguments))
        }
      }
      #expect(failure == nil)
      return try #require(rig.store.work) - before
    }
    _ = try create(["first-one"])
    let one = try create(["only-one"])
    let hundred = try create((0..<100).map { "together-\($0)" })
    // Each task that is indexed is asked once for its values, tags and checklists.
    #expect(hundred.statements <= 88 * one.statements, "\(one) \(hundred)")
    #expect(hundred.pagesWritten <= 15 * one.pagesWritten, "\(one) \(hundred)")
  }

  /// What a statement may go through from its beginning to its end: it holds little, or is asked
  /// for all of it.
  static let small = [
    "json_each", "VIRTUAL TABLE", "CONSTANT ROW", "search_changes", "hierarchy_mark", "(subquery",
    "schema_migrations", "authorized_user", "SCAN fields", "SCAN statuses", "SCAN sqlite_schema",
    "SCAN workspaces",
  ]
  /// Members that are all asked for, and what a query has found itself.
  static let named: Set = ["SCAN m", "SCAN named", "SCAN b", "SCAN below"]

  @Test("No core tool reads a table from its beginning to its end")
  func plans() throws {
    let rig = try WorkRig()
    for call in Self.calls {
      _ = try rig.work(of: call.tool, call.arguments, isWrite: call.pages > 0)
    }
    let scans = try rig.store.read { connection throws(SQLiteError) in
      var scans: [String] = []
      for text in connection.preparedTexts
      where ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(where: text.hasPrefix)
        // What only the rig does.
        && !text.hasPrefix("INSERT INTO users")
      {
        let steps = try connection.rows("EXPLAIN QUERY PLAN " + text) { $0.text(3) }
        // The newest of a table is one step from its end.
        for step in steps
        where step.hasPrefix("SCAN") && !text.hasSuffix("DESC LIMIT 1")
          && !Self.named.contains(step) && !Self.small.contains(where: step.contains)
        {
          scans.append("\(step): \(text)")
        }
      }
      return scans
    }
    #expect(scans == [])
  }
}
