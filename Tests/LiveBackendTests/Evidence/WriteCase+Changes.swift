import APICore
import JSON

@testable import LiveBackend

extension WriteCase {
  static let tasks: [WriteCase] = [
    WriteCase(
      "everything", .updateTask,
      disturb: { try $0.send(.updateTask, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      let parent = try workspace.task("Parent")
      let user = JSONValue.integer(workspace.userID)
      return WriteRequest(
        .updateTask, path: ["task_id": try workspace.task("Old", ["assignees": [user]])],
        body: .json([
          "name": "New ", "markdown_content": "**New** text", "status": "Complete",
          "priority": 1, "due_date": 1_769_500_000_000, "due_date_time": true,
          "start_date": 1_769_450_400_000, "start_date_time": false, "time_estimate": 60_000,
          "points": 1.5, "parent": .string(parent), "archived": true,
          "assignees": ["add": [], "rem": [user]],
        ]))
    },
    WriteCase(
      "cleared", .updateTask,
      disturb: { try $0.send(.updateTask, $1.path, ["priority": 4]) }
    ) { workspace in
      WriteRequest(
        .updateTask,
        path: [
          "task_id": try workspace.task(
            "Old",
            [
              "priority": 1, "due_date": 1_769_500_000_000, "time_estimate": 60_000,
              "description": "Old",
            ])
        ],
        body: .json([
          "priority": nil, "due_date": nil, "time_estimate": nil, "description": " ",
        ]))
    },
    WriteCase(
      "formatting only", .updateTask,
      disturb: { try $0.send(.updateTask, $1.path, ["description": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .updateTask, path: ["task_id": try workspace.task("Old", ["description": "Text"])],
        body: .json(["markdown_content": "**Text**"]))
    },
    WriteCase(
      "assignees", .updateTask
    ) { workspace in
      WriteRequest(
        .updateTask, path: ["task_id": try workspace.task()],
        body: .json(["assignees": ["add": [.integer(workspace.userID)], "rem": []]]))
    },
    WriteCase(
      "task", .deleteTask, disturb: { try $0.send(.updateTask, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(.deleteTask, path: ["task_id": try workspace.task()])
    },
  ]

  static let relations: [WriteCase] = [
    WriteCase("tag", .addTaskTag) { workspace in
      WriteRequest(.addTaskTag, path: ["task_id": try workspace.task(), "tag_name": "New"])
    },
    WriteCase("tag", .removeTaskTag) { workspace in
      WriteRequest(
        .removeTaskTag,
        path: ["task_id": try workspace.task("T", ["tags": ["old"]]), "tag_name": "Old"])
    },
    WriteCase("waits", .addDependency) { workspace in
      WriteRequest(
        .addDependency, path: ["task_id": try workspace.task()],
        body: .json(["depends_on": .string(try workspace.task())]))
    },
    WriteCase("blocks", .addDependency) { workspace in
      WriteRequest(
        .addDependency, path: ["task_id": try workspace.task()],
        body: .json(["dependency_of": .string(try workspace.task())]))
    },
    WriteCase("waits", .deleteDependency) { workspace in
      let (task, other) = (try workspace.task(), try workspace.task())
      try workspace.send(.addDependency, ["task_id": task], ["depends_on": .string(other)])
      return WriteRequest(
        .deleteDependency, path: ["task_id": task], query: ["depends_on": [other]])
    },
    WriteCase("link", .addTaskLink) { workspace in
      WriteRequest(
        .addTaskLink, path: ["task_id": try workspace.task(), "links_to": try workspace.task()])
    },
    WriteCase("link", .deleteTaskLink) { workspace in
      let path = ["task_id": try workspace.task(), "links_to": try workspace.task()]
      try workspace.send(.addTaskLink, path)
      return WriteRequest(.deleteTaskLink, path: path)
    },
    WriteCase("further List", .addTaskToList) { workspace in
      WriteRequest(
        .addTaskToList,
        path: ["task_id": try workspace.task(), "list_id": try workspace.list("Sprint")])
    },
    WriteCase("further List", .removeTaskFromList) { workspace in
      let path = ["task_id": try workspace.task(), "list_id": try workspace.list("Sprint")]
      try workspace.send(.addTaskToList, path)
      return WriteRequest(.removeTaskFromList, path: path)
    },
  ]

  static let containers: [WriteCase] = [
    WriteCase(
      "Space", .updateSpace,
      disturb: { try $0.send(.updateSpace, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .updateSpace, path: ["space_id": workspace.spaceID],
        body: .json([
          "name": "New", "color": "#112233", "private": true, "multiple_assignees": false,
          "features": ["sprints": ["enabled": true]],
        ]))
    },
    WriteCase(
      "Space", .deleteSpace,
      disturb: { try $0.send(.updateSpace, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(.deleteSpace, path: ["space_id": try workspace.space("Old")])
    },
    WriteCase(
      "Folder", .updateFolder,
      disturb: { try $0.send(.updateFolder, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .updateFolder, path: ["folder_id": try workspace.folder("Old")],
        body: .json(["name": "New", "archived": true]))
    },
    WriteCase(
      "Folder", .deleteFolder,
      disturb: { try $0.send(.createFolderList, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(.deleteFolder, path: ["folder_id": try workspace.folder("Old")])
    },
    WriteCase(
      "List", .updateList,
      disturb: { try $0.send(.updateList, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .updateList, path: ["list_id": workspace.listID],
        body: .json([
          "name": "New", "content": "Text", "priority": 2, "due_date": 1_769_500_000_000,
          "due_date_time": false, "assignee": .integer(workspace.userID), "status": "red",
        ]))
    },
    WriteCase(
      "cleared", .updateList,
      disturb: { try $0.send(.updateList, $1.path, ["status": "blue"]) }
    ) { workspace in
      let path = ["list_id": workspace.listID]
      try workspace.send(
        .updateList, path, ["assignee": .integer(workspace.userID), "status": "red"])
      return WriteRequest(
        .updateList, path: path,
        body: .json(["name": "Inbox", "assignee": "none", "unset_status": true]))
    },
    WriteCase(
      "List", .deleteList,
      disturb: { try $0.send(.createTask, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(.deleteList, path: ["list_id": try workspace.list("Old")])
    },
    WriteCase("tag", .createSpaceTag) { workspace in
      WriteRequest(
        .createSpaceTag, path: ["space_id": workspace.spaceID],
        body: .json(["tag": ["name": "New", "tag_fg": "#000000", "tag_bg": "#FFFFFF"]]))
    },
    WriteCase(
      "tag", .updateSpaceTag,
      disturb: {
        try $0.send(.updateSpaceTag, $1.path, ["tag": ["name": "old", "fg_color": "#777777"]])
      }
    ) { workspace in
      let path = ["space_id": workspace.spaceID]
      try workspace.send(.createSpaceTag, path, ["tag": ["name": "old", "tag_fg": "#111111"]])
      return WriteRequest(
        .updateSpaceTag, path: path.merging(["tag_name": "old"]) { $1 },
        body: .json(["tag": ["name": "New", "fg_color": "#222222", "bg_color": "#333333"]]))
    },
    WriteCase(
      "tag", .deleteSpaceTag,
      disturb: {
        try $0.send(.updateSpaceTag, $1.path, ["tag": ["name": "old", "fg_color": "#777777"]])
      }
    ) { workspace in
      let path = ["space_id": workspace.spaceID]
      try workspace.send(.createSpaceTag, path, ["tag": ["name": "old"]])
      return WriteRequest(.deleteSpaceTag, path: path.merging(["tag_name": "Old"]) { $1 })
    },
  ]

  static let time: [WriteCase] = [
    WriteCase(
      "all", .updateTimeEntry,
      disturb: { try $0.send(.updateTimeEntry, $1.path, ["description": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .updateTimeEntry,
        path: ["team_id": workspace.workspaceID, "timer_id": try workspace.entry()],
        body: .json([
          "description": "New", "billable": true, "start": 1_769_400_000_000,
          "end": 1_769_400_500_000, "tid": .string(try workspace.task()),
          "tags": [["name": "a", "tag_fg": "#FFFFFF", "tag_bg": "#BF55EC"]],
        ]))
    },
    WriteCase(
      "duration and a tag", .updateTimeEntry,
      disturb: { try $0.send(.updateTimeEntry, $1.path, ["duration": 7]) }
    ) { workspace in
      let entry = try workspace.entry(["tags": [["name": "a"]]])
      return WriteRequest(
        .updateTimeEntry, path: ["team_id": workspace.workspaceID, "timer_id": entry],
        body: .json(["duration": 5_000, "tags": [["name": "a"]], "tag_action": "remove"]))
    },
    WriteCase(
      "off its task", .updateTimeEntry,
      disturb: { try $0.send(.updateTimeEntry, $1.path, ["tid": .string($0.task())]) }
    ) { workspace in
      let entry = try workspace.entry(["tid": .string(try workspace.task())])
      return WriteRequest(
        .updateTimeEntry, path: ["team_id": workspace.workspaceID, "timer_id": entry],
        body: .json(["tid": "", "tags": [], "tag_action": "replace"]))
    },
    // It ran on between the two looks at it.
    WriteCase("timer", .deleteTimeEntry, unreadable: ["duration"]) { workspace in
      let made = try workspace.send(.startTimeEntry, ["team_Id": workspace.workspaceID], [:])
      return WriteRequest(
        .deleteTimeEntry,
        path: [
          "team_id": workspace.workspaceID, "timer_id": made["data"]?["id"]?.identifier ?? "",
        ])
    },
    WriteCase(
      "entry", .deleteTimeEntry,
      disturb: { try $0.send(.updateTimeEntry, $1.path, ["description": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .deleteTimeEntry,
        path: ["team_id": workspace.workspaceID, "timer_id": try workspace.entry()])
    },
    WriteCase("timer", .stopTimeEntry) { workspace in
      try workspace.send(.startTimeEntry, ["team_Id": workspace.workspaceID], [:])
      return WriteRequest(.stopTimeEntry, path: ["team_id": workspace.workspaceID])
    },
    WriteCase(
      "of the older routes", .editTrackedTime,
      disturb: {
        try $0.send(.editTrackedTime, $1.path, ["start": 1_769_410_000_000, "time": 7])
      }
    ) { workspace in
      let task = try workspace.task()
      return WriteRequest(
        .editTrackedTime, path: ["task_id": task, "interval_id": try workspace.interval(task)],
        body: .json(["start": 1_769_410_000_000, "end": 1_769_410_090_000]))
    },
    WriteCase(
      "of the older routes", .deleteTrackedTime,
      disturb: {
        try $0.send(.editTrackedTime, $1.path, ["start": 1_769_410_000_000, "time": 7])
      }
    ) { workspace in
      let task = try workspace.task()
      return WriteRequest(
        .deleteTrackedTime,
        path: ["task_id": task, "interval_id": try workspace.interval(task)])
    },
  ]
}
