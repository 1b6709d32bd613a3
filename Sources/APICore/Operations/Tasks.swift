// Tasks and where they stand, their Custom Fields, dependencies and links.
// https://developer.clickup.com/reference
extension Route {
  // MARK: Tasks

  public static let getTasks = reading("/list/{list_id}/task", "GetTasks")
  public static let createTask = writing(
    .post, "/list/{list_id}/task", "CreateTask", .makes, .answered(.task, "id"),
    foundBy: .createdTask)
  public static let getTeamTasks = reading("/team/{team_Id}/task", "GetFilteredTeamTasks")
  public static let getTask = reading("/task/{task_id}", "GetTask")
  public static let updateTask = writing(
    .put, "/task/{task_id}", "UpdateTask", .changes, .at(.task, "task_id"), foundBy: .changed)
  public static let deleteTask = writing(
    .delete, "/task/{task_id}", "DeleteTask", .removes, .at(.task, "task_id"), foundBy: .gone)
  /// Into another List, with all below it.
  public static let moveTask = writing(
    .put, "/workspaces/{workspace_id}/tasks/{task_id}/home_list/{list_id}", "moveTask", .changes,
    .at(.task, "task_id"), of: .v3, foundBy: .moved)
  public static let getTaskMembers = reading("/task/{task_id}/member", "GetTaskMembers")

  static let tasks: [Route] = [
    .getTasks, .createTask, .getTeamTasks, .getTask, .updateTask, .deleteTask, .moveTask,
    .getTaskMembers,
  ]

  // MARK: Custom Fields; the two that define one are not in the published document, but answer

  public static let getListFields = reading(
    "/list/{list_id}/field", "GetAccessibleCustomFields", isKept: true)
  public static let getFolderFields = reading(
    "/folder/{folder_id}/field", "getFolderAvailableFields", isKept: true)
  public static let getSpaceFields = reading(
    "/space/{space_id}/field", "getSpaceAvailableFields", isKept: true)
  public static let getTeamFields = reading(
    "/team/{team_id}/field", "getTeamAvailableFields", isKept: true)
  public static let createListField = writing(
    .post, "/list/{list_id}/field", nil, .makes, .answered(.field, "field", "id"),
    foundBy: .listed(in: .getListFields, member: "fields", wrapper: "field"))
  public static let createSpaceField = writing(
    .post, "/space/{space_id}/field", nil, .makes, .answered(.field, "field", "id"),
    foundBy: .listed(in: .getSpaceFields, member: "fields", wrapper: "field"))
  public static let setFieldValue = writing(
    .post, "/task/{task_id}/field/{field_id}", "SetCustomFieldValue", .changes,
    .at(.task, "task_id"), foundBy: .fieldValue)
  public static let removeFieldValue = writing(
    .delete, "/task/{task_id}/field/{field_id}", "RemoveCustomFieldValue", .takesOff,
    .at(.task, "task_id"), foundBy: .fieldValue)

  static let customFields: [Route] = [
    .getListFields, .getFolderFields, .getSpaceFields, .getTeamFields, .createListField,
    .createSpaceField, .setFieldValue, .removeFieldValue,
  ]

  // MARK: Dependencies and links

  public static let addDependency = writing(
    .post, "/task/{task_id}/dependency", "AddDependency", .relates, .at(.task, "task_id"),
    foundBy: .tie(.dependency))
  public static let deleteDependency = writing(
    .delete, "/task/{task_id}/dependency", "DeleteDependency", .takesOff, .at(.task, "task_id"),
    foundBy: .tie(.dependency))
  public static let addTaskLink = writing(
    .post, "/task/{task_id}/link/{links_to}", "AddTaskLink", .relates, .at(.task, "task_id"),
    foundBy: .tie(.link))
  public static let deleteTaskLink = writing(
    .delete, "/task/{task_id}/link/{links_to}", "DeleteTaskLink", .takesOff,
    .at(.task, "task_id"), foundBy: .tie(.link))

  // MARK: Lists in which a task stands besides its own

  public static let addTaskToList = writing(
    .post, "/list/{list_id}/task/{task_id}", "AddTaskToList", .relates, .at(.task, "task_id"),
    foundBy: .tie(.furtherList))
  public static let removeTaskFromList = writing(
    .delete, "/list/{list_id}/task/{task_id}", "RemoveTaskFromList", .takesOff,
    .at(.task, "task_id"), foundBy: .tie(.furtherList))

  static let relations: [Route] = [
    .addDependency, .deleteDependency, .addTaskLink, .deleteTaskLink, .addTaskToList,
    .removeTaskFromList,
  ]
}

extension ResourceField {
  /// What one request can change of a task, beside its text and its people. What is not said here
  /// of a field is said in no other place: how it is sent and shown, what undoing puts back, where
  /// it differs from what was asked for, and by what a lost change is found.
  public static let ofTask: [ResourceField] = [
    ResourceField(name: "name", kind: .text),
    ResourceField(name: "status", kind: .word, place: ["status", "status"]),
    ResourceField(name: "priority", kind: .priority, isClearable: true),
    ResourceField(name: "due_date", kind: .date, isClearable: true),
    ResourceField(name: "start_date", kind: .date, isClearable: true),
    ResourceField(name: "time_estimate", kind: .duration, isClearable: true),
    ResourceField(name: "points", kind: .amount, isClearable: true),
    ResourceField(name: "parent", kind: .sibling),
    ResourceField(name: "archived", kind: .flag),
  ]
}
