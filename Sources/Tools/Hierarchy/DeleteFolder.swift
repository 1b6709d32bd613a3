import APICore

/// `delete_folder`: takes an ID only, so that a name that fits something else deletes nothing.
enum DeleteFolder: DeletingTool {
  typealias Arguments = OnContainer<ByIDAlone<FolderLevel>>
  static let route = Route.deleteFolder
}
