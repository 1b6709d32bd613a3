import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// What is kept of the hierarchy is never older than the store.
@Suite struct WorkspaceMemoryTests {
  private struct Undone: StoreFailing {
    init() {}
    init(store failure: SQLiteError) { Issue.record("\(failure)") }
  }

  let workspace = TestWorkspace()

  private func listName(_ id: String) throws -> String? {
    let request = ReadRequest(.getList, path: ["list_id": id], parts: [])
    return try workspace.backend.read(request)["name"]?.string
  }

  private func rename(_ id: String, _ name: String, _ connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      "UPDATE lists SET name = ? WHERE id = CAST(? AS INTEGER)", [.text(name), .text(id)])
  }

  @Test func aChangeIsSeenWhoeverMakesIt() throws {
    let id = try workspace.inbox()
    #expect(try listName(id) == "Inbox")
    try workspace.store.write { transaction throws(SQLiteError) in
      try rename(id, "Outbox", transaction.connection)
    }
    #expect(try listName(id) == "Outbox")
  }

  @Test func whatIsUndoneIsForgottenAgain() throws {
    let id = try workspace.inbox()
    #expect(try listName(id) == "Inbox")
    let request = ReadRequest(.getList, path: ["list_id": id], parts: [])
    for isGrouped in [false, true] {
      if isGrouped { workspace.store.beginGroup() }
      let seen = #expect(throws: Undone.self) {
        try workspace.store.write { transaction throws(Undone) -> String in
          do {
            try rename(id, "Never", transaction.connection)
            let seen = try workspace.backend.read(request, in: transaction)["name"]
            #expect(seen == "Never")
          } catch { Issue.record("\(error)") }
          throw Undone()
        }
      }
      #expect(seen != nil)
      #expect(try listName(id) == "Inbox")
      if isGrouped { try workspace.store.endGroup() }
    }
  }

  /// A table of which something is kept, and how a row of it is changed.
  static let changes = [
    "UPDATE users SET username = 'New'", "UPDATE authorized_user SET user_id = user_id",
    "UPDATE workspaces SET name = 'New'", "DELETE FROM workspace_members",
    "UPDATE spaces SET name = 'New'", "UPDATE folders SET name = 'New'",
    "UPDATE lists SET name = 'New'", "UPDATE statuses SET color = '#000000'",
    "INSERT INTO fields VALUES('f', (SELECT id FROM workspaces), 'n', 'text', '{}', 0, 0, 1)",
    "INSERT INTO workspace_identities SELECT w.id, u.id FROM workspaces w, users u",
  ]

  @Test(arguments: changes)
  func eachTableMovesTheMark(_ change: String) throws {
    let mark = try workspace.number("SELECT mark FROM hierarchy_mark")
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(change)
    }
    #expect(try workspace.number("SELECT mark FROM hierarchy_mark") != mark)
  }

  @Test func tasksDoNotMoveTheMark() throws {
    let mark = try workspace.number("SELECT mark FROM hierarchy_mark")
    try workspace.send(.createTask, ["list_id": try workspace.inbox()], ["name": "Task"])
    #expect(try workspace.number("SELECT mark FROM hierarchy_mark") == mark)
  }

  // MARK: Names

  private func lists(_ name: String) throws -> [String] {
    let id = try #require(try workspace.number("SELECT id FROM workspaces"))
    return try #require(
      try workspace.backend.lists(named: ListName.keys(endingPath: name), in: String(id))
    ).map(\.path)
  }

  @Test func aListIsFoundByItsFoldedName() throws {
    let space = try #require(try workspace.number("SELECT id FROM spaces"))
    let path = ["space_id": String(space)]
    try workspace.send(.createSpaceList, path, ["name": "Résumés"])
    try workspace.send(.createSpaceList, path, ["name": "Q1/Q2"])
    #expect(try lists("resumes") == ["Team Space / Résumés"])
    #expect(try lists("Team Space / RÉSUMÉS") == ["Team Space / Résumés"])
    #expect(try lists("q1 / q2") == ["Team Space / Q1/Q2"])
    #expect(try lists("nothing") == [])
    #expect(try workspace.number("SELECT count(*) FROM lists WHERE folded_name IS NULL") == 0)
  }

  @Test func aNameThatWasNotFoldedYetIsFound() throws {
    let id = try workspace.inbox()
    try workspace.store.write { transaction throws(SQLiteError) in
      try rename(id, "Ángebot", transaction.connection)
    }
    #expect(try workspace.number("SELECT count(*) FROM lists WHERE folded_name IS NULL") == 1)
    #expect(try lists("angebot") == ["Team Space / Ángebot"])
    #expect(try lists("Inbox") == [])
  }

  @Test func archivedOnesAreNotFound() throws {
    #expect(try lists("Inbox") == ["Team Space / Inbox"])
    try workspace.send(
      .updateList, ["list_id": try workspace.inbox()], ["archived": true])
    #expect(try lists("Inbox") == [])
  }

  @Test func namesAreFoundInTheIndex() throws {
    let steps = try workspace.store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        EXPLAIN QUERY PLAN SELECT l.id FROM lists l
        WHERE l.folded_name IN ('a', 'b') OR l.folded_name IS NULL
        """
      ) { $0.text(3) }
    }
    #expect(steps.contains { $0.contains("lists_by_folded_name") }, "\(steps)")
  }
}
