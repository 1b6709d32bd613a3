import APICore
import JSON
import SQLite
import TestSupport
import Testing

@testable import EmbeddedBackend

/// Tasks that the text index does not hold yet are found all the same.
@Suite struct UnindexedTests {
  private func waiting(in workspace: PartsWorkspace) throws -> Int64? {
    try workspace.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT count(*) FROM search_changes") { $0.integer(0) }
    }
  }

  private func index(_ workspace: PartsWorkspace) throws {
    try workspace.store.write { transaction throws(SQLiteError) in
      try SearchIndex.bringUpToDate(on: transaction.connection)
    }
  }

  @Test func theIndexIsBroughtUpToDateAfterASearchThatFoundItBehind() throws {
    let workspace = try PartsWorkspace()
    _ = try workspace.task("Plums")
    #expect(try workspace.names("") == ["Plums"])
    workspace.backend.indexWhatSearchesMissed()
    #expect(try waiting(in: workspace) == 1, "nobody missed it")
    #expect(try workspace.names("plums") == ["Plums"])
    #expect(try waiting(in: workspace) == 1, "a search writes nothing itself")
    workspace.backend.indexWhatSearchesMissed()
    #expect(try waiting(in: workspace) == 0)
    #expect(try workspace.names("plums") == ["Plums"])
  }

  @Test func enoughChangesAreIndexedWithTheWriteThatMakesThemEnough() throws {
    let workspace = try PartsWorkspace()
    for index in 1..<SearchIndex.batch { _ = try workspace.task("Task \(index)") }
    #expect(try waiting(in: workspace) == SearchIndex.batch - 1)
    _ = try workspace.task("The last one")
    #expect(try waiting(in: workspace) == 0)
  }

  @Test func whatIsSearchedWithinAGroupOrAWriteIsUpToDate() throws {
    let workspace = try PartsWorkspace()
    workspace.store.beginGroup()
    let task = try workspace.task("Plums")
    #expect(try workspace.names("plums") == ["Plums"])
    try workspace.write(.updateTask, ["task_id": task], body: ["name": "Pears"])
    #expect(try workspace.names("plums") == [])
    try workspace.store.endGroup()
    #expect(try workspace.names("pears") == ["Pears"])
  }

  /// Whatever was written, and however much of it is indexed.
  @Test func theSameIsFound() throws {
    let workspace = try PartsWorkspace()
    let dice = SeededIDSource(seed: 11)
    func number(_ bound: Int) -> Int { Int(dice.next() % UInt64(bound)) }
    let words = ["Straße", "отчёт", "plan", "planet", "🚀", "出張の準備", "c++", "foo-bar", "ΟΔΟΣ"]
    func text() -> String {
      (0...number(3)).map { _ in words[number(words.count)] }.joined(separator: " ")
    }
    var tasks = [try workspace.task("plan")]
    let field = try #require(try workspace.field("text")["id"]?.string)
    let searches =
      words + [
        "pla", "strasse οδοσ", "🚀 plan", "plan", "foo", "bar", "missing", "出張", "AB-1", "ab-2 plan",
      ]
    var compared = 0
    for step in 0..<120 {
      let task = tasks[number(tasks.count)]
      switch number(8) {
      case 0, 1: tasks.append(try workspace.task(text(), ["description": .string(text())]))
      case 2: try workspace.write(.updateTask, ["task_id": task], body: ["name": .string(text())])
      case 3:
        try workspace.write(
          .createTaskComment, ["task_id": task],
          body: ["comment_text": .string(text()), "notify_all": false])
      case 4 where tasks.count > 3:
        try workspace.write(.deleteTask, ["task_id": tasks.remove(at: number(tasks.count))])
      case 5:
        try workspace.store.write { transaction throws(SQLiteError) in
          try transaction.connection.execute(
            "UPDATE OR IGNORE tasks SET custom_id = 'AB-\(step % 4)' WHERE id = '\(task)'")
        }
      case 6:
        try workspace.write(
          .setFieldValue, ["task_id": task, "field_id": field], body: ["value": .string(text())])
      default: try index(workspace)
      }
      guard step % 6 == 0, try waiting(in: workspace) ?? 0 > 0 else { continue }
      let orders: [TaskQuery.Order?] = [nil, .created, .id]
      func found() throws -> [[[String]]] {
        try searches.map { search in
          try orders.map { order in
            var query = TaskQuery(workspaceID: workspace.workspaceID)
            query.text = search
            query.limit = 100
            query.order = order
            query.includesSubtasks = true
            let ids = try workspace.backend.search(query).tasks.compactMap { $0["id"]?.string }
            // By relevance those that are not indexed stand first: only which they are is the same.
            return order == nil ? ids.sorted() : ids
          }
        }
      }
      let unindexed = try found()
      try index(workspace)
      #expect(try unindexed == found(), "step \(step)")
      compared += unindexed.joined().joined().count
    }
    #expect(compared > 500)
  }

  @Test func aTaskIsCalledWhatItIsCalledNow() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Plums")
    func named(_ name: String) throws -> [String?] {
      var query = TaskQuery(workspaceID: workspace.workspaceID)
      query.name = name
      return try workspace.backend.search(query).tasks.map { $0["name"]?.string }
    }
    #expect(try named("PLUMS") == ["Plums"])
    try index(workspace)
    #expect(try named("PLUMS") == ["Plums"])
    try workspace.write(.updateTask, ["task_id": task], body: ["name": "Ripe pears"])
    for _ in 1...2 {
      #expect(try named("plums") == [] && named("ripe") == [])
      #expect(try named(" ripe  PEARS ") == ["Ripe pears"])
      try index(workspace)
    }
  }

  @Test func pagesByRelevanceHoldEachOnce() throws {
    let workspace = try PartsWorkspace()
    for index in 1...6 { _ = try workspace.task("Plan \(index)") }
    try index(workspace)
    for index in 7...12 { _ = try workspace.task("Plan \(index)") }
    _ = try workspace.task("Plan")
    var seen: [String] = []
    for offset in stride(from: 0, to: 20, by: 5) {
      var query = TaskQuery(workspaceID: workspace.workspaceID)
      query.text = "plan"
      (query.limit, query.offset) = (5, offset)
      let page = try workspace.backend.search(query)
      seen += page.tasks.compactMap { $0["name"]?.string }
      #expect(page.hasMore == (offset < 10))
    }
    #expect(seen.first == "Plan")
    #expect(seen.count == 13 && Set(seen).count == 13)
  }

  @Test func anotherWriterIsNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store.db"
    let writing = TestWorkspace(path: path)
    let id = try #require(try writing.number("SELECT id FROM workspaces"))
    let list = try writing.inbox()
    try writing.send(.createTask, ["list_id": list], ["name": "Plums"])
    let searching = TestWorkspace(path: path)
    var query = TaskQuery(workspaceID: String(id))
    query.text = "plums"
    let found = try writing.store.write { _ throws(APIError) in
      let found = try searching.backend.search(query).tasks.compactMap { $0["name"]?.string }
      searching.backend.indexWhatSearchesMissed()
      return found
    }
    #expect(found == ["Plums"])
    #expect(try writing.number("SELECT count(*) FROM search_changes") == 1)
  }
}
