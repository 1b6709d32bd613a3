// The Workspace and its Spaces, Folders and Lists.
// https://developer.clickup.com/reference
extension Route {
  // MARK: Workspace

  public static let getUser = reading("/user", "GetAuthorizedUser")
  public static let getWorkspaces = reading("/team", "GetAuthorizedTeams", isKept: true)

  static let workspace: [Route] = [.getUser, .getWorkspaces]

  // MARK: Spaces

  public static let getSpaces = reading("/team/{team_id}/space", "GetSpaces", isKept: true)
  public static let createSpace = writing(
    .post, "/team/{team_id}/space", "CreateSpace", .makes, .answered(.space, "id"),
    reaching: [.workspace], foundBy: .listed(in: .getSpaces, member: "spaces"))
  public static let getSpace = reading("/space/{space_id}", "GetSpace")
  public static let updateSpace = writing(
    .put, "/space/{space_id}", "UpdateSpace", .changes, .at(.space, "space_id"),
    foundBy: .changed)
  public static let deleteSpace = writing(
    .delete, "/space/{space_id}", "DeleteSpace", .removes, .at(.space, "space_id"),
    foundBy: .gone)

  static let spaces: [Route] = [.getSpaces, .createSpace, .getSpace, .updateSpace, .deleteSpace]

  // MARK: Folders

  public static let getFolders = reading("/space/{space_id}/folder", "GetFolders", isKept: true)
  public static let createFolder = writing(
    .post, "/space/{space_id}/folder", "CreateFolder", .makes, .answered(.folder, "id"),
    foundBy: .listed(in: .getFolders, member: "folders"))
  public static let getFolder = reading("/folder/{folder_id}", "GetFolder")
  public static let updateFolder = writing(
    .put, "/folder/{folder_id}", "UpdateFolder", .changes, .at(.folder, "folder_id"),
    foundBy: .changed)
  public static let deleteFolder = writing(
    .delete, "/folder/{folder_id}", "DeleteFolder", .removes, .at(.folder, "folder_id"),
    foundBy: .gone)

  static let folders: [Route] = [
    .getFolders, .createFolder, .getFolder, .updateFolder, .deleteFolder,
  ]

  // MARK: Lists

  public static let getFolderLists = reading("/folder/{folder_id}/list", "GetLists", isKept: true)
  public static let createFolderList = writing(
    .post, "/folder/{folder_id}/list", "CreateList", .makes, .answered(.list, "id"),
    foundBy: .listed(in: .getFolderLists, member: "lists"))
  public static let getSpaceLists = reading(
    "/space/{space_id}/list", "GetFolderlessLists", isKept: true)
  public static let createSpaceList = writing(
    .post, "/space/{space_id}/list", "CreateFolderlessList", .makes, .answered(.list, "id"),
    foundBy: .listed(in: .getSpaceLists, member: "lists"))
  public static let getList = reading("/list/{list_id}", "GetList")
  public static let updateList = writing(
    .put, "/list/{list_id}", "UpdateList", .changes, .at(.list, "list_id"), foundBy: .changed)
  public static let deleteList = writing(
    .delete, "/list/{list_id}", "DeleteList", .removes, .at(.list, "list_id"), foundBy: .gone)
  public static let getListMembers = reading(
    "/list/{list_id}/member", "GetListMembers", isKept: true)

  static let lists: [Route] = [
    .getFolderLists, .createFolderList, .getSpaceLists, .createSpaceList, .getList, .updateList,
    .deleteList, .getListMembers,
  ]
}
