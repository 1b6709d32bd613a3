import APICore
import SQLite

/// A Space that stands in the database.
struct SpaceReference: Sendable, Hashable {
  let id: Int64
  let workspaceID: Int64
  let name: String
}

/// A Folder that stands in the database.
struct FolderReference: Sendable, Hashable {
  let id: Int64
  let name: String
  let isHidden: Bool
  let overridesStatuses: Bool
  let space: SpaceReference
}

/// A List that stands in the database, and where it stands.
struct ListReference: Sendable, Hashable {
  let id: Int64
  let name: String
  let overridesStatuses: Bool
  let folder: FolderReference

  var folderID: Int64 { folder.id }
  var folderOverridesStatuses: Bool { folder.overridesStatuses }
  var spaceID: Int64 { folder.space.id }
  var workspaceID: Int64 { folder.space.workspaceID }
}

extension RouteContext {
  /// The Workspace that the path names; ClickUp's document spells one parameter `team_Id`, and
  /// version 3 has its own word.
  func workspaceID() throws(APIError) -> Int64 {
    let text = path["team_id"] ?? path["team_Id"] ?? path["workspace_id"] ?? ""
    guard let id = Int64(text),
      try viewed({ view throws(SQLiteError) in try view.hasWorkspace(id) })
    else { throw Refusal.workspaceNotFound }
    return id
  }

  /// The Space that the path names.
  func space() throws(APIError) -> SpaceReference {
    let space = try Int64(pathText("space_id")).flatMap { id throws(APIError) in
      try viewed { view throws(SQLiteError) in try view.space(id) }
    }
    guard let space else { throw Refusal.notFound("Space") }
    return space
  }

  /// The Folder that the path names.
  func folder() throws(APIError) -> FolderReference {
    let folder = try Int64(pathText("folder_id")).flatMap { id throws(APIError) in
      try sql { connection throws(SQLiteError) in try FolderRows.find(id, on: connection) }
    }
    guard let folder else { throw Refusal.notFound("Folder") }
    return folder
  }

  /// The List that the path names.
  func list() throws(APIError) -> ListReference {
    guard let id = try Int64(pathText("list_id")), id > 0 else { throw Refusal.listIDInvalid }
    return try list(id: id)
  }

  func list(id: Int64) throws(APIError) -> ListReference {
    let list = try viewed { view throws(SQLiteError) in try view.list(id) }
    guard let list else { throw Refusal.notFound("List") }
    return list
  }
}
