import APICore
import JSON
import Testing

@testable import LiveBackend

/// One write of one route, and what somebody else may do to what it concerns.
struct WriteCase: Sendable, CustomTestStringConvertible {
  enum Kind: Sendable { case creation, change }

  let testDescription: String
  let route: Route
  let kind: Kind
  /// Members of the true answer that nobody can read later.
  let unreadable: Set<String>
  let prepare: @Sendable (EvidenceWorkspace) throws -> WriteRequest
  /// Changes what the write concerns, to something that was neither there nor wanted.
  let disturb: (@Sendable (EvidenceWorkspace, WriteRequest) throws -> Void)?

  init(
    _ name: String, _ route: Route, _ kind: Kind = .change, unreadable: Set<String> = [],
    disturb: (@Sendable (EvidenceWorkspace, WriteRequest) throws -> Void)? = nil,
    prepare: @escaping @Sendable (EvidenceWorkspace) throws -> WriteRequest
  ) {
    testDescription = "\(route): \(name)"
    self.route = route
    self.kind = kind
    self.unreadable = unreadable
    self.prepare = prepare
    self.disturb = disturb
  }

  static let all = creations + tasks + moves + relations + containers + comments + time + checklists

  static let allCreations = all.filter { $0.kind == .creation }

  /// Recreated from what is shown, a time entry lacks what only its creation answers.
  private static let ofEntries: Set = ["timezone", "status", "at", "task_location"]

  /// Lists of tasks show it only where there is some (as recorded).
  private static let ofTasks: Set = ["time_spent"]

