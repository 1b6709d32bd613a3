import APICore
import JSON
import SQLite

/// A Folder as the API shows it, with its Lists.
enum FolderShape {
  static func one(_ id: Int64, _ context: RouteContext) throws(APIError) -> JSONValue {
    guard let folder = try all(where: "f.id = ?", [.integer(id)], context).first else {
      throw Refusal.notFound("Folder")
    }
    return folder
  }

  /// `condition` is on a table called `f`.
  static func all(where condition: String, _ values: [SQLValue], _ context: RouteContext)
    throws(APIError) -> [JSONValue]
  {
    let lists = Dictionary(
      grouping: try ListShape.all(where: "l.archived = 0 AND \(condition)", values, context),
      by: { $0["folder"]?["id"] ?? .null })
    let rows = try context.rows(
      """
      SELECT f.id, f.name, f.orderindex, f.override_statuses, f.hidden, p.id, p.name, f.archived,
        f.parent_folder_id
      FROM folders f JOIN spaces p ON p.id = f.space_id WHERE \(condition)
      ORDER BY f.orderindex, f.id
      """, values
    ) { row in
      (id: row.integer(0), overrides: row.bool(3), members: members(row))
    }
    var folders: [JSONValue] = []
    for row in rows {
      var members = row.members
      let inside = lists[.digits(row.id)] ?? []
      members["lists"] = .array(inside)
      if context.parts.contains(.counts) {
        members["task_count"] = .digits(
          inside.compactMap { $0["task_count"]?.integer }.reduce(0, +))
      }
      members["statuses"] = .array(
        row.overrides ? try context.statuses(in: .folder(row.id)).map(\.json) : [])
      folders.append(.object(members))
    }
    return folders
  }

  private static func members(_ row: Row) -> JSONObject {
    var members: JSONObject = [
      "id": .digits(row.integer(0)), "name": .string(row.text(1)),
      "orderindex": .integer(row.integer(2)), "override_statuses": .bool(row.bool(3)),
      "hidden": .bool(row.bool(4)),
      "space": [
        "id": .digits(row.integer(5)), "name": .string(row.text(6)), "access": true,
      ],
      "archived": .bool(row.bool(7)), "permission_level": "create",
    ]
    if let parent = row.optionalInteger(8) { members["parent_folder"] = .digits(parent) }
    return members
  }
}
