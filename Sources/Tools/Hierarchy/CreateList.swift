import APICore

/// `create_list`: a new List in a Folder, or in a Space outside any Folder.
enum CreateList: MakingTool {
  typealias Site = InFolderOrSpace
  typealias Form = ListLevel
  static let routes: Set<Route> = [.createFolderList, .createSpaceList]
}
