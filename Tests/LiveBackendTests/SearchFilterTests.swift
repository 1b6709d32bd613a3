import APICore
import EmbeddedBackend
import JSON
import LiveBackend
import LoopbackClickUp
import Testing

/// The filters of a search, as the service is asked for them.
struct SearchFilterTests {
  /// A Workspace on a real socket: two Lists, and tasks that differ in what filters tell apart.
  private struct World {
    let server: ClickUpServer
    let backend: LiveBackend
    let workspaceID: String
    let listID: String
    let otherListID: String

    init() throws {
      server = try ClickUpServer(clock: ManualClock(1_700_000_000_000, step: 1_000))
      backend = LiveBackend(
        client: APIClient(
          exchange: CurlExchange(), token: try Token(ClickUpServer.token),
          address: try APIAddress(server.address)))
      workspaceID = try #require(
        try server.read(ReadRequest(.getWorkspaces))["teams"]?[0]?["id"]?.string)
      let space = try server.write(
        WriteRequest(
          .createSpace, path: ["team_id": workspaceID], body: .json(["name": "Search"])))
      let spaceID = try #require(space["id"]?.string)
      var lists: [String] = []
      for name in ["One", "Two"] {
        let list = try server.write(
          WriteRequest(
            .createSpaceList, path: ["space_id": spaceID], body: .json(["name": .string(name)])))
        lists.append(try #require(list["id"]?.string))
      }
      (listID, otherListID) = (lists[0], lists[1])
      try add(
        "first", to: listID,
        ["tags": ["Red"], "due_date": 1_700_000_500_000, "due_date_time": true])
      try add("second", to: otherListID, ["priority": 1])
      let parent = try add("third", to: listID, [:])
      try add("child", to: listID, ["parent": .string(parent)])
      let archived = try add("old", to: listID, [:])
      try server.write(
        WriteRequest(
          .updateTask, path: ["task_id": archived], body: .json(["archived": true])))
    }

    @discardableResult
    private func add(_ name: String, to list: String, _ more: JSONValue) throws -> String {
      var body = more
      body["name"] = .string(name)
      let task = try server.write(
        WriteRequest(.createTask, path: ["list_id": list], body: .json(body)))
      return try #require(task["id"]?.string)
    }

    func names(_ change: (inout TaskQuery) -> Void) throws -> [String] {
      var query = TaskQuery(workspaceID: workspaceID)
      change(&query)
      return try backend.search(query).tasks.compactMap { $0["name"]?.string }
    }
  }

  @Test func eachFilterReachesTheService() throws {
    let world = try World()
    #expect(try world.names { _ in } == ["third", "second", "first"])
    #expect(try world.names { $0.isReversed = true } == ["first", "second", "third"])
    #expect(try world.names { $0.listIDs = [world.otherListID] } == ["second"])
    #expect(
      try world.names { $0.listIDs = [world.listID, world.otherListID] }
        == ["third", "second", "first"])
    #expect(try world.names { $0.tags = ["RED"] } == ["first"])
    #expect(try world.names { $0.includesSubtasks = true }.contains("child"))
    #expect(try world.names { $0.dueAfter = 1_700_000_499_999 } == ["first"])
    #expect(try world.names { $0.dueBefore = 1_700_000_500_000 } == [])
    #expect(try world.names { $0.text = "SEC" } == ["second"])
    #expect(try world.names { $0.statuses = ["to do", "no such one"] }.count == 3)
    #expect(try world.names { $0.assignees = ["1"] } == [])
    #expect(try world.names { $0.spaceIDs = ["1"] } == [])
    #expect(world.server.problems() == [])
  }

  @Test func archivedTasksAreThoseOfOneList() throws {
    let world = try World()
    #expect(
      try world.names {
        $0.archived = true
        $0.listIDs = [world.listID]
      } == ["old"])
    #expect(
      try world.names {
        $0.archived = true
        $0.listIDs = [world.listID]
        $0.statuses = ["to do"]
        $0.assignees = ["1"]
        $0.tags = ["red"]
      } == [])
    #expect(world.server.problems() == [])
    let lists = [[], [world.listID, world.otherListID]]
    for listIDs in lists {
      let error = try #require(throws: APIError.self) {
        try world.names {
          $0.archived = true
          $0.listIDs = listIDs
        }
      }
      #expect(error.message.contains("exactly one in `list_ids`"))
      #expect(error.delivery == .refused)
    }
  }

  @Test func conditionsOnACustomFieldGoOnceItIsKnown() throws {
    let world = try World()
    let field = try world.server.write(
      WriteRequest(
        .createListField, path: ["list_id": world.listID],
        body: .json(["name": "Points", "type": "number"])))
    let fieldID = try #require((field["field"] ?? field)["id"]?.string)
    let filter = TaskQuery.FieldFilter(fieldID: fieldID, operation: "IS NULL", value: nil)
    #expect(
      try world.names {
        $0.listIDs = [world.listID]
        $0.fieldFilters = [filter]
      } == ["third", "first"])
    let unknown = TaskQuery.FieldFilter(
      fieldID: "00000000-0000-4000-8000-000000000000", operation: "=", value: 1)
    let before = world.server.calls.count
    let error = try #require(throws: APIError.self) {
      try world.names {
        $0.listIDs = [world.listID]
        $0.fieldFilters = [filter, unknown]
      }
    }
    #expect(error.message.contains(unknown.fieldID))
    let asked = world.server.calls.dropFirst(before).map(\.line)
    #expect(!asked.contains { $0.contains("/task?") })
    #expect(world.server.problems() == [])
  }

  @Test func whereTheFieldsAreLookedUpIsPublished() throws {
    let world = try World()
    let unknown = TaskQuery.FieldFilter(
      fieldID: "00000000-0000-4000-8000-000000000000", operation: "=", value: 1)
    let space = try #require(
      try world.server.read(ReadRequest(.getList, path: ["list_id": world.listID]))["space"]?["id"]?
        .string)
    let folder = try world.server.write(
      WriteRequest(.createFolder, path: ["space_id": space], body: .json(["name": "Folder"])))
    #expect(throws: APIError.self) {
      try world.names {
        $0.spaceIDs = [space]
        $0.folderIDs = [folder["id"]?.string ?? ""]
        $0.fieldFilters = [unknown]
      }
    }
    #expect(world.server.calls.count == 3)
    #expect(world.server.problems() == [])
  }

  @Test func aTaskWhoseIDIsTypedIsAskedForAsPublished() throws {
    let world = try World()
    for text in ["86abc1def", "DEV-1"] { #expect(try world.names { $0.text = text } == []) }
    #expect(world.server.calls.contains { $0.line.contains("custom_task_ids=true") })
    #expect(world.server.problems() == [])
  }

  @Test func theQueryIsWhatTheServiceDocuments() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, ["tasks": [], "last_page": true])))
    var query = TaskQuery(workspaceID: "9")
    query.statuses = ["in progress"]
    query.folderIDs = ["4"]
    query.spaceIDs = ["5", "6"]
    query.assignees = ["-3"]
    query.createdAfter = 1
    query.updatedBefore = 2
    query.order = .dueDate
    query.includesClosed = true
    _ = try bench.backend.search(query)
    #expect(
      bench.path
        == "/team/9/task?assignees%5B%5D=-3&date_created_gt=1&date_updated_lt=2"
        + "&include_closed=true&order_by=due_date&page=0&project_ids%5B%5D=4&reverse=false"
        + "&space_ids%5B%5D=5&space_ids%5B%5D=6&statuses%5B%5D=in%20progress&subtasks=false")
  }
}
