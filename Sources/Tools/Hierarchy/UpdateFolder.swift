/// `update_folder`: a new name for a Folder, which is all that the service lets change.
enum UpdateFolder: ChangingTool {
  typealias Place = OnFolder
  typealias Form = FolderLevel
}
