import APICore
import JSON
import SQLite
import Testing

/// Every row of what a store holds of a Workspace, but for what moves on with every write.
struct StoreRows {
  /// Each as a JSON object, by table.
  private let rows: [String: Set<String>]
  /// What is called so, by its ID.
  private let names: [String: String]
  private let keys: [String: [String]]

  private static let alwaysMoving: Set = ["date_updated", "changed"]
  /// Says the same as other columns, or when and in which order something was made.
  private static let unsaid: Set = [
    "blocks", "color", "date", "date_created", "orderindex", "position", "row_id", "source",
    "foreground", "background", "workspace_id", "words", "number", "features",
  ]

  init(of store: Store) throws {
    (rows, names, keys) = try store.read { connection throws(SQLiteError) in
      let tables = try connection.rows(
        """
        SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'ledger_%'
          AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%search%'
          AND name NOT IN ('imported', 'hierarchy_mark', 'schema_migrations', 'task_counts')
        """
      ) { $0.text(0) }
      var rows: [String: Set<String>] = [:]
      var keys: [String: [String]] = [:]
      for table in tables {
        let columns = try connection.rows(
          "SELECT name, pk FROM pragma_table_info(?)", [.text(table)]
        ) { ($0.text(0), $0.bool(1)) }
        keys[table] = columns.filter(\.1).map(\.0)
        let members = columns.map(\.0).filter { !Self.alwaysMoving.contains($0) }
          .map { "'\($0)', \"\($0)\"" }.joined(separator: ", ")
        rows[table] = Set(
          try connection.rows("SELECT json_object(\(members)) FROM \"\(table)\"") { $0.text(0) })
      }
      let names = try connection.rows(
        """
        SELECT id, name FROM tasks UNION ALL SELECT id, username FROM users
          UNION ALL SELECT id, name FROM lists UNION ALL SELECT id, name FROM spaces
          UNION ALL SELECT id, name FROM folders UNION ALL SELECT id, status FROM statuses
          UNION ALL SELECT id, name FROM fields UNION ALL SELECT id, comment_text FROM comments
          UNION ALL SELECT json_extract(o.value, '$.id'),
              coalesce(json_extract(o.value, '$.name'), json_extract(o.value, '$.label'))
            FROM fields f, json_each(f.type_config, '$.options') o
        """
      ) { ($0.text(0), $0.text(1)) }
      return (rows, Dictionary(names, uniquingKeysWith: { first, _ in first }), keys)
    }
  }

  /// The ID of what is called so; nil where several are, or none is.
  func id(ofTask name: String) throws -> String? {
    let tasks = try (rows["tasks"] ?? []).map { try JSONValue.parse($0) }
      .filter { $0["name"]?.string == name }
    return tasks.count == 1 ? tasks[0]["id"]?.string : nil
  }

  func id(ofComment text: String) throws -> String? {
    let comments = try (rows["comments"] ?? []).map { try JSONValue.parse($0) }
      .filter { $0["comment_text"]?.string == text }
    return comments.count == 1 ? comments[0]["id"]?.identifier : nil
  }

  var taskCount: Int { rows["tasks"]?.count ?? 0 }

  /// What is another here than in `other`, a line each: `+` a new row, `-` one that is gone, `~`
  /// one that changed.
  func changes(since other: StoreRows) throws -> [String] {
    var lines: [String] = []
    let names = names.merging(other.names) { now, _ in now }
    for (table, now) in rows {
      let then = other.rows[table] ?? []
      if now == then { continue }
      let parse = { (texts: Set<String>) in
        try texts.map { (key: try key(of: $0, table), row: try JSONValue.parse($0)) }
      }
      let new = try parse(now.subtracting(then))
      let old = Dictionary(
        uniqueKeysWithValues: try parse(then.subtracting(now)).map { ($0.key, $0.row) })
      for (key, row) in new {
        if let before = old[key] {
          lines.append("~ \(table) \(Self.change(from: before, to: row, names))")
        } else {
          lines.append("+ \(table) \(Self.words(row, names))")
        }
      }
      let kept = Set(new.map(\.key))
      for (key, row) in old where !kept.contains(key) {
        lines.append("- \(table) \(Self.words(row, names))")
      }
    }
    return lines.sorted()
  }

  private func key(of text: String, _ table: String) throws -> String {
    let row = try JSONValue.parse(text)
    let key = (keys[table] ?? []).map { row[$0]?.canonicalString ?? "" }
    return key.isEmpty ? text : key.joined(separator: "/")
  }

  private static func words(_ row: JSONValue, _ names: [String: String]) -> String {
    (row.object ?? [:]).sorted { $0.key < $1.key }.compactMap { column, value in
      let isEmpty = value.isNull || value == 0 || value == ""
      guard !isEmpty, !unsaid.contains(column), column != "id" else { return nil }
      return "\(column)=\(word(value, names))"
    }.joined(separator: ", ")
  }

  private static func change(
    from old: JSONValue, to new: JSONValue, _ names: [String: String]
  ) -> String {
    let changed = (new.object ?? [:]).sorted { $0.key < $1.key }
      .filter { old[$0.key] != $0.value && !unsaid.contains($0.key) }
      .map { "\($0.key) \(word(old[$0.key] ?? .null, names)) → \(word($0.value, names))" }
    let whose = old["name"] ?? old["task_id"] ?? old["id"] ?? .null
    return "\(word(whose, names)): \(changed.joined(separator: ", "))"
  }

  /// A time as it is in Greenwich, what has a name by that.
  private static func word(_ value: JSONValue, _ names: [String: String]) -> String {
    if let number = value.integer, number > 1_500_000_000_000, number < 2_500_000_000_000 {
      return String(Milliseconds(number).iso8601.prefix(16))
    }
    let text = (value.string ?? value.canonicalString).replacing("\"", with: "")
    return names[text].map { "“\($0)”" } ?? text
  }
}
