import APICore
import JSON
import Testing

@Suite struct HierarchyContractTests {
  @Test(arguments: ContractSubject.all)
  func aNewWorkspaceHasOnePersonASpaceAndAList(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = try workspace.get(.getUser)["user"]
    #expect(user?["username"] == "Jane Doe")
    #expect(user?["initials"] == "JD")
    #expect(user?["timezone"] == "Europe/Berlin")
    let teams = try workspace.get(.getWorkspaces)["teams"]?.array ?? []
    #expect(teams.count == 1)
    #expect(teams.first?["name"] == "Jane Doe's Workspace")
    let members = teams.first?["members"]?.array ?? []
    #expect(members.map { $0["user"]?["role_key"] } == ["owner"])
    let space = try workspace.get(.getSpace, ["space_id": workspace.spaceID()])
    #expect(space["name"] == "Team Space")
    #expect(statuses(space) == ["to do/open", "in progress/custom", "complete/closed"])
    let list = try workspace.get(.getList, ["list_id": workspace.listID()])
    #expect(list["name"] == "Inbox")
    #expect(list["folder"]?["name"] == "hidden")
    #expect(list["folder"]?["hidden"] == true)
    #expect(statuses(list) == statuses(space))
    let folders = try workspace.get(.getFolders, ["space_id": workspace.spaceID()])
    #expect(folders == ["folders": []])
  }

  @Test(arguments: ContractSubject.all)
  func aSpaceIsCreatedChangedAndDeleted(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let team = ["team_id": try workspace.workspaceID()]
    let space = try workspace.send(
      .createSpace, team,
      [
        "name": "Marketing", "multiple_assignees": false,
        "features": ["time_tracking": ["enabled": false]],
      ])
    #expect(space["name"] == "Marketing")
    #expect(space["multiple_assignees"] == false)
    #expect(space["features"]?["time_tracking"]?["enabled"] == false)
    #expect(space["features"]?["due_dates"]?["start_date"] == true)
    #expect(statuses(space) == ["to do/open", "in progress/custom", "complete/closed"])
    let path = ["space_id": try workspace.id(space)]
    let changed = try workspace.send(
      .updateSpace, path,
      [
        "name": "Brand", "color": "#7B68EE", "private": true,
        "features": ["points": ["enabled": true]],
      ])
    #expect(changed["name"] == "Brand")
    #expect(changed["color"] == "#7B68EE")
    #expect(changed["private"] == true)
    #expect(changed["features"]?["points"]?["enabled"] == true)
    #expect(changed["features"]?["time_tracking"]?["enabled"] == false)
    #expect(try workspace.get(.getSpace, path) == changed)
    #expect(try workspace.get(.getSpaces, team)["spaces"]?.array?.count == 2)
    #expect(try workspace.send(.deleteSpace, path) == [:])
    expectRefusal(404, "ITEM_015", saying: "Space") { _ = try workspace.get(.getSpace, path) }
    #expect(try workspace.get(.getSpaces, team)["spaces"]?.array?.count == 1)
  }

  /// Seen on the real service: the answer is a success, and nothing changed.
  @Test(arguments: ContractSubject.anywhere)
  func updatingASpaceIgnoresStatuses(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let path = ["space_id": try workspace.spaceID()]
    let before = try workspace.get(.getSpace, path)
    let after = try workspace.send(.updateSpace, path, ["statuses": [["status": "x"]]])
    #expect(after == before)
  }

  @Test(arguments: ContractSubject.all)
  func aFolderIsCreatedChangedAndDeletedWithItsLists(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = ["space_id": try workspace.spaceID()]
    let folder = try workspace.send(.createFolder, space, ["name": "Website"])
    #expect(folder["task_count"] == "0")
    #expect(folder["lists"] == [])
    #expect(folder["hidden"] == false)
    #expect(folder["deleted"] == false)
    let path = ["folder_id": try workspace.id(folder)]
    let list = try workspace.send(.createFolderList, path, ["name": "Backlog"])
    let listID = try workspace.id(list)
    _ = try workspace.createTask("one", in: listID)
    let read = try workspace.get(.getFolder, path)
    #expect(read["lists"]?[0]?["id"] == .string(listID))
    #expect(read["task_count"] == "1")
    #expect(read["deleted"] == nil)
    #expect(try workspace.send(.updateFolder, path, ["name": "Site"])["name"] == "Site")
    #expect(try workspace.get(.getFolders, space)["folders"]?[0]?["name"] == "Site")
    #expect(try workspace.send(.deleteFolder, path) == [:])
    expectRefusal(404, "ITEM_015", saying: "Folder") { _ = try workspace.get(.getFolder, path) }
    expectRefusal(404, "ITEM_015", saying: "List") {
      _ = try workspace.get(.getList, ["list_id": listID])
    }
    #expect(try workspace.teamNames() == [])
  }

