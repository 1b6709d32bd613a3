/// `update_folder`: a new name for a Folder, which is all that the service lets change.
enum UpdateFolder: ChangingTool {
  typealias Site = OnFolder
  typealias Form = FolderLevel
}
