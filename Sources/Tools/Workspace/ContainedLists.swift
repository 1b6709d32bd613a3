import APICore
import JSON

/// The Folders and Lists of a Space, or the Lists of a Folder, archived ones too.
struct ContainedLists: Sendable {
  struct Folder: Sendable {
    let id: String
    let name: String
  }

  struct List: Sendable {
    let id: String
    let name: String
    /// Or its Folder is.
    let isArchived: Bool
  }

  private(set) var folders: [Folder] = []
  private(set) var lists: [List] = []
  /// Whether every Folder was looked into.
  private(set) var isComplete = true

  /// Looking into a Folder takes two requests: with those for everything else, more would not fit
  /// into what the lowest plan of the service allows in a minute.
  static let foldersRead = 10

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
        contained.folders.append(Folder(id: id, name: folder["name"]?.string ?? ""))
        guard contained.folders.count <= foldersRead else {
          contained.isComplete = false
          continue
        }
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
      ).map { list in
        List(id: list.id, name: list.name, isArchived: isArchived || areArchived)
      }
    }
    return contained
  }

  private static func lists(
    _ route: Route, _ path: [String: String], areArchived: Bool, _ workspace: WorkspaceReader
  ) throws(APIError) -> [List] {
    let answer = try workspace.read(
      route, path: path, query: ["archived": ["\(areArchived)"]])
    return (answer["lists"]?.array ?? []).compactMap { list in
      list["id"]?.identifier.map { id in
        List(id: id, name: list["name"]?.string ?? "", isArchived: areArchived)
      }
    }
  }
}
