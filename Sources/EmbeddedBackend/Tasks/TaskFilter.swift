import APICore
import JSON
import SQLite

/// Which tasks are wanted: a condition on a table called `t` (tasks), with its values bound.
///
/// The routes and the search both build one, so that a filter means the same in each.
struct TaskFilter {
  private var conditions: [String] = []
  private(set) var values: [SQLValue] = []

  var whereClause: String { conditions.isEmpty ? "1" : conditions.joined(separator: " AND ") }

  /// Wants `condition` as well; its `?` stand for `values`, in order.
  mutating func require(_ condition: String, _ values: SQLValue...) {
    require(condition, values: values)
  }

  mutating func require(_ condition: String, values: [SQLValue]) {
    conditions.append(condition)
    self.values += values
  }

  mutating func limit(toWorkspace id: Int64) {
    require(
      """
      t.list_id IN (SELECT l.id FROM spaces p JOIN folders f ON f.space_id = p.id
        JOIN lists l ON l.folder_id = f.id WHERE p.workspace_id = ?)
      """, .integer(id))
  }

  /// In any of these; of none, no limit. So do the others.
  mutating func limit(toLists ids: [Int64]) {
    limit("t.list_id IN (SELECT value FROM json_each(?))", to: ids)
  }

  /// - Parameter besides: whether as well what stands in one of them besides its own List.
  mutating func limit(
    toLists ids: [Int64], orBesides besides: Bool, on connection: Connection
  ) throws(APIError) {
    let lists = SQLValue.set(ids.map(JSONValue.integer))
    // Most often nothing does, and to look for it beside each task takes as long again.
    guard besides, try Self.areUsedBesides(lists, on: connection) else {
      return limit(toLists: ids)
    }
    require(
      """
      t.row_id IN (SELECT row_id FROM tasks WHERE list_id IN (SELECT value FROM json_each(?))
        UNION ALL SELECT x.row_id FROM further_lists f JOIN tasks x ON x.id = f.task_id
        WHERE f.list_id IN (SELECT value FROM json_each(?)))
      """, lists, lists)
  }

  private static func areUsedBesides(
    _ lists: SQLValue, on connection: Connection
  ) throws(APIError) -> Bool {
    do throws(SQLiteError) {
      return try connection.row(
        """
        SELECT 1 FROM further_lists WHERE list_id IN (SELECT value FROM json_each(?)) LIMIT 1
        """, [lists]
      ) { _ in true } ?? false
    } catch {
      throw APIError(store: error)
    }
  }

  mutating func limit(toFolders ids: [Int64]) {
    limit(
      """
      t.list_id IN (SELECT id FROM lists
        WHERE folder_id IN (SELECT value FROM json_each(?)))
      """, to: ids)
  }

  mutating func limit(toSpaces ids: [Int64]) {
    limit(
      """
      t.list_id IN (SELECT l.id FROM folders f JOIN lists l ON l.folder_id = f.id
        WHERE f.space_id IN (SELECT value FROM json_each(?)))
      """, to: ids)
  }

  mutating func limit(toAssignees ids: [Int64]) {
    limit(
      """
      t.id IN (SELECT task_id FROM task_assignees
        WHERE user_id IN (SELECT value FROM json_each(?)))
      """, to: ids)
  }

  mutating func limit(toWatchers ids: [Int64]) {
    limit(
      """
      EXISTS (SELECT 1 FROM task_watchers w
        WHERE w.task_id = t.id AND w.user_id IN (SELECT value FROM json_each(?)))
      """, to: ids)
  }

  mutating func limit(toTypes ids: [Int64]) {
    limit("t.custom_item_id IN (SELECT value FROM json_each(?))", to: ids)
  }

  mutating func limit(toTags names: [String]) {
    guard !names.isEmpty else { return }
    require(
      "t.id IN (SELECT task_id FROM task_tags WHERE name IN (SELECT value FROM json_each(?)))",
      .set(names.map { .string(TagName.stored($0)) }))
  }

  /// Both bounds are exclusive.
  mutating func limit(
    _ column: DateColumn, after: Milliseconds?, before: Milliseconds?
  ) {
    if let after { require("t.\(column.rawValue) > ?", .integer(after.rawValue)) }
    if let before { require("t.\(column.rawValue) < ?", .integer(before.rawValue)) }
  }

  enum DateColumn: String, CaseIterable {
    case dueDate = "due_date"
    case created = "date_created"
    case updated = "date_updated"
    case done = "date_done"
  }

  /// Open tasks only, unless closed ones are included or a status is asked for by name: then closed
  /// tasks of that status are found too (as a client verified). Names compare without regard to
  /// case.
  mutating func limit(toStatuses names: [String], includingClosed: Bool, on connection: Connection)
    throws(SQLiteError)
  {
    if !names.isEmpty {
      let wanted = Set(names.map { $0.lowercased() })
      // Compared here, because SQLite folds the case of ASCII letters only.
      let ids = try connection.rows("SELECT id, status FROM statuses") { row in
        wanted.contains(row.text(1).lowercased()) ? row.text(0) : nil
      }
      require(
        "t.status_id IN (SELECT value FROM json_each(?))",
        .set(ids.compactMap { $0 }.map(JSONValue.string)))
    } else if !includingClosed {
      require("t.status_id NOT IN (SELECT id FROM statuses WHERE type = 'closed')")
    }
  }

  mutating func limit(toArchived archived: Bool) { require("t.archived = ?", SQLValue(archived)) }

  mutating func limitToTopLevel() { require("t.parent IS NULL") }

  private mutating func limit(_ condition: String, to ids: [Int64]) {
    guard !ids.isEmpty else { return }
    require(condition, .set(ids.map(JSONValue.integer)))
  }
}

extension SQLValue {
  /// Several values as one: `IN (SELECT value FROM json_each(?))`.
  static func set(_ elements: [JSONValue]) -> SQLValue {
    .text(JSONValue.array(elements).canonicalString)
  }
}
