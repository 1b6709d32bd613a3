import JSON
import SQLite

/// Spaces as rows.
enum SpaceRows {
  static func insert(
    _ id: Int64, named name: String, in workspace: Int64, color: String? = "#03A2FD",
    features: JSONValue = SpaceFeatures.standard, hasMultipleAssignees: Bool = true,
    statuses: [NewStatus], identifiers: Identifiers
  ) throws(SQLiteError) {
    try identifiers.connection.execute(
      """
      INSERT INTO spaces(id, workspace_id, name, color, features, multiple_assignees, orderindex)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, (SELECT count(*) FROM spaces WHERE workspace_id = ?2))
      """,
      [
        .integer(id), .integer(workspace), .text(name), SQLValue(color),
        .text(features.canonicalString), SQLValue(hasMultipleAssignees),
      ])
    try StatusRows.insert(statuses, in: .space(id), identifiers: identifiers)
  }
}
