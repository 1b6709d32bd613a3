// Every route that a tool plans or reads, by the name of the published operation.
// https://developer.clickup.com/reference
extension Route {
  // Workspace
  public static let getUser = Route(.get, "/user")
  public static let getWorkspaces = Route(.get, "/team")

  // Spaces
  public static let getSpaces = Route(.get, "/team/{team_id}/space")
  public static let createSpace = Route(.post, "/team/{team_id}/space")
  public static let getSpace = Route(.get, "/space/{space_id}")
  public static let updateSpace = Route(.put, "/space/{space_id}")
  public static let deleteSpace = Route(.delete, "/space/{space_id}")

  // Folders
  public static let getFolders = Route(.get, "/space/{space_id}/folder")
  public static let createFolder = Route(.post, "/space/{space_id}/folder")
  public static let getFolder = Route(.get, "/folder/{folder_id}")
  public static let updateFolder = Route(.put, "/folder/{folder_id}")
  public static let deleteFolder = Route(.delete, "/folder/{folder_id}")

  // Lists
  public static let getFolderLists = Route(.get, "/folder/{folder_id}/list")
  public static let createFolderList = Route(.post, "/folder/{folder_id}/list")
  public static let getSpaceLists = Route(.get, "/space/{space_id}/list")
  public static let createSpaceList = Route(.post, "/space/{space_id}/list")
  public static let getList = Route(.get, "/list/{list_id}")
  public static let updateList = Route(.put, "/list/{list_id}")
  public static let deleteList = Route(.delete, "/list/{list_id}")
  public static let getListMembers = Route(.get, "/list/{list_id}/member")
  public static let getTaskMembers = Route(.get, "/task/{task_id}/member")

  // Tasks
  public static let getTasks = Route(.get, "/list/{list_id}/task")
  public static let createTask = Route(.post, "/list/{list_id}/task")
  public static let getTeamTasks = Route(.get, "/team/{team_Id}/task")
  public static let getTask = Route(.get, "/task/{task_id}")
  public static let updateTask = Route(.put, "/task/{task_id}")
  public static let deleteTask = Route(.delete, "/task/{task_id}")

  // Tags
  public static let getSpaceTags = Route(.get, "/space/{space_id}/tag")
  public static let createSpaceTag = Route(.post, "/space/{space_id}/tag")
  public static let updateSpaceTag = Route(.put, "/space/{space_id}/tag/{tag_name}")
  public static let deleteSpaceTag = Route(.delete, "/space/{space_id}/tag/{tag_name}")
  public static let addTaskTag = Route(.post, "/task/{task_id}/tag/{tag_name}")
  public static let removeTaskTag = Route(.delete, "/task/{task_id}/tag/{tag_name}")

  // Custom fields; the two that define one are not in the published document, but answer
  public static let getListFields = Route(.get, "/list/{list_id}/field")
  public static let getFolderFields = Route(.get, "/folder/{folder_id}/field")
  public static let getSpaceFields = Route(.get, "/space/{space_id}/field")
  public static let getTeamFields = Route(.get, "/team/{team_id}/field")
  public static let createListField = Route(.post, "/list/{list_id}/field")
  public static let createSpaceField = Route(.post, "/space/{space_id}/field")
  public static let setFieldValue = Route(.post, "/task/{task_id}/field/{field_id}")
  public static let removeFieldValue = Route(.delete, "/task/{task_id}/field/{field_id}")

  // Comments
  public static let getTaskComments = Route(.get, "/task/{task_id}/comment")
  public static let createTaskComment = Route(.post, "/task/{task_id}/comment")
  public static let deleteComment = Route(.delete, "/comment/{comment_id}")

  // Dependencies and links
  public static let addDependency = Route(.post, "/task/{task_id}/dependency")
  public static let deleteDependency = Route(.delete, "/task/{task_id}/dependency")
  public static let addTaskLink = Route(.post, "/task/{task_id}/link/{links_to}")
  public static let deleteTaskLink = Route(.delete, "/task/{task_id}/link/{links_to}")

  // Time tracking; the published document spells one parameter `team_Id`
  public static let getTimeEntries = Route(.get, "/team/{team_Id}/time_entries")
  public static let createTimeEntry = Route(.post, "/team/{team_Id}/time_entries")
  public static let getTimeEntry = Route(.get, "/team/{team_id}/time_entries/{timer_id}")
  public static let updateTimeEntry = Route(.put, "/team/{team_id}/time_entries/{timer_id}")
  public static let deleteTimeEntry = Route(.delete, "/team/{team_id}/time_entries/{timer_id}")
  public static let getRunningTimeEntry = Route(.get, "/team/{team_id}/time_entries/current")
  public static let startTimeEntry = Route(.post, "/team/{team_Id}/time_entries/start")
  public static let stopTimeEntry = Route(.post, "/team/{team_id}/time_entries/stop")
  public static let getTrackedTime = Route(.get, "/task/{task_id}/time")
  public static let trackTime = Route(.post, "/task/{task_id}/time")
  public static let editTrackedTime = Route(.put, "/task/{task_id}/time/{interval_id}")
  public static let deleteTrackedTime = Route(.delete, "/task/{task_id}/time/{interval_id}")
}
