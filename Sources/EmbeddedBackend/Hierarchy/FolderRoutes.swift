import APICore
import JSON
import SQLite

/// Folders.
enum FolderRoutes {
  static let routes: [Route: RouteFunction] = [
    .getFolders: getFolders,
    .createFolder: createFolder,
    .getFolder: getFolder,
    .updateFolder: updateFolder,
    .deleteFolder: deleteFolder,
  ]

  @Sendable static func getFolders(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let archived = try context.query.flag("archived")
    let folders = try FolderShape.all(
      where: "f.space_id = ? AND f.hidden = 0 AND f.archived = ?",
      [.integer(space.id), SQLValue(archived)], context)
    return ["folders": .array(folders)]
  }

  @Sendable static func createFolder(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let name = try context.body.requiredName()
    try checkName(name, in: space.id, context)
    var parent: Int64?
    if let id = try context.body.integer("parent_folder_id") {
      let folder = try context.sql { connection throws(SQLiteError) in
        try FolderRows.find(id, on: connection)
      }
      guard let folder, !folder.isHidden, folder.space.id == space.id else {
        throw Refusal.notFound("`parent_folder_id`: Folder")
      }
      parent = id
    }
    let statuses = try StatusDefinitions.read(context.body)
    let id = try context.sql { connection throws(SQLiteError) in
      let id = try context.identifiers.folder()
      try FolderRows.insert(id, named: name, in: space.id, below: parent, on: connection)
      if let statuses {
        try StatusRows.override(in: .folder(id), statuses, identifiers: context.identifiers)
      }
      return id
    }
    var folder = try FolderShape.one(id, context)
    folder["deleted"] = false
    return folder
  }

  @Sendable static func getFolder(_ context: RouteContext) throws(APIError) -> JSONValue {
    let id = try context.folder().id
    var folder = try FolderShape.one(id, context)
    if try context.query.flag("include_subfolders") {
      let children = try context.rows(
        "SELECT id FROM folders WHERE parent_folder_id = ? ORDER BY orderindex", [.integer(id)]
      ) { JSONValue.digits($0.integer(0)) }
      folder["folders"] = .array(children)
    }
    return folder
  }

  @Sendable static func updateFolder(_ context: RouteContext) throws(APIError) -> JSONValue {
    let folder = try context.folder()
    var row = RowChange()
    if let name = try context.body.changedName(), name != folder.name {
      try checkName(name, in: folder.space.id, context)
      row.set("name", .text(name))
    }
    row.set("archived", try context.body.flag("archived"))
    try row.apply(to: "folders", id: folder.id, context)
    return try FolderShape.one(folder.id, context)
  }

  @Sendable static func deleteFolder(_ context: RouteContext) throws(APIError) -> JSONValue {
    let folder = try context.folder()
    try context.rememberDeletion(of: .ofFolder, .integer(folder.id))
    try context.execute("DELETE FROM folders WHERE id = ?", [.integer(folder.id)])
    return [:]
  }

  private static func checkName(_ name: String, in space: Int64, _ context: RouteContext)
    throws(APIError)
  {
    let taken = try context.row(
      "SELECT 1 FROM folders WHERE space_id = ? AND name = ? AND hidden = 0",
      [.integer(space), .text(name)], read: { _ in true })
    guard taken == nil else { throw Refusal.folderNameTaken }
  }
}
