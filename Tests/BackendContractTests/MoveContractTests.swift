import APICore
import JSON
import Testing

/// A task goes to another List.
@Suite struct MoveContractTests {
  private struct World {
    let workspace: ContractWorkspace
    let task: JSONValue
    let own: String
    /// In another Space, where it has the statuses that are given.
    let list: JSONValue
    let space: String

    init(_ subject: ContractSubject, statuses: JSONValue? = nil) throws {
      workspace = try subject.open()
      own = try workspace.listID()
      space = try workspace.id(
        workspace.send(
          .createSpace, ["team_id": try workspace.workspaceID()],
          ["name": "Elsewhere", "multiple_assignees": true, "features": [:]]))
      var body: JSONValue = ["name": "Backlog"]
      body["statuses"] = statuses
      list = try workspace.send(.createSpaceList, ["space_id": space], body)
      task = try workspace.createTask("A", ["tags": ["blue"]])
    }

    func move(
      _ task: JSONValue? = nil, _ body: JSONValue = [:], to list: JSONValue? = nil
    ) throws -> JSONValue {
      try workspace.send(
        .moveTask,
        [
          "workspace_id": try workspace.workspaceID(),
          "task_id": try workspace.id(task ?? self.task),
          "list_id": try workspace.id(list ?? self.list),
        ], body)
    }

    func refused(_ status: Int, saying words: String, _ body: () throws -> Void) throws {
      let error = try #require(throws: APIError.self) { try body() }
      #expect(error.status == status && error.delivery == .refused)
      #expect(error.message.contains(words), "\(error.message)")
      #expect(try workspace.getTask(task)["list"]?["id"]?.string == own)
    }

    func subtask(_ name: String, of parent: JSONValue, _ status: String) throws -> JSONValue {
      try workspace.createTask(
        name, ["parent": .string(try workspace.id(parent)), "status": .string(status)])
    }

    func mapping(_ one: JSONValue?, _ other: JSONValue?) -> JSONValue {
      [
        "source_status_id": one?["id"] ?? .null, "destination_status_id": other?["id"] ?? .null,
      ]
    }

    func count(_ list: String) throws -> JSONValue? {
      try workspace.get(.getList, ["list_id": list])["task_count"]
    }
  }

  private static let own: JSONValue = [
    ["status": "new"], ["status": "Complete", "type": "custom"], ["status": "over"],
  ]

  @Test(arguments: ContractSubject.all)
  func moves(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let workspace = world.workspace
    let below = try world.subtask("Below", of: world.task, "complete")
    let deeper = try world.subtask("Deeper", of: below, "in progress")
    let before = try workspace.getTask(world.task)
    #expect(
      try world.move() == [
        "data": [
          "task_id": try #require(world.task["id"]), "new_list_id": try #require(world.list["id"]),
        ]
      ])
    for (task, status) in [(world.task, "to do"), (below, "complete"), (deeper, "in progress")] {
      let moved = try workspace.getTask(task)
      #expect(moved["list"]?["name"] == "Backlog")
      #expect(moved["space"]?["id"]?.string == world.space)
      #expect(moved["parent"] == task["parent"])
      #expect(moved["status"]?["status"]?.string == status)
      // The status is one of the new Space.
      #expect(moved["status"]?["id"] != before["status"]?["id"])
      let dates = try [task, moved].map { try #require($0["date_updated"]?.string) }
      #expect(dates[0] < dates[1])
    }
    let moved = try workspace.getTask(world.task)
    #expect(moved["tags"] == before["tags"])
    let tags = try workspace.get(.getSpaceTags, ["space_id": world.space])["tags"]
    #expect(tags?[0]?["name"] == "blue")
    #expect(try workspace.names() == [])
    #expect(try world.count(world.own) == 0)
    #expect(try world.count(try workspace.id(world.list)) == 1)
    var query = TaskQuery(workspaceID: try workspace.workspaceID())
    query.listIDs = [try workspace.id(world.list)]
    query.name = "A"
    #expect(try workspace.search(query).tasks.count == 1)
    // Its tag is the new Space's now, and goes with that one's.
    try workspace.send(.deleteSpaceTag, ["space_id": world.space, "tag_name": "blue"])
    #expect(try workspace.getTask(world.task)["tags"] == [])
  }

