import APICore
import JSON
import Testing

/// What the embedded workspace answers looks like what the real service answers.
@Suite(.enabled(if: !Recording.all.isEmpty, "TASKLEDGER_SHARED names the recordings"))
struct RecordedShapeTests {
  @Test func answersHaveTheRecordedShape() throws {
    var recorded: [Route: [JSONValue]] = [:]
    for recording in Recording.all where recording.status < 300 {
      guard let route = recording.request?.0 else { continue }
      recorded[route, default: []].append(recording.body)
    }
    let own = try Self.answers()
    #expect(Set(recorded.keys).subtracting(own.keys).isEmpty, "not asked for")
    for (route, answers) in own {
      guard let theirs = recorded[route] else { continue }
      let differences = Shape(of: answers).differences(from: Shape(of: theirs))
      let known = Set((RecordedDifferences.known["\(route)"] ?? [:]).keys)
      #expect(differences.subtracting(known).isEmpty, "\(route)")
      #expect(known.subtracting(differences).isEmpty, "\(route): known, and not there any more")
    }
  }

  /// One answer at least of every operation that was recorded, to the bodies that were recorded.
  private static func answers() throws -> [Route: [JSONValue]] {
    let workspace = try ContractSubject.embedded.open()
    var answers: [Route: [JSONValue]] = [:]
    func get(
      _ route: Route, _ path: [String: String] = [:], _ query: [String: [String]] = [:]
    ) throws {
      answers[route, default: []].append(try workspace.get(route, path, query))
    }
    @discardableResult
    func send(
      _ route: Route, _ path: [String: String], _ body: JSONValue? = nil,
      _ query: [String: [String]] = [:]
    ) throws -> JSONValue {
      let answer = try workspace.send(route, path, body, query: query)
      answers[route, default: []].append(answer)
      return answer
    }
    let team = try workspace.workspaceID()
    let teamPath = ["team_id": team, "team_Id": team]
    let space = ["space_id": try workspace.spaceID()]
    let list = ["list_id": try workspace.listID()]
    try get(.getWorkspaces)
    try get(.getSpaces, teamPath)
    try get(.getFolders, space)
    let folder = ["folder_id": try workspace.id(send(.createFolder, space, ["name": "A"]))]
    try send(.createFolderList, folder, ["name": "B", "due_date_time": false])
    try get(.getFolderLists, folder)
    try get(.getListMembers, list)

    try send(
      .createSpaceTag, space,
      ["tag": ["name": "Test Tag", "tag_fg": "#000000", "tag_bg": "#FFFFFF"]])
    try get(.getSpaceTags, space)
    let user = JSONValue.integer(try workspace.userID())
    let task = try send(
      .createTask, list,
      [
        "name": "A", "description": "B", "priority": 2, "status": "to do", "assignees": [user],
        "tags": ["test tag"],
      ])
    let other = try send(.createTask, list, ["name": "B"])
    let path = ["task_id": try workspace.id(task)]
    let otherID = try workspace.id(other)
    try send(.updateTask, path, ["name": "Updated"])
    try send(.updateTask, path, ["priority": 1])
    try get(.getTask, path, ["include_markdown_description": ["true"]])
    try get(.getTaskMembers, path)
    try get(.getTeamTasks, teamPath, ["include_markdown_description": ["true"]])
    let tagged = path.merging(["tag_name": "test tag"]) { $1 }
    try send(.removeTaskTag, tagged)
    try send(.addTaskTag, tagged)
    try send(.createTaskComment, path, ["comment_text": "A", "notify_all": true])
    try get(.getTaskComments, path)
    try send(
      .createListComment, list,
      ["comment_text": "Test list comment", "assignee": user, "notify_all": true])
    try send(
      .createListComment, list,
      ["comment_text": "Test list comment", "assignee": nil, "notify_all": true])
    try get(.getListComments, list)
    try send(.addDependency, path, ["depends_on": .string(otherID)])
    try send(.deleteDependency, path, nil, ["depends_on": [otherID]])
    let link = path.merging(["links_to": otherID]) { $1 }
    try send(.addTaskLink, link)
    try send(.deleteTaskLink, link)

    let listed = try send(.createChecklist, path, ["name": "Test Checklist"])["checklist"] ?? .null
    let checklist = ["checklist_id": try workspace.id(listed)]
    let added = try send(.createChecklistItem, checklist, ["name": "Test Item from API"])
    let item = checklist.merging(
      ["checklist_item_id": try workspace.id(added["checklist"]?["items"]?[0] ?? .null)]) { $1 }
    try send(.updateChecklistItem, item, ["name": "Updated Item", "resolved": true])
    try send(.deleteChecklistItem, item)

    try get(.getRunningTimeEntry, teamPath)
    try get(.getTimeEntries, teamPath)
    let tid = task["id"] ?? .null
    let entry = try send(
      .createTimeEntry, teamPath,
      ["start": 1_769_400_000_000, "duration": 1_800_000, "billable": false, "tid": tid])
    try send(.startTimeEntry, teamPath, ["billable": false, "tid": tid])
    try send(.stopTimeEntry, teamPath)
    let entryID = try #require(entry["data"]?["id"]?.string)
    try send(.deleteTimeEntry, teamPath.merging(["timer_id": entryID]) { $1 })
    try send(.deleteTask, ["task_id": otherID])
    return answers
  }
}
