import APICore
import JSON
import Testing

@Suite struct ChecklistContractTests {
  /// A task with a checklist, and what names both.
  private func begin(
    _ workspace: ContractWorkspace, _ names: [String] = ["Steps"]
  ) throws -> (task: JSONValue, checklists: [Resource.Names]) {
    let task = try workspace.createTask("Launch")
    let id = try workspace.id(task)
    let checklists = try names.map { name in
      let answer = try workspace.send(.createChecklist, ["task_id": id], ["name": .string(name)])
      return ["checklist_id": try workspace.id(answer["checklist"] ?? .null)]
    }
    return (task, checklists)
  }

  private func add(
    _ name: String, to checklist: Resource.Names, in workspace: ContractWorkspace,
    _ members: JSONObject = [:]
  ) throws -> Resource.Names {
    let answer = try workspace.send(
      .createChecklistItem, checklist, .object(members.merging(["name": .string(name)]) { $1 }))
    let items = answer["checklist"]?["items"]?.array ?? []
    let item = try #require(items.first { $0["name"]?.string == name })
    return checklist.merging(["checklist_item_id": try workspace.id(item)]) { $1 }
  }

  private func shown(_ task: JSONValue, _ workspace: ContractWorkspace) throws -> JSONValue {
    try workspace.getTask(task)["checklists"] ?? .null
  }

  @Test(arguments: ContractSubject.anywhere)
  func aChecklistIsMadeNamedAndDeleted(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let (task, checklists) = try begin(workspace)
    let made = try shown(task, workspace)
    #expect(made.array?.count == 1 && made[0]?["name"] == "Steps" && made[0]?["items"] == [])
    #expect(made[0]?["task_id"] == task["id"] && made[0]?["date_created"]?.string != nil)
    #expect(made[0]?["resolved"] == 0 && made[0]?["unresolved"] == 0)
    try workspace.send(.updateChecklist, checklists[0], ["name": "To do"])
    #expect(try shown(task, workspace)[0]?["name"] == "To do")
    #expect(try workspace.send(.deleteChecklist, checklists[0]) == [:])
    #expect(try shown(task, workspace) == [])
  }

  @Test(arguments: ContractSubject.all)
  func checklistsStandInTheOrderThatIsGiven(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let (task, checklists) = try begin(workspace, ["A", "B", "C"])
    #expect(try order(task, workspace) == "ABC")
    for (position, order) in [(0, "CAB"), (1, "ACB"), (2, "ABC"), (9, "ABC")] as [(Int64, String)] {
      let answer = try workspace.send(
        .updateChecklist, checklists[2], ["position": .integer(position)])
      #expect(answer["checklist"]?["name"] == "C")
      #expect(try self.order(task, workspace) == order)
    }
    expectRefusal(400, "INPUT_003", saying: "`position`") {
      try workspace.send(.updateChecklist, checklists[0], ["position": -1])
    }
    // Each counts up from the last, whatever was deleted.
    try workspace.send(.deleteChecklist, checklists[0])
    let last = try workspace.send(
      .createChecklist, ["task_id": try workspace.id(task)], ["name": "D"])
    #expect(last["checklist"]?["orderindex"] == 3)
    #expect(last["checklist"]?["date_created"] == nil && last["checklist"]?["creator"] == nil)
  }

  private func order(_ task: JSONValue, _ workspace: ContractWorkspace) throws -> String {
    Resource.checklist.all(in: try workspace.getTask(task), [:])
      .compactMap { $0["name"]?.string }.joined()
  }

  @Test(arguments: ContractSubject.anywhere)
  func itemsAreAddedTickedAndDeleted(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let (task, checklists) = try begin(workspace)
    let first = try add("One", to: checklists[0], in: workspace)
    let second = try add("Two", to: checklists[0], in: workspace)
    try workspace.send(.updateChecklistItem, first, ["resolved": true, "name": "Done"])
    let checklist = try shown(task, workspace)[0]
    #expect(checklist?["resolved"] == 1 && checklist?["unresolved"] == 1)
    let items = Dictionary(
      (checklist?["items"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) },
      uniquingKeysWith: { $1 })
    #expect(Set(items.keys) == ["Done", "Two"])
    #expect(items["Done"]?["resolved"] == true && items["Two"]?["resolved"] == false)
    #expect(try workspace.send(.deleteChecklistItem, second) == [:])
    #expect(try shown(task, workspace)[0]?["items"]?.array?.count == 1)
  }

