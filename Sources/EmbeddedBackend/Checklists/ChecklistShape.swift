import JSON

/// How a checklist is answered (as recorded).
enum ChecklistShape {
  /// In a task, and after a change of one of its items.
  static func whole(_ checklist: Checklist) -> JSONValue {
    let resolved = checklist.items.count(where: \.isResolved)
    return [
      "id": .string(checklist.id), "task_id": .string(checklist.task),
      "name": .string(checklist.name), "date_created": .digits(checklist.date),
      "orderindex": .integer(checklist.orderindex), "creator": .optional(checklist.creator),
      "resolved": .integer(Int64(resolved)),
      "unresolved": .integer(Int64(checklist.items.count - resolved)),
      "items": .array(items(of: checklist.items, below: nil)),
    ]
  }

  /// What creating one and changing its own fields are answered with: less.
  static func bare(_ checklist: Checklist) -> JSONValue {
    var json = whole(checklist)
    json["date_created"] = nil
    json["creator"] = nil
    return json
  }

  /// Items that stand below another one are in its `children`, and not beside it; no recording has
  /// such an item.
  private static func items(of all: [Checklist.Item], below parent: String?) -> [JSONValue] {
    all.filter { $0.parent == parent }.map { item in
      [
        "id": .string(item.id), "name": .string(item.name),
        "orderindex": .optional(item.orderindex), "assignee": item.assignee?.json ?? .null,
        "group_assignee": nil, "resolved": .bool(item.isResolved), "parent": .optional(parent),
        "date_created": .digits(item.date), "start_date": .digits(item.start.date),
        "start_date_time": .bool(item.start.hasTime), "due_date": .digits(item.due.date),
        "due_date_time": .bool(item.due.hasTime), "sent_due_date_notif": nil,
        "children": .array(items(of: all, below: item.id)),
      ]
    }
  }
}
