import APICore
import SQLite

/// Finds Lists by their names, folded as they are compared.
///
/// SQL cannot fold, so a trigger takes the folded name away where a List is named anew, and this
/// brings it back. Until then a List without one is compared here.
enum ListNames {
  /// Folds the names that are new; belongs where Lists were named.
  @Sendable static func bringUpToDate(on connection: Connection) throws(SQLiteError) {
    let named = try connection.rows("SELECT id, name FROM lists WHERE folded_name IS NULL") {
      (id: $0.integer(0), name: $0.text(1))
    }
    for (id, name) in named {
      try connection.execute(
        "UPDATE lists SET folded_name = ? WHERE id = ?",
        [.text(ListName.key(name)), .integer(id)])
    }
  }

  /// Those that stand in no archived Space or Folder and are not archived themselves, in the order
  /// in which the tree is shown.
  static func places(
    named keys: [String], in workspace: Int64, on connection: Connection
  ) throws(SQLiteError) -> [ListPlace] {
    let places = Array(repeating: "?", count: keys.count).joined(separator: ", ")
    let found = try connection.rows(
      """
      SELECT l.id, l.name, CASE f.hidden WHEN 0 THEN f.name END, p.name, l.folded_name
      FROM lists l JOIN folders f ON f.id = l.folder_id JOIN spaces p ON p.id = f.space_id
      WHERE (l.folded_name IN (\(places)) OR l.folded_name IS NULL) AND p.workspace_id = ?
        AND l.archived = 0 AND p.archived = 0 AND (f.hidden = 1 OR f.archived = 0)
      ORDER BY p.orderindex, p.id, f.hidden, CASE f.hidden WHEN 0 THEN f.orderindex END,
        CASE f.hidden WHEN 0 THEN f.id END, l.orderindex, l.id
      """, keys.map(SQLValue.text) + [.integer(workspace)]
    ) { row in
      (
        place: ListPlace(
          id: row.text(0), name: row.text(1), folder: row.optionalText(2), space: row.text(3)),
        isFolded: !row.isNull(4)
      )
    }
    return found.filter { $0.isFolded || keys.contains(ListName.key($0.place.name)) }.map(\.place)
  }
}

extension EmbeddedBackend {
  public func lists(named names: [String], in workspaceID: String) throws(APIError)
    -> [ListPlace]?
  {
    try store.read { connection throws(APIError) in
      try lists(named: names, in: workspaceID, on: connection)
    }
  }

  public func lists(named names: [String], in workspaceID: String, _ transaction: Transaction)
    throws(APIError) -> [ListPlace]?
  {
    try lists(named: names, in: workspaceID, on: transaction.connection)
  }

  private func lists(
    named names: [String], in workspaceID: String, on connection: Connection
  ) throws(APIError) -> [ListPlace]? {
    guard let workspace = Int64(workspaceID) else { return nil }
    do throws(SQLiteError) {
      return try StoreView(connection: connection, memory: memory)
        .lists(named: names, in: workspace)
    } catch { throw APIError(store: error) }
  }
}
