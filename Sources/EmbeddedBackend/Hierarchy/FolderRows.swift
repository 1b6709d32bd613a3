import SQLite

/// Folders as rows.
enum FolderRows {
  static func find(_ id: Int64, on connection: Connection) throws(SQLiteError) -> FolderReference? {
    try connection.row(
      """
      SELECT f.id, f.name, f.hidden, f.override_statuses, s.id, s.workspace_id, s.name
      FROM folders f JOIN spaces s ON s.id = f.space_id WHERE f.id = ?
      """, [.integer(id)]
    ) { reference($0, from: 0) }
  }

  static func reference(_ row: Row, from column: Int) -> FolderReference {
    FolderReference(
      id: row.integer(column), name: row.text(column + 1), isHidden: row.bool(column + 2),
      overridesStatuses: row.bool(column + 3),
      space: SpaceReference(
        id: row.integer(column + 4), workspaceID: row.integer(column + 5),
        name: row.text(column + 6)))
  }

  static func insert(
    _ id: Int64, named name: String, in space: Int64, below parent: Int64? = nil,
    isHidden: Bool = false, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO folders(id, space_id, parent_folder_id, name, hidden, orderindex)
      VALUES(?1, ?2, ?3, ?4, ?5, (SELECT count(*) FROM folders WHERE space_id = ?2 AND hidden = ?5))
      """,
      [.integer(id), .integer(space), SQLValue(parent), .text(name), SQLValue(isHidden)])
  }

  /// The Folder of its own that a List outside any Folder stands in.
  static func insertHidden(in space: Int64, identifiers: Identifiers) throws(SQLiteError) -> Int64 {
    let id = try identifiers.folder()
    try insert(id, named: "hidden", in: space, isHidden: true, on: identifiers.connection)
    return id
  }
}