  @Test(arguments: ContractSubject.all)
  func aFolderMayStandInAFolder(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = ["space_id": try workspace.spaceID()]
    let outer = try workspace.send(.createFolder, space, ["name": "Outer"])
    let outerID = try workspace.id(outer)
    let inner = try workspace.send(
      .createFolder, space, ["name": "Inner", "parent_folder_id": .string(outerID)])
    #expect(inner["parent_folder"] == .string(outerID))
    let read = try workspace.get(
      .getFolder, ["folder_id": outerID], ["include_subfolders": ["true"]])
    #expect(read["folders"] == [.string(try workspace.id(inner))])
    #expect(read["parent_folder"] == nil)
    expectRefusal(404, "ITEM_015", saying: "parent_folder_id") {
      try workspace.send(.createFolder, space, ["name": "x", "parent_folder_id": "1"])
    }
  }

  @Test(arguments: ContractSubject.anywhere)
  func aListIsCreatedChangedAndDeleted(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = ["space_id": try workspace.spaceID()]
    let user = try workspace.userID()
    let list = try workspace.send(
      .createSpaceList, space,
      [
        "name": "Roadmap", "content": "What comes", "priority": 1, "status": "red",
        "assignee": .integer(user), "due_date": 1_769_500_000_000, "due_date_time": true,
      ])
    #expect(list["content"] == "What comes")
    #expect(list["priority"] == ["priority": "urgent", "color": "#f50000"])
    #expect(list["status"] == ["status": "red", "color": "#d33d44", "hide_label": true])
    #expect(list["assignee"]?["id"] == .integer(user))
    #expect(list["due_date"] == "1769500000000")
    #expect(list["orderindex"] == 1)
    #expect(list["override_statuses"] == false)
    let path = ["list_id": try workspace.id(list)]
    let changed = try workspace.send(
      .updateList, path,
      [
        "name": "Plan", "priority": nil, "unset_status": true, "assignee": "none",
        "due_date": nil, "folder_id": "1",
      ])
    #expect(changed["name"] == "Plan")
    for cleared in ["priority", "status", "assignee", "due_date"] {
      #expect(changed[cleared] == .null, "\(cleared)")
    }
    #expect(changed["folder"] == list["folder"])
    #expect(try workspace.get(.getList, path) == changed)
    #expect(try workspace.send(.deleteList, path) == [:])
    #expect(try workspace.get(.getSpaceLists, space)["lists"]?.array?.count == 1)
  }

  @Test(arguments: ContractSubject.all)
  func aListInheritsItsFoldersStatusesOrHasItsOwn(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = ["space_id": try workspace.spaceID()]
    let folder = try workspace.send(
      .createFolder, space,
      ["name": "Support", "statuses": ["new", "waiting", "solved"]])
    #expect(folder["override_statuses"] == true)
    #expect(statuses(folder) == ["new/open", "waiting/custom", "solved/closed"])
    let path = ["folder_id": try workspace.id(folder)]
    let inherits = try workspace.send(.createFolderList, path, ["name": "Tickets"])
    #expect(inherits["override_statuses"] == false)
    #expect(statuses(inherits) == ["new/open", "waiting/custom", "solved/closed"])
    let overrides = try workspace.send(
      .createFolderList, path,
      [
        "name": "Bugs",
        "statuses": [
          ["status": "Reported", "type": "open", "color": "#111111"],
          ["status": "Fixed", "type": "done"], ["status": "Released", "type": "closed"],
        ],
      ])
    #expect(overrides["override_statuses"] == true)
    #expect(statuses(overrides) == ["Reported/open", "Fixed/done", "Released/closed"])
    #expect(overrides["statuses"]?[0]?["color"] == "#111111")
    let task = try workspace.createTask("a", in: try workspace.id(overrides))
    #expect(task["status"]?["status"] == "Reported")
    expectRefusal(400, "CRTSK_001", saying: "`Reported`, `Fixed`, `Released`") {
      _ = try workspace.updateTask(task, ["status": "to do"])
    }
  }

  @Test(arguments: ContractSubject.all)
  func aNameIsTakenOnce(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = ["space_id": try workspace.spaceID()]
    let folder = try workspace.send(.createFolder, space, ["name": "A"])
    expectRefusal(400, "CAT_014") { try workspace.send(.createFolder, space, ["name": "A"]) }
    expectRefusal(400, "SUBCAT_016") {
      try workspace.send(.createSpaceList, space, ["name": "Inbox"])
    }
    let path = ["folder_id": try workspace.id(folder)]
    let list = try workspace.send(.createFolderList, path, ["name": "Inbox"])
    try workspace.send(.createFolderList, path, ["name": "Outbox"])
    let listPath = ["list_id": try workspace.id(list)]
    expectRefusal(400, "SUBCAT_016") {
      try workspace.send(.updateList, listPath, ["name": "Outbox"])
    }
    #expect(try workspace.send(.updateList, listPath, ["name": "Inbox"])["name"] == "Inbox")
  }

  @Test(arguments: ContractSubject.anywhere)
  func archivedPartsAreListedApart(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = ["space_id": try workspace.spaceID()]
    try workspace.send(.updateList, ["list_id": workspace.listID()], ["archived": true])
    #expect(try workspace.get(.getSpaceLists, space) == ["lists": []])
    let archived = try workspace.get(.getSpaceLists, space, ["archived": ["true"]])
    #expect(archived["lists"]?[0]?["archived"] == true)
  }

