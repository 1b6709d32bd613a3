import SQLite

/// Lists as rows.
enum ListRows {
  static func find(_ id: Int64, on connection: Connection) throws(SQLiteError) -> ListReference? {
    try connection.row(
      """
      SELECT l.id, l.name, l.override_statuses,
        f.id, f.name, f.hidden, f.override_statuses, s.id, s.workspace_id, s.name
      FROM lists l JOIN folders f ON f.id = l.folder_id JOIN spaces s ON s.id = f.space_id
      WHERE l.id = ?
      """, [.integer(id)]
    ) { row in
      ListReference(
        id: row.integer(0), name: row.text(1), overridesStatuses: row.bool(2),
        folder: FolderRows.reference(row, from: 3))
    }
  }

  /// Appended after the Lists that its Folder holds; one outside any Folder after those of its
  /// Space.
  static func insert(_ id: Int64, named name: String, in folder: Int64, on connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      """
      INSERT INTO lists(id, folder_id, name, orderindex)
      SELECT ?1, f.id, ?3, CASE f.hidden
        WHEN 0 THEN (SELECT count(*) FROM lists WHERE folder_id = f.id)
        ELSE (SELECT count(*) FROM folders h JOIN lists l ON l.folder_id = h.id
              WHERE h.space_id = f.space_id AND h.hidden = 1) END
      FROM folders f WHERE f.id = ?2
      """, [.integer(id), .integer(folder), .text(name)])
  }
}
