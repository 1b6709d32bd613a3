import APICore
import JSON
import SQLite

/// A List as the API shows it.
enum ListShape {
  /// One List, with the statuses that apply in it and who defines them.
  static func full(_ list: ListReference, _ context: RouteContext) throws(APIError) -> JSONValue {
    guard var shape = try all(where: "l.id = ?", [.integer(list.id)], context).first else {
      throw Refusal.notFound("List")
    }
    let scope = StatusRows.scope(of: list)
    let statuses = try context.statuses(in: scope).map { status in
      var json = status.json
      json["status_group"] = .string(scope.group)
      return json
    }
    shape["statuses"] = .array(statuses)
    // ".invalid" never is a real address (RFC 2606 section 2): nothing here receives mail.
    shape["inbound_address"] = .string("list.\(list.id)@taskledger.invalid")
    return shape
  }

  /// `condition` is on tables called `l` (Lists) and `f` (Folders).
  ///
  /// `task_count` counts what "Get Tasks" answers by default: open tasks, without subtasks.
  static func all(where condition: String, _ values: [SQLValue], _ context: RouteContext)
    throws(APIError) -> [JSONValue]
  {
    try context.rows(
      """
      SELECT \(User.columns), l.id, l.name, l.orderindex, l.content, l.color_name, l.priority,
        l.due_date, l.start_date, f.id, f.name, f.hidden, p.id, p.name, l.archived,
        l.override_statuses, \(context.parts.contains(.counts) ? TaskCounts.open(of: "l.id") : "0")
      FROM lists l JOIN folders f ON f.id = l.folder_id JOIN spaces p ON p.id = f.space_id
        LEFT JOIN users u ON u.id = l.assignee
      WHERE \(condition) ORDER BY l.orderindex, l.id
      """, values
    ) { row in
      var list = shape(row)
      if !context.parts.contains(.counts) { list["task_count"] = nil }
      return list
    }
  }

  private static func shape(_ row: Row) -> JSONValue {
    let first = User.columnCount
    let color = row.optionalText(first + 4).flatMap(ListColor.init(rawValue:))
    let priority = row.optionalInteger(first + 5).flatMap(Priority.init(rawValue:))
    return [
      "id": .digits(row.integer(first)), "name": .string(row.text(first + 1)),
      "orderindex": .integer(row.integer(first + 2)), "content": .string(row.text(first + 3)),
      "status": color?.json ?? .null,
      "priority": priority.map {
        ["priority": .string($0.name), "color": .string($0.color)]
      } ?? .null,
      "assignee": row.isNull(0) ? .null : User(row).json,
      "task_count": .integer(row.integer(first + 15)),
      "due_date": .digits(row.optionalInteger(first + 6)),
      "start_date": .digits(row.optionalInteger(first + 7)),
      "folder": [
        "id": .digits(row.integer(first + 8)), "name": .string(row.text(first + 9)),
        "hidden": .bool(row.bool(first + 10)), "access": true,
      ],
      "space": [
        "id": .digits(row.integer(first + 11)), "name": .string(row.text(first + 12)),
        "access": true,
      ],
      "archived": .bool(row.bool(first + 13)),
      "override_statuses": .bool(row.bool(first + 14)),
      "permission_level": "create",
    ]
  }
}