  @Test(arguments: ContractSubject.all)
  func archivedSpacesAreListedBesideTheOthers(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let team = ["team_id": try workspace.workspaceID()]
    let old = try workspace.id(workspace.send(.createSpace, team, ["name": "Old"]))
    try workspace.send(.updateSpace, ["space_id": old], ["archived": true])
    func names(_ archived: String?) throws -> [String] {
      let query = archived.map { ["archived": [$0]] } ?? [:]
      let spaces = try workspace.get(.getSpaces, team, query)["spaces"]?.array ?? []
      return spaces.compactMap { $0["name"]?.string }
    }
    #expect(try names(nil).count == 1)
    #expect(try names("false") == names(nil))
    #expect(try Set(names("true")) == Set(names(nil) + ["Old"]))
  }

  @Test(arguments: ContractSubject.all)
  func membersAreEveryoneInTheWorkspace(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let list = ["list_id": try workspace.listID()]
    let members = try workspace.get(.getListMembers, list)["members"]?.array ?? []
    #expect(members.map { $0["id"] } == [.integer(try workspace.userID())])
    let task = try workspace.createTask("a")
    let path = ["task_id": try workspace.id(task)]
    #expect(try workspace.get(.getTaskMembers, path) == ["members": []])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let route: Route
    let path: [String: String]
    let body: JSONValue
    let status: Int
    let code: String
    let words: String
    var testDescription: String { "\(route) \(body.canonicalString)" }

    init(
      _ route: Route, _ path: [String: String], _ body: JSONValue, _ status: Int, _ code: String,
      _ words: String
    ) {
      self.route = route
      self.path = path
      self.body = body
      self.status = status
      self.code = code
      self.words = words
    }
  }

  /// `{space}` and `{list}` stand for the Space and List of a new Workspace.
  static let refusals = [
    Refusal(.getSpaces, ["team_id": "99999999"], [:], 404, "SHARD_031", "Workspace"),
    Refusal(.createSpace, ["team_id": "x"], ["name": "a"], 404, "SHARD_031", "Workspace"),
    Refusal(.createFolder, ["space_id": "99999999"], ["name": "a"], 404, "ITEM_015", "Space"),
    Refusal(.createFolder, ["space_id": "{space}"], [:], 400, "INPUT_005", "`name`"),
    Refusal(.createFolder, ["space_id": "{space}"], ["name": "  "], 400, "INPUT_005", "`name`"),
    Refusal(.createFolder, ["space_id": "{space}"], ["name": 1], 400, "INPUT_003", "a string"),
    Refusal(.createFolder, ["space_id": "{space}"], [1], 400, "INPUT_003", "object"),
    Refusal(.getFolderLists, ["folder_id": "99999999"], [:], 404, "ITEM_015", "Folder"),
    Refusal(.getList, ["list_id": "00000000"], [:], 400, "INPUT_003", "List ID invalid"),
    Refusal(.getList, ["list_id": "abc"], [:], 400, "INPUT_003", "List ID invalid"),
    Refusal(.getList, ["list_id": "99999999"], [:], 404, "ITEM_015", "List"),
    Refusal(.getListMembers, ["list_id": "00000000"], [:], 400, "INPUT_003", "validateListIDEx"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"], ["name": "a", "status": "#f9d900"], 400,
      "SUBCAT_104", "`yellow`"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"], ["name": "a", "priority": 5], 400, "INPUT_003",
      "`priority`"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"], ["name": "a", "assignee": 12], 400, "INPUT_003",
      "user 12"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"], ["name": "a", "statuses": ["one"]], 400,
      "INPUT_003", "`statuses`"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"], ["name": "a", "statuses": ["one", "ONE"]], 400,
      "INPUT_003", "twice"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"],
      ["name": "a", "statuses": ["one", ["status": "two", "type": "open"]]], 400, "INPUT_003",
      "`closed`"),
    Refusal(
      .createSpaceList, ["space_id": "{space}"],
      ["name": "a", "statuses": ["one", ["status": "two", "type": "shut"]]], 400, "INPUT_003",
      "`statuses[1]`"),
    Refusal(.updateList, ["list_id": "{list}"], ["name": ""], 400, "INPUT_005", "`name`"),
  ]

  @Test(arguments: ContractSubject.all, refusals)
  func whatIsWrongIsRefused(_ subject: ContractSubject, _ refusal: Refusal) throws {
    let workspace = try subject.open()
    let known = ["{space}": try workspace.spaceID(), "{list}": try workspace.listID()]
    let path = refusal.path.mapValues { known[$0] ?? $0 }
    expectRefusal(
      refusal.status, refusal.code, saying: refusal.words, isUnknown: refusal.code == "ITEM_015"
    ) {
      if refusal.route.method == .get {
        _ = try workspace.get(refusal.route, path)
      } else {
        try workspace.send(refusal.route, path, refusal.body)
      }
    }
  }

  private func statuses(_ object: JSONValue) -> [String] {
    (object["statuses"]?.array ?? []).map {
      "\($0["status"]?.string ?? "?")/\($0["type"]?.string ?? "?")"
    }
  }
}
