import JSON

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
    foundBy: .resource(.space))
  public static let deleteSpace = writing(
    .delete, "/space/{space_id}", "DeleteSpace", .removes, .at(.space, "space_id"),
    foundBy: .resource(.space))

  static let spaces: [Route] = [.getSpaces, .createSpace, .getSpace, .updateSpace, .deleteSpace]

  // MARK: Folders

  public static let getFolders = reading("/space/{space_id}/folder", "GetFolders", isKept: true)
  public static let createFolder = writing(
    .post, "/space/{space_id}/folder", "CreateFolder", .makes, .answered(.folder, "id"),
    foundBy: .listed(in: .getFolders, member: "folders"))
  public static let getFolder = reading("/folder/{folder_id}", "GetFolder")
  public static let updateFolder = writing(
    .put, "/folder/{folder_id}", "UpdateFolder", .changes, .at(.folder, "folder_id"),
    foundBy: .resource(.folder))
  public static let deleteFolder = writing(
    .delete, "/folder/{folder_id}", "DeleteFolder", .removes, .at(.folder, "folder_id"),
    foundBy: .resource(.folder))

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
    .put, "/list/{list_id}", "UpdateList", .changes, .at(.list, "list_id"),
    foundBy: .resource(.list))
  public static let deleteList = writing(
    .delete, "/list/{list_id}", "DeleteList", .removes, .at(.list, "list_id"),
    foundBy: .resource(.list))
  public static let getListMembers = reading(
    "/list/{list_id}/member", "GetListMembers", isKept: true)

  static let lists: [Route] = [
    .getFolderLists, .createFolderList, .getSpaceLists, .createSpaceList, .getList, .updateList,
    .deleteList, .getListMembers,
  ]
}

extension Resource {
  /// The published document requires its name also where that stays, and what it has from the
  /// start.
  public static let space: Resource = alone(
    .space, .getSpace,
    [
      ResourceField(name: "name", kind: .text, isOfMaking: true, isAlwaysSent: true),
      ResourceField(name: "color", kind: .word),
      ResourceField(name: "private", kind: .flag),
      ResourceField(name: "admin_can_manage", kind: .flag),
      ResourceField(
        name: "multiple_assignees", kind: .flag, isOfMaking: true, standard: true),
      ResourceField(name: "features", kind: .settings, isOfMaking: true, standard: [:]),
      ResourceField(name: "archived", kind: .flag),
      statuses,
    ], routes: { _ in (.createSpace, .updateSpace, .deleteSpace) })

  public static let folder: Resource = alone(
    .folder, .getFolder, counting: ["task_count", "lists"],
    [
      ResourceField(name: "name", kind: .text, isOfMaking: true),
      ResourceField(name: "archived", kind: .flag, isOfChanging: false),
      overridingStatuses,
    ], routes: { _ in (.createFolder, .updateFolder, .deleteFolder) })

  /// A List is not moved: the service takes a `folder_id` with 200 and does nothing.
  public static let list: Resource = alone(
    .list, .getList, counting: ["task_count"],
    [
      ResourceField(name: "name", kind: .text, isOfMaking: true, isAlwaysSent: true),
      ResourceField(name: "content", kind: .content, isOfMaking: true),
      ResourceField(name: "due_date", kind: .date, isOfMaking: true),
      ResourceField(name: "start_date", kind: .date, isOfChanging: false),
      ResourceField(name: "priority", kind: .priority, isOfMaking: true),
      ResourceField(name: "assignee", kind: .owner, isOfMaking: true, isClearable: true),
      // The service calls the color of a List its status.
      ResourceField(
        name: "color", kind: .word, isOfMaking: true, place: ["status", "status"],
        givenAs: "status", clearing: "unset_status"),
      ResourceField(name: "archived", kind: .flag, isOfChanging: false),
      overridingStatuses,
    ],
    routes: { names in
      (
        names["folder_id"] == nil ? .createSpaceList : .createFolderList, .updateList, .deleteList
      )
    })

  private static let statuses = ResourceField(
    name: "statuses", kind: .statuses, isOfMaking: true, isOfChanging: false)

  private static var overridingStatuses: ResourceField {
    var field = statuses
    field.companions = ["override_statuses": true]
    return field
  }

  private static func alone(
    _ kind: ThingKind, _ route: Route, counting counted: [String] = [], _ fields: [ResourceField],
    routes: @escaping @Sendable (Names) -> (making: Route, changing: Route, removing: Route)
  ) -> Resource {
    let idName = "\(kind.rawValue)_id"
    return Resource(
      kind: kind, idName: idName, fields: fields,
      reading: { ReadRequest(route, path: $0.filter { $0.key == idName }) },
      listed: { answer, _ in answer["id"]?.identifier == nil ? [] : [answer] },
      answered: { answer, _ in answer }, read: { $0 }, counted: counted, routes: routes,
      isReadAlone: true)
  }
}
