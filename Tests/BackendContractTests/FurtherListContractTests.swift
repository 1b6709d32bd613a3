import APICore
import JSON
import Testing

/// Lists in which a task stands besides its own.
@Suite struct FurtherListContractTests {
  private struct World {
    let workspace: ContractWorkspace
    let task: JSONValue
    let own: String
    let other: String

    init(_ subject: ContractSubject) throws {
      workspace = try subject.open()
      own = try workspace.listID()
      let list = try workspace.send(
        .createSpaceList, ["space_id": try workspace.spaceID()], ["name": "Sprint"])
      other = try workspace.id(list)
      task = try workspace.createTask("A")
      _ = try workspace.createTask("B", in: other)
    }

    func path(_ list: String) throws -> [String: String] {
      ["list_id": list, "task_id": try workspace.id(task)]
    }

    func found(_ lists: [String], besides: Bool, archived: Bool = false) throws -> TaskPage {
      var query = TaskQuery(workspaceID: try workspace.workspaceID())
      query.listIDs = lists
      query.includesFurtherLists = besides
      query.archived = archived
      return try workspace.search(query)
    }

    func names(_ page: TaskPage) -> Set<String> {
      Set(page.tasks.compactMap { $0["name"]?.string })
    }
  }

  @Test(arguments: ContractSubject.all)
  func standsInBoth(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let workspace = world.workspace
    for _ in 1...2 {
      #expect(try workspace.send(.addTaskToList, world.path(world.other)) == [:])
      let task = try workspace.getTask(world.task)
      #expect(task["locations"] == [["id": .string(world.other), "name": "Sprint"]])
      #expect(task["list"]?["id"]?.string == world.own)
    }
    func listed(_ query: [String: [String]]) throws -> Set<String> {
      Set(
        ContractWorkspace.names(try workspace.get(.getTasks, ["list_id": world.other], query)))
    }
    #expect(try listed([:]) == ["B"])
    #expect(try listed(["include_timl": ["true"]]) == ["A", "B"])
    #expect(try workspace.names(["include_timl": ["true"]]) == ["A"])
    #expect(try world.names(world.found([world.other], besides: false)) == ["B"])
    #expect(try world.names(world.found([world.other], besides: true)) == ["A", "B"])
    // A List that is named is one limit among others.
    _ = try workspace.updateTask(world.task, ["archived": true])
    #expect(try world.names(world.found([world.other], besides: true)) == ["B"])
    #expect(try world.names(world.found([world.other], besides: true, archived: true)) == ["A"])
    for _ in 1...2 {
      #expect(try workspace.send(.removeTaskFromList, world.path(world.other)) == [:])
      #expect(try workspace.getTask(world.task)["locations"] == [])
    }
    #expect(try listed(["include_timl": ["true"]]) == ["B"])
  }

  @Test("Of several Lists the service is asked as far as it can be", arguments: ContractSubject.all)
  func several(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let third = try world.workspace.send(
      .createSpaceList, ["space_id": try world.workspace.spaceID()], ["name": "Third"])
    try world.workspace.send(.addTaskToList, world.path(world.other))
    let page = try world.found([world.other, try world.workspace.id(third)], besides: true)
    // Either they are found, or it is said that they were not looked for.
    #expect(world.names(page) == (page.lacksFurtherLists ? ["B"] : ["A", "B"]))
    #expect(page.lacksFurtherLists == (subject.testDescription != "embedded"))
    #expect(try !world.found([world.other], besides: true).lacksFurtherLists)
  }

  @Test("A subtask is found by its parent in such a List as well", arguments: ContractSubject.all)
  func parent(_ subject: ContractSubject) throws {
    let world = try World(subject)
    for (name, parent) in [("Below", world.task), ("Beside", try world.workspace.createTask("C"))] {
      let task = try world.workspace.createTask(
        name, ["parent": .string(try world.workspace.id(parent))])
      try world.workspace.send(
        .addTaskToList, ["list_id": world.other, "task_id": try world.workspace.id(task)])
    }
    var query = TaskQuery(workspaceID: try world.workspace.workspaceID())
    query.listIDs = [world.other]
    query.includesFurtherLists = true
    query.includesSubtasks = true
    query.parent = try world.workspace.id(world.task)
    #expect(try world.names(world.workspace.search(query)) == ["Below"])
  }

  @Test(arguments: ContractSubject.all)
  func refusals(_ subject: ContractSubject) throws {
    let world = try World(subject)
    for route in [Route.addTaskToList, .removeTaskFromList] {
      expectRefusal(400, "INPUT_003", saying: "home List") {
        try world.workspace.send(route, world.path(world.own))
      }
      expectRefusal(404, "ITEM_015", isUnknown: true) {
        try world.workspace.send(route, world.path("901999999999"))
      }
      expectRefusal(404, "ITEM_015", isUnknown: true) {
        try world.workspace.send(route, ["list_id": world.other, "task_id": "86zzz"])
      }
    }
  }

  @Test(
    "With a further List that is deleted only the place in it goes",
    arguments: ContractSubject.all)
  func deletedList(_ subject: ContractSubject) throws {
    let world = try World(subject)
    try world.workspace.send(.addTaskToList, world.path(world.other))
    try world.workspace.send(.deleteList, ["list_id": world.other])
    let task = try world.workspace.getTask(world.task)
    #expect(task["name"] == "A" && task["locations"] == [])
  }
}
