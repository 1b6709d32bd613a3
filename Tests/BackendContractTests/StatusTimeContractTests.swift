import APICore
import JSON
import Testing

/// How long a task has been in which status.
@Suite struct StatusTimeContractTests {
  private struct World {
    let workspace: ContractWorkspace
    let task: JSONValue
    let created: Milliseconds

    init(_ subject: ContractSubject) throws {
      workspace = try subject.open()
      task = try workspace.createTask("A")
      created = workspace.clock.now()
    }

    func set(_ status: String, afterMinutes minutes: Int64) throws {
      // A second passes with each change.
      workspace.clock.advance(by: Milliseconds(minutes * 60_000 - 1_000))
      _ = try workspace.updateTask(task, ["status": .string(status)])
    }

    func times(of task: JSONValue? = nil) throws -> JSONValue {
      try workspace.get(
        .getTimeInStatus, ["task_id": try workspace.id(task ?? self.task)])
    }
  }

  private static func stays(_ times: JSONValue) -> [[JSONValue?]] {
    (times["status_history"]?.array ?? []).map { [$0["status"], $0["total_time"]?["by_minute"]] }
  }

  private static func text(_ instant: Milliseconds) -> JSONValue {
    .string(String(instant.rawValue))
  }

  @Test(arguments: ContractSubject.all)
  func staysAreSummed(_ subject: ContractSubject) throws {
    let world = try World(subject)
    world.workspace.clock.advance(by: 90_000)
    #expect(
      try world.times() == [
        "current_status": [
          "status": "to do", "color": "#87909e",
          "total_time": ["by_minute": 1, "since": Self.text(world.created)],
        ],
        "status_history": [
          [
            "status": "to do", "color": "#87909e", "type": "open", "orderindex": 0,
            "total_time": ["by_minute": 1, "since": Self.text(world.created)],
          ]
        ],
      ])
    world.workspace.clock.advance(by: -90_000)
    try world.set("in progress", afterMinutes: 10)
    try world.set("to do", afterMinutes: 5)
    try world.set("in progress", afterMinutes: 20)
    // The same once more changes nothing.
    try world.set("In Progress", afterMinutes: 3)
    world.workspace.clock.advance(by: 60_000)
    let times = try world.times()
    #expect(Self.stays(times) == [["to do", 30], ["in progress", 9]])
    #expect(
      times["current_status"]?["total_time"] == [
        "by_minute": 4, "since": Self.text(world.created + 2_100_000),
      ])
    let sinces = times["status_history"]?.array?.compactMap { $0["total_time"]?["since"] }
    #expect(sinces == [Self.text(world.created), Self.text(world.created + 600_000)])
  }

  @Test("A move is a change of status where the name changes", arguments: ContractSubject.all)
  func moved(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let workspace = world.workspace
    let list = try workspace.send(
      .createSpaceList, ["space_id": try workspace.spaceID()],
      ["name": "Sprint", "statuses": [["status": "To Do"], ["status": "over"]]])
    workspace.clock.advance(by: 60_000)
    _ = try workspace.send(
      .moveTask,
      [
        "workspace_id": try workspace.workspaceID(), "task_id": try workspace.id(world.task),
        "list_id": try workspace.id(list),
      ], [:])
    workspace.clock.advance(by: 60_000)
    #expect(Self.stays(try world.times()) == [["To Do", 2]])
    try world.set("over", afterMinutes: 1)
    #expect(Self.stays(try world.times()) == [["To Do", 3], ["over", 0]])
  }

  @Test(arguments: ContractSubject.all)
  func several(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let workspace = world.workspace
    let other = try workspace.createTask("B")
    try world.set("complete", afterMinutes: 2)
    let ids = try [world.task, other].map { try workspace.id($0) }
    let times = try workspace.get(.getBulkTimeInStatus, [:], ["task_ids": ids])
    #expect(times.object?.count == 2)
    for (id, task) in zip(ids, [world.task, other]) {
      #expect(times[id] == (try world.times(of: task)))
    }
    let many = (0...100).map { "86z\($0)" }
    for ids in [[], many] {
      #expect(throws: APIError.self) {
        try workspace.get(.getBulkTimeInStatus, [:], ["task_ids": ids])
      }
    }
    _ = try workspace.send(.deleteTask, ["task_id": ids[0]])
    #expect(throws: APIError.self) { try world.times() }
    let left = try workspace.get(.getBulkTimeInStatus, [:], ["task_ids": ids])
    #expect(left.object.map { Array($0.keys) } == [ids[1]])
  }
}