  @Test("A status that the List lacks must be named another one", arguments: ContractSubject.all)
  func statuses(_ subject: ContractSubject) throws {
    let world = try World(subject, statuses: Self.own)
    let workspace = world.workspace
    let statuses = world.list["statuses"]
    let below = try world.subtask("Below", of: world.task, "in progress")
    let done = try world.subtask("Done", of: world.task, "complete")
    try world.refused(400, saying: "`new`, `Complete`, `over`") { _ = try world.move() }
    let own = world.mapping(world.task["status"], statuses?[2])
    // One alone is not enough, and what the List lacks is nothing that a status can become.
    let wrong: [(JSONValue, String)] = [
      ([own], "not found: `in progress`"),
      (
        [own, world.mapping(below["status"], world.task["status"])],
        "this List has `new`, `Complete`, `over`"
      ),
      ([["destination_status_id": "x"]], "`source_status_id` is required"),
    ]
    for (mappings, words) in wrong {
      try world.refused(400, saying: words) {
        _ = try world.move(nil, ["status_mappings": mappings])
      }
    }
    _ = try world.move(
      nil,
      [
        "status_mappings": [own, world.mapping(below["status"], statuses?[0])]
      ])
    let moved = try workspace.getTask(world.task)
    #expect(moved["status"]?["status"] == "over" && moved["date_closed"]?.string != nil)
    #expect(try workspace.getTask(below)["status"]?["status"] == "new")
    // The name is the same, whatever its case, and the kind is another.
    let same = try workspace.getTask(done)
    #expect(same["status"]?["status"] == "Complete" && same["date_closed"]?.isNull == true)
  }

  @Test("What is said of its own status goes before its name", arguments: ContractSubject.all)
  func named(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let below = try world.subtask("Below", of: world.task, "to do")
    let statuses = world.list["statuses"]
    _ = try world.move(
      nil, ["status_mappings": [world.mapping(world.task["status"], statuses?[1])]])
    #expect(
      try world.workspace.getTask(world.task)["status"]?["status"] == "in progress")
    #expect(try world.workspace.getTask(below)["status"]?["status"] == "to do")
  }

  @Test(
    "Values stay where no field shows them, and other Lists too", arguments: ContractSubject.all)
  func kept(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let workspace = world.workspace
    let task = ["task_id": try workspace.id(world.task)]
    let field = try workspace.send(
      .createListField, ["list_id": world.own],
      ["name": "Note", "type": "short_text", "type_config": [:]])["field"]
    let third = try workspace.send(
      .createSpaceList, ["space_id": try workspace.spaceID()], ["name": "Third"])
    try workspace.send(
      .setFieldValue, task.merging(["field_id": try #require(field?["id"]?.string)]) { $1 },
      ["value": "kept"])
    for list in [third, world.list] {
      try workspace.send(.addTaskToList, task.merging(["list_id": try workspace.id(list)]) { $1 })
    }
    let other = try workspace.createTask("B")
    try workspace.send(.addDependency, task, ["depends_on": try #require(other["id"])])
    _ = try world.move(nil, ["move_custom_fields": false])
    let moved = try workspace.getTask(world.task)
    #expect(moved["custom_fields"] == [])
    // It belongs where it stood besides, and stays where else it did.
    #expect(moved["locations"] == [["id": try #require(third["id"]), "name": "Third"]])
    #expect(moved["dependencies"]?.array?.count == 1)
    // Where it stands already nothing changes.
    _ = try world.move()
    #expect(try workspace.getTask(world.task) == moved)
    _ = try world.move(to: ["id": .string(world.own)])
    #expect(try workspace.getTask(world.task)["custom_fields"]?[0]?["value"] == "kept")
  }

  @Test(arguments: ContractSubject.all)
  func refusals(_ subject: ContractSubject) throws {
    let world = try World(subject)
    let below = try world.subtask("Below", of: world.task, "to do")
    try world.refused(400, saying: "List of its parent") { _ = try world.move(below) }
    for body in [["move_custom_fields": true], ["custom_fields_to_move": ["x"]]] as [JSONValue] {
      try world.refused(400, saying: "Custom Fields are not added") {
        _ = try world.move(nil, body)
      }
    }
    try world.refused(404, saying: "List not found") {
      _ = try world.move(to: ["id": "901999999999"])
    }
    try world.refused(404, saying: "Task not found") { _ = try world.move(["id": "86zzz"]) }
    try world.refused(404, saying: "Workspace not found") {
      try world.workspace.send(
        .moveTask,
        [
          "workspace_id": "1", "task_id": try world.workspace.id(world.task),
          "list_id": try world.workspace.id(world.list),
        ], [:])
    }
  }
}
