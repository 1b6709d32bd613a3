import APICore

/// Which route's writes are found again by what. A test holds that every writing route is here.
enum Traces {
  static func trace(of route: Route) -> any Trace {
    all[route]
      ?? NoTrace(reason: "nothing is known of how writes to \(route) show; look for yourself")
  }

  static let all: [Route: any Trace] = [
    .createTask: CreatedTask(),
    .updateTask: Change.updateTask,
    .deleteTask: Deletion.task,

    .addTaskTag: Change.taskTag(isOn: true),
    .removeTaskTag: Change.taskTag(isOn: false),
    .addDependency: Change.dependency(isOn: true),
    .deleteDependency: Change.dependency(isOn: false),
    .addTaskLink: Change.taskLink(isOn: true),
    .deleteTaskLink: Change.taskLink(isOn: false),

    .setFieldValue: Change.setFieldValue,
    .removeFieldValue: Change.removeFieldValue,
    .createListField: CreatedContainer(
      listing: .getListFields, name: "fields", wrapper: "field"),
    .createSpaceField: CreatedContainer(
      listing: .getSpaceFields, name: "fields", wrapper: "field"),

    .createTaskComment: CreatedComment(),
    .deleteComment: NoTrace(
      reason: "no route reads a single comment; see whether the task still has it"),

    .createSpace: CreatedContainer(listing: .getSpaces, name: "spaces"),
    .updateSpace: Change.updateSpace,
    .deleteSpace: Deletion.space,
    .createFolder: CreatedContainer(listing: .getFolders, name: "folders"),
    .updateFolder: Change.updateFolder,
    .deleteFolder: Deletion.folder,
    .createFolderList: CreatedContainer(listing: .getFolderLists, name: "lists"),
    .createSpaceList: CreatedContainer(listing: .getSpaceLists, name: "lists"),
    .updateList: Change.updateList,
    .deleteList: Deletion.list,

    .createSpaceTag: Change.createSpaceTag,
    .updateSpaceTag: Change.updateSpaceTag,
    .deleteSpaceTag: Deletion.spaceTag,

    .createTimeEntry: CreatedTimeEntry(),
    .updateTimeEntry: Change.updateTimeEntry,
    .deleteTimeEntry: Deletion.timeEntry,
    .startTimeEntry: StartedTimeEntry(),
    .stopTimeEntry: TimerStop(),
    .trackTime: TrackedTime(),
    .editTrackedTime: Change.editTrackedTime,
    .deleteTrackedTime: Deletion.trackedTime,
  ]
}