  static let creations: [WriteCase] = [
    WriteCase("plain", .createTask, .creation, unreadable: ofTasks) { workspace in
      WriteRequest(
        .createTask, path: ["list_id": workspace.listID],
        body: .json(["name": "New", "description": "Text", "priority": 2, "tags": ["a"]]))
    },
    WriteCase("without a text", .createTask, .creation, unreadable: ofTasks) { workspace in
      WriteRequest(
        .createTask, path: ["list_id": workspace.listID], body: .json(["name": "  New "]))
    },
    WriteCase("formatted, closed, a subtask", .createTask, .creation, unreadable: ofTasks) {
      workspace in
      let parent = try workspace.task("New")
      return WriteRequest(
        .createTask, path: ["list_id": workspace.listID],
        body: .json([
          "name": "New", "markdown_content": "# Title\n\n- *one*", "parent": .string(parent),
          "status": "complete",
        ]))
    },
    WriteCase("text", .createTaskComment, .creation, unreadable: ["hist_id", "version"]) {
      workspace in
      WriteRequest(
        .createTaskComment, path: ["task_id": try workspace.task()],
        body: .json(["comment_text": "Said", "notify_all": false]))
    },
    WriteCase("blocks", .createTaskComment, .creation, unreadable: ["hist_id", "version"]) {
      workspace in
      WriteRequest(
        .createTaskComment, path: ["task_id": try workspace.task()],
        body: .json(["comment": [["text": "Said", "attributes": ["bold": true]]]]))
    },
    WriteCase("text", .createListComment, .creation, unreadable: ["hist_id", "version"]) {
      workspace in
      WriteRequest(
        .createListComment, path: ["list_id": workspace.listID],
        body: .json(["comment_text": "Said", "notify_all": false]))
    },
    WriteCase("reply", .createThreadedComment, .creation, unreadable: ["hist_id"]) { workspace in
      var names = try workspace.comment("Asked", on: try workspace.task())
      // As many as make no page: a thread is answered whole.
      for number in 1...30 {
        try workspace.send(
          .createThreadedComment, names.filter { $0.key == "comment_id" },
          ["comment_text": .string("Reply \(number)"), "notify_all": false])
      }
      names["date"] = nil
      return WriteRequest(
        .createThreadedComment, at: names,
        body: .json(["comment_text": "Said", "notify_all": false]))
    },
    WriteCase("with a text", .createTimeEntry, .creation, unreadable: ofEntries) { workspace in
      WriteRequest(
        .createTimeEntry, path: ["team_Id": workspace.workspaceID],
        body: .json([
          "tid": .string(try workspace.task()), "start": 1_769_410_000_000, "duration": 60_000,
          "description": "Work",
        ]))
    },
    WriteCase("of nothing, with an end", .createTimeEntry, .creation, unreadable: ofEntries) {
      workspace in
      WriteRequest(
        .createTimeEntry, path: ["team_Id": workspace.workspaceID],
        body: .json(["start": 1_769_410_000_000, "stop": 1_769_410_500_000]))
    },
    WriteCase("timer", .startTimeEntry, .creation, unreadable: ofEntries) { workspace in
      WriteRequest(
        .startTimeEntry, path: ["team_Id": workspace.workspaceID],
        body: .json(["tid": .string(try workspace.task())]))
    },
    WriteCase("of the older routes", .trackTime, .creation) { workspace in
      WriteRequest(
        .trackTime, path: ["task_id": try workspace.task()],
        body: .json(["start": 1_769_410_000_000, "end": 1_769_410_500_000]))
    },
    WriteCase("Space", .createSpace, .creation) { workspace in
      WriteRequest(
        .createSpace, path: ["team_id": workspace.workspaceID],
        body: .json(["name": "New", "multiple_assignees": true, "features": [:]]))
    },
    WriteCase("Folder", .createFolder, .creation, unreadable: ["deleted"]) { workspace in
      WriteRequest(
        .createFolder, path: ["space_id": workspace.spaceID], body: .json(["name": "New"]))
    },
    WriteCase("in a Folder", .createFolderList, .creation, unreadable: unlistedOfLists) {
      workspace in
      let folder = try workspace.folder("Folder")
      return WriteRequest(
        .createFolderList, path: ["folder_id": folder], body: .json(["name": "New"]))
    },
    WriteCase("in a Space", .createSpaceList, .creation, unreadable: unlistedOfLists) {
      workspace in
      WriteRequest(
        .createSpaceList, path: ["space_id": workspace.spaceID],
        body: .json(["name": "New", "content": "Text"]))
    },
    WriteCase("of a List", .createListField, .creation) { workspace in
      WriteRequest(
        .createListField, path: ["list_id": workspace.listID],
        body: .json(["name": "New", "type": "text", "type_config": [:]]))
    },
    WriteCase("of a Space", .createSpaceField, .creation) { workspace in
      WriteRequest(
        .createSpaceField, path: ["space_id": workspace.spaceID],
        body: .json(["name": "New", "type": "number", "type_config": [:]]))
    },
  ]

  /// Lists are listed with less than they are made with.
  private static let unlistedOfLists: Set = ["deleted", "statuses", "inbound_address"]
}

extension EvidenceWorkspace {
  func folder(_ name: String) throws -> String {
    let folder = try send(.createFolder, ["space_id": spaceID], ["name": .string(name)])
    return try #require(folder["id"]?.string)
  }

  func list(_ name: String) throws -> String {
    let list = try send(.createSpaceList, ["space_id": spaceID], ["name": .string(name)])
    return try #require(list["id"]?.string)
  }

  func space(_ name: String) throws -> String {
    let space = try send(
      .createSpace, ["team_id": workspaceID],
      ["name": .string(name), "multiple_assignees": true, "features": [:]])
    return try #require(space["id"]?.string)
  }

  func entry(_ members: JSONObject = [:]) throws -> String {
    let body = members.merging(["start": 1_769_410_000_000, "duration": 60_000]) { old, _ in old }
    let entry = try send(.createTimeEntry, ["team_Id": workspaceID], .object(body))
    return try #require(entry["data"]?["id"]?.string)
  }

  func interval(_ task: String) throws -> String {
    let answer = try send(
      .trackTime, ["task_id": task],
      ["start": 1_769_410_000_000, "end": 1_769_410_060_000])
    return try #require(answer["id"]?.string)
  }
}
