/// `create_folder`: a new Folder in a Space.
enum CreateFolder: MakingTool {
  typealias Place = OnSpace
  typealias Form = FolderLevel
}
