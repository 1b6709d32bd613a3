import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

@Suite struct SearchMatchTests {
  @Test(
    arguments: [
      ("ship release", #""ship"* AND "release"*"#), ("foo-bar", #""foo bar"*"#), ("c++", #""c""#),
      (#"say "hi""#, #""say"* AND "hi"*"#), ("🚀 ОТЧЁТ", #""отчет"*"#), ("出張 --", nil), ("", nil),
      ("name:x OR (NOT y*", #""name x" AND "or"* AND "not"* AND "y""#),
    ] as [(String, String?)])
  func wordsBecomeOneExpression(text: String, match: String?) {
    #expect(SearchWords(text).match == match)
  }
}

@Suite struct TaskSearchTests {
  @Test(arguments: [
    "foo-bar", "c++", "\"", "\"\"", "'", "*", "(", ")", "a OR", "NEAR(", "name:", "^", "-", "\0",
    "🚀", "{a b}:", "AND", "%", "_", "\\", "x\0\"y", "ａｂｃ", "\u{200B}", "e\u{301}",
  ])
  func noTextIsASyntaxError(text: String) throws {
    let workspace = try PartsWorkspace()
    _ = try workspace.task("Anything")
    #expect(try workspace.names(text).count <= 1)
  }

  @Test func wordsAreFoundInNameDescriptionAndComments() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Zürich trip", ["description": "Book the hotel"])
    _ = try workspace.task("Other")
    try workspace.write(
      .createTaskComment, ["task_id": task],
      body: ["comment_text": "Ask Grace about Straße", "notify_all": false])
    for text in ["zurich", "ZÜRICH", "hot", "grace", "zur hotel gra", "straße"] {
      #expect(try workspace.names(text) == ["Zürich trip"], "\(text)")
    }
    #expect(try workspace.names("zurich missing") == [])
  }

  private func comment(_ text: String, on task: String, _ workspace: PartsWorkspace) throws
    -> String
  {
    let comment = try workspace.write(
      .createTaskComment, ["task_id": task],
      body: ["comment_text": .string(text), "notify_all": false])
    return try #require(comment["id"]?.identifier)
  }

  /// 20 comments of 100,000 letters took seconds with every new name.
  @Test func onlyWhatChangedIsFolded() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Name", ["description": "Hotel"])
    for _ in 1...20 {
      _ = try comment(String(repeating: "é", count: 5_000), on: task, workspace)
    }
    try index(workspace)
    /// How many letters are folded where these statements are what a transaction did.
    func folded(_ statement: String) throws -> Int {
      try workspace.store.write { transaction throws(SQLiteError) in
        try transaction.connection.execute(statement)
        var count = 0
        try SearchIndex.bringUpToDate(on: transaction.connection) { text in
          count += text.count
          return TextFold.fold(text)
        }
        return count
      }
    }
    let isTask = "WHERE id = '\(task)'"
    #expect(try folded("UPDATE tasks SET name = 'Other' \(isTask)") == "Other".count + 5)
    #expect(try folded("UPDATE tasks SET date_updated = date_updated + 1 \(isTask)") == 0)
    #expect(try folded("UPDATE tasks SET custom_id = 'DEV-1' \(isTask)") == 0)
    let insert = """
      INSERT INTO comments(id, task_id, user_id, blocks, comment_text, date)
      SELECT 987654321, task_id, user_id, blocks, 'Straße', date FROM comments LIMIT 1
      """
    #expect(try folded(insert) == "Straße".count)
    #expect(try folded("UPDATE comments SET resolved = 1 WHERE id = 987654321") == 0)
    #expect(try workspace.names("other hotel strasse") == ["Other"])
    #expect(try workspace.names("DEV-1") == ["Other"])
  }

  /// Whatever the writes were, the index is what it would be if it were made anew.
  @Test func theIndexIsThatOfAllTexts() throws {
    let workspace = try PartsWorkspace()
    let dice = SeededIDSource(seed: 7)
    let words = ["Straße", "отчёт", "e\u{301}", "ΟΔΟΣ", "\u{301}a", "한글", "a\nb", "ﬁn", ""]
    var tasks = [try workspace.task("First"), try workspace.task("Second")]
    var comments: [String] = []
    let field = try #require(try workspace.field("text")["id"]?.string)
    func word() -> String { words[Int(dice.next() % UInt64(words.count))] }
    for step in 0..<150 {
      let task = tasks[Int(dice.next() % UInt64(tasks.count))]
      switch dice.next() % 11 {
      case 0, 1, 2: comments.append(try comment("c\(step) \(word())", on: task, workspace))
      case 3:
        try workspace.write(
          .updateTask, ["task_id": task], body: ["name": .string("n\(step) \(word())")])
      case 4:
        try workspace.write(
          .updateTask, ["task_id": task], body: ["description": .string("d\(step) \(word())")])
      case 5: if let id = comments.popLast() { try edit(id, "e\(step) \(word())", workspace) }
      case 6 where !comments.isEmpty:
        let id = comments.removeFirst()
        try workspace.store.write { transaction throws(SQLiteError) in
          try transaction.connection.execute("DELETE FROM comments WHERE id = \(id)")
        }
      case 7, 8:
        try workspace.write(
          .setFieldValue, ["task_id": task, "field_id": field],
          body: ["value": .string("v\(step) \(word())")])
      case 9: try workspace.write(.removeFieldValue, ["task_id": task, "field_id": field])
      default: tasks.append(try workspace.task("t\(step) \(word())"))
      }
      // After each, or after some together.
      if dice.next() % 3 == 0 { try index(workspace) }
    }
    try index(workspace)
    let standing = try indexed(workspace)
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "INSERT OR IGNORE INTO search_changes SELECT row_id, 0 FROM tasks")
    }
    try index(workspace)
    #expect(try indexed(workspace) == standing)
    #expect(standing.count == tasks.count)
  }

  private func index(_ workspace: PartsWorkspace) throws {
    try workspace.store.write { transaction throws(SQLiteError) in
      try SearchIndex.bringUpToDate(on: transaction.connection)
    }
  }

  private func edit(_ comment: String, _ text: String, _ workspace: PartsWorkspace) throws {
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE comments SET comment_text = ? WHERE id = \(comment)", [.text(text)])
    }
  }

  /// What stands in the index of each task; of the comments the lines, in no order.
  private func indexed(_ workspace: PartsWorkspace) throws -> [[String]] {
    try workspace.store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT w.name, description, comments, sides FROM search_texts w
        JOIN search_titles n ON n.row_id = w.rowid AND n.name = w.name ORDER BY w.rowid
        """
      ) { row in
        [row.text(0), row.text(1), row.text(3)]
          + row.text(2).split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
          .sorted()
      }
    }
  }

  @Test func theIndexFollowsEveryChange() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("First name")
    try workspace.write(.updateTask, ["task_id": task], body: ["name": "Second name"])
    #expect(try workspace.names("first") == [])
    #expect(try workspace.names("second") == ["Second name"])
    try workspace.write(
      .createTaskComment, ["task_id": task],
      body: ["comment_text": "banana", "notify_all": false])
    try index(workspace)
    try workspace.write(.deleteTask, ["task_id": task])
    try index(workspace)
    let left = try workspace.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT count(*) FROM search_texts") { $0.integer(0) }
    }
    #expect(left == 0)
    // The row that the task had is taken by the next one.
    _ = try workspace.task("Third name")
    #expect(try workspace.names("banana") == [])
    #expect(try workspace.names("name") == ["Third name"])
  }

  @Test func anIDOrAnExactNameComesFirst() throws {
    let workspace = try PartsWorkspace()
    let first = try workspace.task("Deploy")
    for index in 1...5 {
      _ = try workspace.task("Deploy deploy \(index)", ["description": "deploy deploy"])
    }
    #expect(try workspace.names("deploy").first == "Deploy")
    #expect(try workspace.names("DEPLOY").count == 6)
    for text in [first, "#\(first)", "https://app.clickup.com/t/\(first)"] {
      #expect(try workspace.names(text).first == "Deploy", "\(text)")
    }
  }

  @Test func theExactNameComesBeforeOthersThatFoldToIt() throws {
    let workspace = try PartsWorkspace()
    for name in ["Отчет", "Отчёт", "отчёт", "Отчёт о другом"] { _ = try workspace.task(name) }
    for name in ["Отчет", "Отчёт", "отчёт"] {
      let names = try workspace.names(name)
      #expect(names.first == name)
      #expect(names.last == "Отчёт о другом")
    }
    try workspace.write(
      .updateTask, ["task_id": workspace.task("Räume")], body: ["name": "Träume"])
    #expect(try workspace.names("raume") == [])
    #expect(try workspace.names("TRAUME") == ["Träume"])
  }

  @Test func aCustomIDCountsAsAWhole() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Mend the door")
    _ = try workspace.task("Other door")
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE tasks SET custom_id = 'DEV-12' WHERE id = ?", [.text(task)])
    }
    let whole = [
      "DEV-12", "dev-12", "#DEV-12", "https://app.clickup.com/t/9/DEV-12", "DEV-12 door",
      "mend DEV-12", "(dev-12),", "DEV–12", "https://app.clickup.com/t/9/dev-12?comment=1",
    ]
    for text in whole { #expect(try workspace.names(text) == ["Mend the door"], "\(text)") }
    for text in ["DEV", "DEV-1", "DEV-123", "12", "DEV 12", "DEV-12 other"] {
      #expect(try workspace.names(text) == [], "\(text)")
    }
    try workspace.write(.updateTask, ["task_id": task], body: ["status": "complete"])
    #expect(try workspace.names("DEV-12") == ["Mend the door"])
    #expect(try workspace.names("DEV-12 door") == [])
  }

  private func setCustomID(_ id: String, of task: String, _ workspace: PartsWorkspace) throws {
    try workspace.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE tasks SET custom_id = ? WHERE id = ?", [.text(id), .text(task)])
    }
  }

  /// The trigger leaves an ID to be folded with the index; it is found before and after.
  @Test func aCustomIDIsFoundHoweverItIsSpelled() throws {
    let workspace = try PartsWorkspace()
    let task = try workspace.task("Size")
    try setCustomID("Größe-7", of: task, workspace)
    func isFound(_ id: String) throws -> Bool {
      guard try workspace.names(id) == ["Size"] else { return false }
      let named = try workspace.read(
        .getTask, ["task_id": id],
        query: ["custom_task_ids": ["true"], "team_id": [workspace.workspaceID]])
      return named["id"] == .string(task)
    }
    for isFolded in [false, true] {
      if isFolded { try index(workspace) }
      for id in ["Größe-7", "größe-7", "grosse-7", "GRÖSSE-7", "GROSSE-7"] {
        #expect(try isFound(id), "\(id)")
      }
      #expect(try workspace.names("grosse-8") == [])
    }
    let unfolded = try workspace.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT count(*) FROM search_ids WHERE folded IS NULL") { $0.integer(0) }
    }
    #expect(unfolded == 0)
    try setCustomID("Size-7", of: task, workspace)
    #expect(try workspace.names("grosse-7") == [])
    #expect(try workspace.names("SIZE-7") == ["Size"])
    try index(workspace)
    try workspace.write(.deleteTask, ["task_id": task])
    try index(workspace)
    let left = try workspace.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT count(*) FROM search_ids") { $0.integer(0) }
    }
    #expect(left == 0)
  }

  @Test func customIDsThatFoldAlikeAreToldApart() throws {
    let workspace = try PartsWorkspace()
    let tasks = [try workspace.task("Upper"), try workspace.task("Lower")]
    try setCustomID("DEV-1", of: tasks[0], workspace)
    try setCustomID("Dev-1", of: tasks[1], workspace)
    func named(_ id: String) throws(APIError) -> JSONValue {
      try workspace.backend.read(
        ReadRequest(
          .getTask, path: ["task_id": id],
          query: ["custom_task_ids": ["true"], "team_id": [workspace.workspaceID]]))
    }
    #expect(try named("DEV-1")["id"] == .string(tasks[0]))
    #expect(try named("Dev-1")["id"] == .string(tasks[1]))
    let error = refusal { () throws(APIError) in _ = try named("dev-1") }
    #expect(error?.message.contains("may mean 2 tasks") == true)
    #expect(try workspace.names("Dev-1") == ["Lower", "Upper"])
    #expect(try Set(workspace.names("dev-1")) == ["Lower", "Upper"])
  }

  /// 100,000 tasks are not gone through for one.
  @Test func aCustomIDIsFoundInAnIndex() throws {
    let steps = try PartsWorkspace().store.read { connection throws(SQLiteError) in
      try connection.rows("EXPLAIN QUERY PLAN \(CustomIDs.rows(folded: "?1"))", [.text("dev-1")]) {
        $0.text(3)
      }
    }
    let looks = steps.filter { $0.hasPrefix("SEARCH") }
    #expect(looks.count == 2 && looks.allSatisfy { $0.contains("INDEX search_ids_folded") })
    #expect(!steps.contains { $0.hasPrefix("SCAN") }, "\(steps)")
  }

  @Test func pagesNeitherRepeatNorLoseATask() throws {
    let workspace = try PartsWorkspace()
    for index in 1...7 { _ = try workspace.task(index == 3 ? "Ship" : "Ship \(index)") }
    var seen: [String] = []
    var offset = 0
    while true {
      var query = TaskQuery(workspaceID: workspace.workspaceID)
      query.text = "ship"
      query.limit = 2
      query.offset = offset
      let page = try workspace.backend.search(query)
      seen += page.tasks.compactMap { $0["name"]?.string }
      guard page.hasMore else { break }
      offset += 2
    }
    #expect(seen.first == "Ship")
    #expect(Set(seen).count == 7 && seen.count == 7)
  }

  @Test func beyondTheRankedOnesTheNewestComeFirst() throws {
    let workspace = try PartsWorkspace()
    let count = Int(TaskSearch.rankedAtMost) + 5
    _ = try workspace.task("Template")
    try workspace.store.write { transaction throws(SQLiteError) in
      for index in 1...count {
        try transaction.connection.execute(
          """
          INSERT INTO tasks(id, list_id, status_id, name, creator, date_created, date_updated)
          SELECT ?, list_id, status_id, ?, creator, date_created, date_updated
          FROM tasks WHERE name = 'Template'
          """, [.text("86x\(index)"), .text("Common \(index)")])
      }
      try SearchIndex.bringUpToDate(on: transaction.connection)
    }
    #expect(try workspace.names("common", limit: 2) == ["Common \(count)", "Common \(count - 1)"])
    #expect(try workspace.names("common \(count)", limit: 2) == ["Common \(count)"])
  }

  @Test func signsAndUnspacedScriptsAreFoundInTheTexts() throws {
    let workspace = try PartsWorkspace()
    _ = try workspace.task("🚀 launch")
    _ = try workspace.task("来週の出張の準備")
    #expect(try workspace.names("🚀") == ["🚀 launch"])
    #expect(try workspace.names("launch 🚀") == ["🚀 launch"])
    #expect(try workspace.names("出張") == ["来週の出張の準備"])
    #expect(try workspace.names("launch 出張") == [])
  }

  @Test func filtersAndOrdersApply() throws {
    let workspace = try PartsWorkspace()
    let a = try workspace.task("Report A", ["tags": ["red"], "due_date": 1_700_500_000_000])
    workspace.clock.advance(by: 1_000)
    let b = try workspace.task("Report B", ["due_date": 1_700_600_000_000])
    _ = try workspace.task("Report child", ["parent": .string(a)])
    var query = TaskQuery(workspaceID: workspace.workspaceID)
    query.text = "report"
    query.order = .created
    #expect(try workspace.backend.search(query).tasks.map { $0["id"] } == [.string(b), .string(a)])
    query.order = .dueDate
    query.isReversed = true
    #expect(try workspace.backend.search(query).tasks.map { $0["id"] } == [.string(a), .string(b)])
    query.tags = ["Red"]
    #expect(try workspace.backend.search(query).tasks.map { $0["id"] } == [.string(a)])
    query.tags = []
    query.includesSubtasks = true
    #expect(try workspace.backend.search(query).tasks.count == 3)
    query.text = nil
    #expect(try workspace.backend.search(query).tasks.count == 3)
    query.listIDs = ["Inbox"]
    let error = refusal { () throws(APIError) in _ = try workspace.backend.search(query) }
    #expect(error?.message == "`list_ids` must hold IDs, which are digits; `Inbox` is none")
  }
}

extension PartsWorkspace {
  /// The names of the tasks that `text` finds.
  func names(_ text: String, limit: Int = 100) throws -> [String] {
    var query = TaskQuery(workspaceID: workspaceID)
    query.text = text
    query.limit = limit
    return try backend.search(query).tasks.compactMap { $0["name"]?.string }
  }
}
