import APICore
import JSON

/// The Folders and Lists of a Space, or the Lists of a Folder, archived ones too.
struct ContainedLists: Sendable {
  struct List: Sendable {
    let id: String
    /// Or its Folder is.
    let isArchived: Bool
  }

  private(set) var folderIDs: [String] = []
  private(set) var lists: [List] = []

  static func of(
    space id: String, reading workspace: WorkspaceReader
  ) throws(APIError) -> ContainedLists {
    var contained = ContainedLists()
    for isArchived in [false, true] {
      contained.lists += try lists(
        .getSpaceLists, ["space_id": id], areArchived: isArchived, workspace)
      let folders = try workspace.read(
        .getFolders, path: ["space_id": id], query: ["archived": ["\(isArchived)"]])
      for folder in folders["folders"]?.array ?? [] {
        guard let id = folder["id"]?.identifier else { continue }
        contained.folderIDs.append(id)
        contained.lists += try of(folder: id, isArchived: isArchived, reading: workspace).lists
      }
    }
    return contained
  }

  static func of(
    folder id: String, isArchived: Bool = false, reading workspace: WorkspaceReader
  ) throws(APIError) -> ContainedLists {
    var contained = ContainedLists()
    for areArchived in [false, true] {
      contained.lists += try lists(
        .getFolderLists, ["folder_id": id], areArchived: areArchived, workspace
      ).map { List(id: $0.id, isArchived: isArchived || areArchived) }
    }
    return contained
  }

  private static func lists(
    _ route: Route, _ path: [String: String], areArchived: Bool, _ workspace: WorkspaceReader
  ) throws(APIError) -> [List] {
    let answer = try workspace.read(
      route, path: path, query: ["archived": ["\(areArchived)"]])
    return (answer["lists"]?.array ?? []).compactMap { list in
      list["id"]?.identifier.map { List(id: $0, isArchived: areArchived) }
    }
  }
}
