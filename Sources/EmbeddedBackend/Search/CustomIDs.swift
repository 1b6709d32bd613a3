import APICore
import SQLite

/// The index by which tasks are found by their custom IDs, in any case and spelling.
enum CustomIDs {
  /// Selects the `row_id` of each task whose custom ID may fold to the parameter: whoever asks
  /// compares it, since one that a process of an earlier version wrote is not folded yet.
  static func rows(folded parameter: String) -> String {
    """
    SELECT row_id FROM search_ids WHERE folded = \(parameter)
    UNION ALL SELECT row_id FROM search_ids WHERE folded IS NULL
    """
  }

  static func foldNew(on connection: Connection) throws(SQLiteError) {
    let new = try connection.rows(
      """
      SELECT t.row_id, t.custom_id FROM search_ids i JOIN tasks t ON t.row_id = i.row_id
      WHERE i.folded IS NULL
      """
    ) { row in (row: row.integer(0), folded: TextFold.fold(row.text(1))) }
    for id in new {
      try connection.execute(
        "UPDATE search_ids SET folded = ? WHERE row_id = ?", [.text(id.folded), .integer(id.row)])
    }
  }
}
