import APICore
import JSON
import SQLite

/// Lists, in Folders and outside them.
enum ListRoutes {
  static let routes: [Route: RouteFunction] = [
    .getFolderLists: getFolderLists,
    .createFolderList: createFolderList,
    .getSpaceLists: getSpaceLists,
    .createSpaceList: createSpaceList,
    .getList: getList,
    .updateList: updateList,
    .deleteList: deleteList,
  ]

  @Sendable static func getFolderLists(_ context: RouteContext) throws(APIError) -> JSONValue {
    let folder = try context.folder()
    let archived = try context.query.flag("archived")
    let lists = try ListShape.all(
      where: "l.folder_id = ? AND l.archived = ?", [.integer(folder.id), SQLValue(archived)],
      context)
    return ["lists": .array(lists)]
  }

  /// The Lists outside any Folder.
  @Sendable static func getSpaceLists(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let archived = try context.query.flag("archived")
    let lists = try ListShape.all(
      where: "f.space_id = ? AND f.hidden = 1 AND l.archived = ?",
      [.integer(space.id), SQLValue(archived)], context)
    return ["lists": .array(lists)]
  }

  @Sendable static func createFolderList(_ context: RouteContext) throws(APIError) -> JSONValue {
    let folder = try context.folder()
    let name = try context.body.requiredName()
    try checkName(name, in: folder, context)
    return try create(name, in: folder.id, of: folder.space.workspaceID, context)
  }

  @Sendable static func createSpaceList(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let name = try context.body.requiredName()
    try checkFolderlessName(name, in: space.id, context)
    let folder = try context.sql { _ throws(SQLiteError) in
      try FolderRows.insertHidden(in: space.id, identifiers: context.identifiers)
    }
    return try create(name, in: folder, of: space.workspaceID, context)
  }

  @Sendable static func getList(_ context: RouteContext) throws(APIError) -> JSONValue {
    try ListShape.full(context.list(), context)
  }

  /// `folder_id` in the body is ignored: a List is not moved by this route.
  @Sendable static func updateList(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    var row = try properties(context, of: list.workspaceID)
    if let name = try context.body.changedName(), name != list.name {
      if list.folder.isHidden {
        try checkFolderlessName(name, in: list.spaceID, context)
      } else {
        try checkName(name, in: list.folder, context)
      }
      row.set("name", .text(name))
    }
    if try context.body.flag("unset_status") == true { row.set("color_name", .null) }
    row.set("archived", try context.body.flag("archived"))
    try row.apply(to: "lists", id: list.id, context)
    try context.sql(ListNames.bringUpToDate)
    return try ListShape.full(context.list(), context)
  }

  @Sendable static func deleteList(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    try context.rememberDeletion(of: .ofList, .integer(list.id))
    if list.folder.isHidden {
      try context.execute("DELETE FROM folders WHERE id = ?", [.integer(list.folderID)])
    } else {
      try context.execute("DELETE FROM lists WHERE id = ?", [.integer(list.id)])
    }
    return [:]
  }

  private static func create(
    _ name: String, in folder: Int64, of workspace: Int64, _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    let row = try properties(context, of: workspace)
    let statuses = try StatusDefinitions.read(context.body)
    let id = try context.sql { connection throws(SQLiteError) in
      let id = try context.identifiers.list()
      try ListRows.insert(id, named: name, in: folder, on: connection)
      if let statuses {
        try StatusRows.override(in: .list(id), statuses, identifiers: context.identifiers)
      }
      return id
    }
    try row.apply(to: "lists", id: id, context)
    try context.sql(ListNames.bringUpToDate)
    var list = try ListShape.full(context.list(id: id), context)
    list["deleted"] = false
    // As recorded: the answer to a creation without a color has no such member at all.
    if list["status"] == .null { list["status"] = nil }
    return list
  }

  /// What creating and updating have in common.
  private static func properties(_ context: RouteContext, of workspace: Int64) throws(APIError)
    -> RowChange
  {
    let body = context.body
    var row = RowChange()
    row.set("content", try body.text("content"))
    row.set("content", try body.text("markdown_content"))
    row.set("priority", try body.changeOfPriority())
    if case .set(let color) = try body.changeOfText("status") {
      row.set("color_name", .text(try ListColor(named: color).rawValue))
    }
    // "none" is how the published example of "Update List" clears the assignee.
    if body["assignee"]?.string == "none" || body["assignee"]?.isNull == true {
      row.set("assignee", .null)
    } else if let user = try body.integer("assignee") {
      try context.checkMembers([user], of: workspace)
      row.set("assignee", .integer(user))
    }
    try row.setDate("due_date", context)
    try row.setDate("start_date", context)
    return row
  }

  private static func checkName(_ name: String, in folder: FolderReference, _ context: RouteContext)
    throws(APIError)
  {
    let taken = try context.row(
      "SELECT 1 FROM lists WHERE folder_id = ? AND name = ?",
      [.integer(folder.id), .text(name)], read: { _ in true })
    guard taken == nil else { throw Refusal.listNameTaken }
  }

  private static func checkFolderlessName(
    _ name: String, in space: Int64, _ context: RouteContext
  ) throws(APIError) {
    let taken = try context.row(
      """
      SELECT 1 FROM folders f JOIN lists l ON l.folder_id = f.id
      WHERE f.space_id = ? AND f.hidden = 1 AND l.name = ?
      """, [.integer(space), .text(name)], read: { _ in true })
    guard taken == nil else { throw Refusal.listNameTaken }
  }
}
