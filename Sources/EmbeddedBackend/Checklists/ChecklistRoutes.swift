import APICore
import JSON
import SQLite

/// Checklists of tasks, and their items.
///
/// Each change is one of the task as well: whether the service moves the task's `date_updated` is
/// not recorded; here it tells two states of the task apart, and which of two imports is newer.
enum ChecklistRoutes {
  static let routes: [Route: RouteFunction] = [
    .createChecklist: createChecklist,
    .updateChecklist: updateChecklist,
    .deleteChecklist: deleteChecklist,
    .createChecklistItem: createItem,
    .updateChecklistItem: updateItem,
    .deleteChecklistItem: deleteItem,
  ]

  @Sendable static func createChecklist(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let id = context.identifiers.uuid()
    try context.execute(
      """
      INSERT INTO checklists(id, task_id, name, orderindex, creator, date_created)
      VALUES(?1, ?2, ?3,
        (SELECT coalesce(max(orderindex) + 1, 0) FROM checklists WHERE task_id = ?2), ?4, ?5)
      """,
      [
        .text(id), .text(task.id), .text(try context.body.requiredName()),
        .integer(try context.authorizedUser().id), .integer(context.now.rawValue),
      ])
    try TaskMoment.touch(task.id, context)
    return ["checklist": ChecklistShape.bare(try context.checklist(id))]
  }

  @Sendable static func updateChecklist(_ context: RouteContext) throws(APIError) -> JSONValue {
    let checklist = try context.checklist()
    if let name = try context.body.changedName() {
      try context.execute(
        "UPDATE checklists SET name = ? WHERE id = ?", [.text(name), .text(checklist.id)])
    }
    if let position = try context.body.integer("position") {
      try move(checklist, to: position, context)
    }
    try TaskMoment.touch(checklist.task, context)
    return ["checklist": ChecklistShape.bare(try context.checklist(checklist.id))]
  }

  /// `position` counts from 0 among the task's checklists; what is beyond the last is the end.
  private static func move(
    _ checklist: Checklist, to position: Int64, _ context: RouteContext
  ) throws(APIError) {
    guard position >= 0 else { throw Refusal.invalid("`position` must be 0 or more") }
    let all = try context.sql { connection throws(SQLiteError) in
      try ChecklistRows.all(of: checklist.task, on: connection)
    }
    var order = all.map(\.id).filter { $0 != checklist.id }
    order.insert(checklist.id, at: Int(min(position, Int64(order.count))))
    for (index, id) in order.enumerated() {
      try context.execute(
        "UPDATE checklists SET orderindex = ? WHERE id = ?", [.integer(Int64(index)), .text(id)])
    }
  }

  @Sendable static func deleteChecklist(_ context: RouteContext) throws(APIError) -> JSONValue {
    let checklist = try context.checklist()
    try context.execute("DELETE FROM checklists WHERE id = ?", [.text(checklist.id)])
    try context.rememberDeletion(.checklists, checklist.id)
    try TaskMoment.touch(checklist.task, context)
    return [:]
  }

  // MARK: Items

  @Sendable static func createItem(_ context: RouteContext) throws(APIError) -> JSONValue {
    let checklist = try context.checklist()
    let name = try context.body.requiredName()
    let assignee = try context.body.integer("assignee")
    try checkAssignee(assignee, of: checklist, context)
    try context.execute(
      """
      INSERT INTO checklist_items(id, checklist_id, name, assignee, date_created)
      VALUES(?, ?, ?, ?, ?)
      """,
      [
        .text(context.identifiers.uuid()), .text(checklist.id), .text(name), SQLValue(assignee),
        .integer(context.now.rawValue),
      ])
    return try changed(checklist, context)
  }

  /// `{}` was recorded as an answer too; of what is not known.
  @Sendable static func updateItem(_ context: RouteContext) throws(APIError) -> JSONValue {
    let checklist = try context.checklist()
    let item = try context.item(of: checklist)
    var change = RowChange()
    change.set("name", try context.body.changedName())
    let assignee = try context.body.changeOfInteger("assignee")
    if case .set(let user) = assignee { try checkAssignee(user, of: checklist, context) }
    change.set("assignee", assignee)
    change.set("resolved", try context.body.flag("resolved"))
    let parent = try context.body.changeOfText("parent")
    if case .set(let id) = parent { try checkParent(id, of: item, in: checklist) }
    change.set("parent", parent)
    try change.apply(to: "checklist_items", id: .text(item.id), context)
    return try changed(checklist, context)
  }

  @Sendable static func deleteItem(_ context: RouteContext) throws(APIError) -> JSONValue {
    let checklist = try context.checklist()
    let item = try context.item(of: checklist)
    for id in [item.id] + checklist.ids(below: item.id) {
      try context.rememberDeletion(.checklists, id)
    }
    try context.execute("DELETE FROM checklist_items WHERE id = ?", [.text(item.id)])
    try TaskMoment.touch(checklist.task, context)
    return [:]
  }

  private static func changed(
    _ checklist: Checklist, _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    try TaskMoment.touch(checklist.task, context)
    return ["checklist": ChecklistShape.whole(try context.checklist(checklist.id))]
  }

  private static func checkAssignee(
    _ user: Int64?, of checklist: Checklist, _ context: RouteContext
  ) throws(APIError) {
    guard let user else { return }
    let workspace = try context.task(id: checklist.task).workspaceID
    let isMember = try context.viewed { view throws(SQLiteError) in
      try view.isMember(user, of: workspace)
    }
    guard isMember else { throw Refusal.checklistAssignee }
  }

  /// An item cannot stand below itself, nor below what stands below it.
  private static func checkParent(
    _ id: String, of item: Checklist.Item, in checklist: Checklist
  ) throws(APIError) {
    let parents = Dictionary(uniqueKeysWithValues: checklist.items.map { ($0.id, $0.parent) })
    guard parents[id] != nil else {
      throw Refusal.invalid("`parent` must be an item of the same checklist")
    }
    var (above, seen): (String?, Set<String>) = (id, [])
    while let one = above, seen.insert(one).inserted {
      guard one != item.id else {
        throw Refusal.invalid("`parent` stands below the item itself")
      }
      above = parents[one] ?? nil
    }
  }
}

extension RouteContext {
  /// The checklist that the path names.
  func checklist() throws(APIError) -> Checklist { try checklist(pathText("checklist_id")) }

  func checklist(_ id: String) throws(APIError) -> Checklist {
    let checklist = try sql { connection throws(SQLiteError) in
      try ChecklistRows.find(id, on: connection)
    }
    guard let checklist else { throw Refusal.notFound("Checklist") }
    return checklist
  }

  /// The item that the path names.
  func item(of checklist: Checklist) throws(APIError) -> Checklist.Item {
    let id = try pathText("checklist_item_id")
    guard let item = checklist.items.first(where: { $0.id == id }) else {
      throw Refusal.notFound("Checklist item")
    }
    return item
  }
}
