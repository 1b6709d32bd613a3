import APICore
import JSON
import SQLite

/// A Space as the API shows it.
enum SpaceShape {
  static func one(_ id: Int64, _ context: RouteContext) throws(APIError) -> JSONValue {
    guard let space = try all(where: "p.id = ?", [.integer(id)], context).first else {
      throw Refusal.notFound("Space")
    }
    return space
  }

  /// `condition` is on a table called `p`.
  static func all(where condition: String, _ values: [SQLValue], _ context: RouteContext)
    throws(APIError) -> [JSONValue]
  {
    let rows = try context.rows(
      """
      SELECT p.id, p.name, p.color, p.private, p.avatar, p.admin_can_manage, p.multiple_assignees,
        p.features, p.archived
      FROM spaces p WHERE \(condition) ORDER BY p.orderindex, p.id
      """, values
    ) { row in
      (
        id: row.integer(0), features: row.text(7),
        members: [
          "id": .digits(row.integer(0)), "name": .string(row.text(1)),
          "color": .optional(row.optionalText(2)), "private": .bool(row.bool(3)),
          "avatar": .optional(row.optionalText(4)), "admin_can_manage": .bool(row.bool(5)),
          "multiple_assignees": .bool(row.bool(6)), "archived": .bool(row.bool(8)),
        ] as JSONObject
      )
    }
    var spaces: [JSONValue] = []
    for row in rows {
      var members = row.members
      members["features"] = .stored(row.features)
      members["statuses"] = .array(try context.statuses(in: .space(row.id)).map(\.json))
      spaces.append(.object(members))
    }
    return spaces
  }

  static func features(of space: Int64, _ context: RouteContext) throws(APIError) -> JSONValue {
    let text = try context.row(
      "SELECT features FROM spaces WHERE id = ?", [.integer(space)], read: { $0.text(0) })
    return .stored(text ?? "{}")
  }
}

extension RouteContext {
  func statuses(in scope: StatusScope) throws(APIError) -> [Status] {
    try viewed { view throws(SQLiteError) in try view.statuses(in: scope) }
  }
}