  @Test(arguments: ContractSubject.all)
  func anItemHasAnAssigneeAndStandsBelowAnother(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let (task, checklists) = try begin(workspace)
    let user = try workspace.userID()
    let parent = try add("Parent", to: checklists[0], in: workspace)
    let child = try add("Child", to: checklists[0], in: workspace, ["assignee": .integer(user)])
    let parentID = JSONValue.string(parent["checklist_item_id"] ?? "")
    let answer = try workspace.send(
      .updateChecklistItem, child, ["parent": parentID, "resolved": true])
    #expect(answer["checklist"] == (try shown(task, workspace)[0]))
    // Nested ones are in `children` alone, and count all the same.
    #expect(answer["checklist"]?["items"]?.array?.count == 1)
    #expect(answer["checklist"]?["resolved"] == 1 && answer["checklist"]?["unresolved"] == 1)
    let nested = answer["checklist"]?["items"]?[0]?["children"]?[0]
    #expect(nested?["assignee"]?["id"] == .integer(user) && nested?["parent"] == parentID)
    for (item, other) in [(child, child), (parent, child)] {
      expectRefusal(400, "INPUT_003", saying: "below the item itself") {
        try workspace.send(
          .updateChecklistItem, item, ["parent": .string(other["checklist_item_id"] ?? "")])
      }
    }
    try workspace.send(.updateChecklistItem, child, ["parent": .null, "assignee": .null])
    #expect(try shown(task, workspace)[0]?["items"]?[1]?["assignee"] == .null)
    // As a string, as the document has it; what stands below goes along.
    try workspace.send(
      .updateChecklistItem, child, ["parent": parentID, "assignee": .string(String(user))])
    try workspace.send(.deleteChecklistItem, parent)
    #expect(try shown(task, workspace)[0]?["items"] == [])
  }

  @Test(arguments: ContractSubject.all)
  func whatIsNotThereOrMakesNoSenseIsRefused(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let (task, checklists) = try begin(workspace, ["A", "B"])
    let item = try add("One", to: checklists[0], in: workspace)
    let other = try add("Two", to: checklists[1], in: workspace)
    for route in [Route.updateChecklist, .deleteChecklist, .createChecklistItem] {
      expectRefusal(404, "ITEM_015", saying: "Checklist") {
        try workspace.send(route, ["checklist_id": "none"], ["name": "x"])
      }
    }
    // An item belongs to its checklist.
    let elsewhere = other.merging(["checklist_id": checklists[0]["checklist_id"] ?? ""]) { $1 }
    for route in [Route.updateChecklistItem, .deleteChecklistItem] {
      expectRefusal(404, "ITEM_015", saying: "Checklist item") {
        try workspace.send(route, elsewhere, ["name": "x"])
      }
    }
    expectRefusal(400, "INPUT_003", saying: "same checklist") {
      try workspace.send(
        .updateChecklistItem, item, ["parent": .string(other["checklist_item_id"] ?? "")])
    }
    expectRefusal(400, "CHECK_026", saying: "access to the checklist") {
      try workspace.send(.createChecklistItem, checklists[0], ["name": "x", "assignee": 4711])
    }
    expectRefusal(400, "CHECK_026") {
      try workspace.send(.updateChecklistItem, item, ["assignee": 4711])
    }
    for (route, path) in [
      (Route.createChecklist, ["task_id": try workspace.id(task)]),
      (.createChecklistItem, checklists[0]),
    ] {
      expectRefusal(400, "INPUT_005", saying: "`name`") {
        try workspace.send(route, path, ["name": " "])
      }
    }
    // A task takes its checklists along.
    try workspace.send(.deleteTask, ["task_id": try workspace.id(task)])
    expectRefusal(404, "ITEM_015", saying: "Checklist") {
      try workspace.send(.updateChecklistItem, item, ["name": "x"])
    }
  }
}
