import APICore
import JSON
import SQLite
import Testing

@testable import Tools

/// Everything that a world holds: what the service answers, and the rows themselves.
struct WorldSnapshot: Equatable {
  /// Each answer of a set of reads, by the read.
  var answers: JSONObject = [:]
  /// Each row as text, by table.
  var rows: [String: [String]] = [:]

  /// What honestly moves on with every write; nothing else may.
  static let alwaysMoving: Set = ["date_updated", "changed", "at"]

  /// - Parameter moving: columns and members that are not compared, for what a tool says is lost.
  init(of world: ExampleWorld, moving: Set<String> = []) throws {
    let moving = moving.union(Self.alwaysMoving)
    rows = try Self.rows(of: world.store, without: moving)
    answers = try Self.answers(of: world).mapValues { Self.without(moving, $0) }
  }

  // MARK: Rows

  static func rows(
    of store: Store, without moving: Set<String>
  ) throws -> [String: [String]] {
    try store.read { connection throws(SQLiteError) in
      // The ledger goes on by design, and so does when what was last told of a thing: only an import
      // asks, and what was undone did happen since. The text index's shadow tables are its own.
      let tables = try connection.rows(
        """
        SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'ledger_%'
          AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%search%'
          AND name NOT IN ('imported', 'hierarchy_mark')
        """
      ) { $0.text(0) }
      var rows: [String: [String]] = [:]
      for table in tables {
        let columns = try connection.rows("SELECT name FROM pragma_table_info(?)", [.text(table)]) {
          $0.text(0)
        }.filter { !moving.contains($0) }
        let texts = columns.map { "'\($0)=' || quote(\"\($0)\")" }.joined(separator: " || ', ' || ")
        rows[table] = try connection.rows("SELECT \(texts) FROM \"\(table)\" ORDER BY 1") {
          $0.text(0)
        }
      }
      return rows
    }
  }

  // MARK: Answers

  private static func answers(of world: ExampleWorld) throws -> JSONObject {
    var answers: JSONObject = [:]
    func read(_ route: Route, _ path: [String: String], _ query: [String: [String]] = [:]) throws
      -> JSONValue
    {
      let answer = try world.backend.read(ReadRequest(route, path: path, query: query))
      answers["\(route) \(path.values.sorted()) \(query.keys.sorted())"] = answer
      return answer
    }
    let team = try world.id("workspace")
    _ = try read(.getTimeEntries, ["team_Id": team], ["start_date": ["0"]])
    for archived in ["false", "true"] {
      let query = ["archived": [archived]]
      for space in ids(try read(.getSpaces, ["team_id": team], query), "spaces") {
        _ = try read(.getSpaceTags, ["space_id": space])
        _ = try read(.getSpaceFields, ["space_id": space])
        _ = try read(.getSpaceLists, ["space_id": space], query)
        for folder in ids(try read(.getFolders, ["space_id": space], query), "folders") {
          _ = try read(.getFolderLists, ["folder_id": folder], query)
        }
      }
      let tasks = try read(
        .getTeamTasks, ["team_Id": team],
        query.merging(["include_closed": ["true"], "subtasks": ["true"]]) { $1 })
      for task in ids(tasks, "tasks") {
        _ = try read(
          .getTask, ["task_id": task],
          ["include_markdown_description": ["true"], "include_subtasks": ["true"]])
        _ = try read(.getTaskComments, ["task_id": task])
      }
    }
    return answers
  }

  private static func ids(_ page: JSONValue, _ name: String) -> [String] {
    (page[name]?.array ?? []).compactMap { $0["id"]?.identifier }
  }

  private static func without(_ moving: Set<String>, _ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(
        members.filter { !moving.contains($0.key) }.mapValues { without(moving, $0) })
    case .array(let elements): .array(elements.map { without(moving, $0) })
    default: value
    }
  }

  /// What is another here than in `other`, for a message.
  func differences(from other: WorldSnapshot) -> [String] {
    let tables = Set(rows.keys).union(other.rows.keys).filter { rows[$0] != other.rows[$0] }
    let reads = Set(answers.keys).union(other.answers.keys).filter {
      answers[$0] != other.answers[$0]
    }
    return tables.sorted().map { table in
      let (now, then) = (Set(rows[table] ?? []), Set(other.rows[table] ?? []))
      return "\(table): + \(now.subtracting(then).sorted()) - \(then.subtracting(now).sorted())"
    } + reads.sorted()
  }
}

extension ExampleWorld {
  /// A change that does not come from an agent.
  @discardableResult
  func change(
    _ route: Route, _ path: [String: String], _ body: JSONValue = [:],
    query: [String: [String]] = [:]
  ) throws -> JSONValue {
    let request = WriteRequest(route, path: path, query: query, body: .json(body))
    return try store.write { transaction throws(APIError) in
      try self.backend.write(request, in: transaction)
    }
  }

  /// Runs one write and gives the ID of its operation.
  func operation(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let answer = try answer(tool, try filled(arguments))
    return try #require(answer["operation"]?["operation_id"], "\(answer)")
  }

  func undo(_ operation: JSONValue) throws -> JSONValue {
    try answer("undo_operation", ["operation_id": operation])
  }
}
