import APICore
import JSON
import Testing

@Suite struct DependencyContractTests {
  private func path(_ task: JSONValue) -> [String: String] {
    ["task_id": task["id"]?.string ?? ""]
  }

  @Test(arguments: ContractSubject.all)
  func bothTasksShowTheDependency(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let waiting = try workspace.createTask("Waiting")
    let blocking = try workspace.createTask("Blocking")
    let body: JSONValue = ["depends_on": blocking["id"] ?? .null]
    #expect(try workspace.send(.addDependency, path(waiting), body) == [:])
    let shown = try workspace.getTask(waiting)["dependencies"]
    #expect(shown?.array?.count == 1)
    #expect(shown?[0]?["task_id"] == waiting["id"])
    #expect(shown?[0]?["depends_on"] == blocking["id"])
    #expect(shown?[0]?["type"] == 1)
    #expect(shown?[0]?["userid"] == .string(String(try workspace.userID())))
    #expect(shown?[0]?["workspace_id"] == .string(try workspace.workspaceID()))
    #expect(shown?[0]?["date_created"] == .string(workspace.clock.now().wire))
    #expect(try workspace.getTask(blocking)["dependencies"] == shown)

    let query = ["dependency_of": [try workspace.id(waiting)]]
    for _ in 1...2 {
      #expect(try workspace.send(.deleteDependency, path(blocking), query: query) == [:])
    }
    #expect(try workspace.getTask(waiting)["dependencies"] == [])
  }

  @Test(arguments: ContractSubject.all)
  func aCycleIsNamedTaskByTask(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    var tasks: [JSONValue] = []
    for name in ["A", "B", "C", "D"] { tasks.append(try workspace.createTask(name)) }
    let ids = try tasks.map(workspace.id)
    // A waits on B and C, both wait on D: two ways that are not a cycle.
    for (waiting, blocking) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
      try workspace.send(
        .addDependency, path(tasks[waiting]), ["depends_on": .string(ids[blocking])])
    }
    expectRefusal(
      400, "INPUT_003",
      saying: "close a cycle: \(ids[3]) → \(ids[0]) (A) → \(ids[1]) (B) → \(ids[3]) (D)"
    ) {
      try workspace.send(.addDependency, path(tasks[3]), ["depends_on": .string(ids[0])])
    }
    expectRefusal(400, "INPUT_003", saying: "close a cycle: \(ids[1]) → \(ids[0]) (A)") {
      try workspace.send(.addDependency, path(tasks[0]), ["dependency_of": .string(ids[1])])
    }
    #expect(try workspace.getTask(tasks[3])["dependencies"]?.array?.count == 2)
  }

  @Test(arguments: ContractSubject.all)
  func longTitlesAreCutAndLongCyclesNamedByID(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let title = String(repeating: "👩‍👩‍👧‍👦", count: 30)
    let ids = try (1...20).map { _ in try workspace.id(workspace.createTask(title)) }
    for (waiting, blocking) in zip(ids, ids.dropFirst()) {
      try workspace.send(
        .addDependency, ["task_id": waiting], ["depends_on": .string(blocking)])
    }
    let short = String(String.UnicodeScalarView(title.unicodeScalars.prefix(40))) + "…"
    expectRefusal(
      400, "INPUT_003",
      saying: "close a cycle: \(ids[1]) → "
        + ids[..<2].map { "\($0) (\(short))" }.joined(separator: " → ")
    ) {
      try workspace.send(
        .addDependency, ["task_id": ids[1]], ["depends_on": .string(ids[0])])
    }
    expectRefusal(
      400, "INPUT_003", saying: "close a cycle: " + (ids.suffix(1) + ids).joined(separator: " → ")
    ) {
      try workspace.send(
        .addDependency, ["task_id": ids[19]], ["depends_on": .string(ids[0])])
    }
  }

  @Test(arguments: ContractSubject.all)
  func whatMakesNoSenseIsRefused(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("A")
    let other = try workspace.createTask("B")
    let id = task["id"] ?? .null
    let otherID = other["id"] ?? .null
    try workspace.send(.addDependency, path(task), ["depends_on": otherID])
    for (body, words) in [
      (["depends_on": id], "itself"), (["depends_on": otherID], "already"),
      (["depends_on": otherID, "dependency_of": otherID], "not both"),
      (["depends_on": 5], "`depends_on` must be a string"),
    ] as [(JSONValue, String)] {
      expectRefusal(400, "INPUT_003", saying: words) {
        try workspace.send(.addDependency, path(task), body)
      }
    }
    expectRefusal(404, "ITEM_015") {
      try workspace.send(.addDependency, path(task), ["depends_on": "none"])
    }
    expectRefusal(400, "INPUT_003", saying: "one of") {
      try workspace.send(.deleteDependency, path(task))
    }
    // As recorded of a misspelt member: success, and nothing happens.
    let misspelt = try workspace.send(.addDependency, path(other), ["depedency_of": id])
    #expect(misspelt == [:])
    #expect(try workspace.getTask(other)["dependencies"]?.array?.count == 1)
  }

  @Test(arguments: ContractSubject.anywhere)
  func linksHaveNoDirection(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("A")
    let other = try workspace.createTask("B")
    let there = ["task_id": try workspace.id(task), "links_to": try workspace.id(other)]
    let back = ["task_id": try workspace.id(other), "links_to": try workspace.id(task)]
    for link in [there, back, there] {
      let answer = try workspace.send(.addTaskLink, link)
      #expect(answer["task"]?["id"]?.string == link["task_id"])
      #expect(answer["task"]?["linked_tasks"]?.array?.count == 1)
    }
    #expect(try workspace.getTask(task)["linked_tasks"]?[0]?["link_id"] == other["id"])
    #expect(try workspace.getTask(other)["linked_tasks"]?[0]?["link_id"] == task["id"])
    for _ in 1...2 {
      #expect(try workspace.send(.deleteTaskLink, back)["task"]?["linked_tasks"] == [])
    }
    expectRefusal(400, "INPUT_003", saying: "itself") {
      try workspace.send(
        .addTaskLink, ["task_id": there["task_id"] ?? "", "links_to": there["task_id"] ?? ""])
    }
    let linked = try workspace.createTask("C", ["links_to": task["id"] ?? .null])
    #expect(linked["linked_tasks"]?[0]?["link_id"] == task["id"])
  }
}
