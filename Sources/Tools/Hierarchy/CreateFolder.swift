/// `create_folder`: a new Folder in a Space.
enum CreateFolder: MakingTool {
  typealias Site = OnSpace
  typealias Form = FolderLevel
}
