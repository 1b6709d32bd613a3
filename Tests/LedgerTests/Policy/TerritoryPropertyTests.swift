import APICore
import JSON
import Testing

@testable import Ledger

@Suite("Nothing is written outside of the territory")
struct TerritoryPropertyTests {
  /// Draws policies and requests over one hierarchy.
  private struct Draw {
    let ids: SeededIDSource
    let world: TinyWorkspace

    func below(_ count: Int) -> Int { Int(ids.next() % UInt64(count)) }
    func one<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
    func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }

    /// As a caller may write a number.
    func number(_ nodes: [TinyWorkspace.Node]) -> String {
      (chance(4) ? "00" : "") + one(nodes).id
    }

    func task() -> String { one(world.tasks).id }

    func territory() -> Territory {
      func some(_ nodes: [TinyWorkspace.Node], oneIn: Int) -> Set<String> {
        Set(nodes.filter { _ in chance(oneIn) }.map(\.id))
      }
      return Territory(
        workspaces: some(world.workspaces, oneIn: 6), spaces: some(world.spaces, oneIn: 3),
        folders: some(world.folders, oneIn: 5), lists: some(world.lists, oneIn: 6))
    }

    private static let onTasks: [Route] = [
      .updateTask, .deleteTask, .createTaskComment, .removeFieldValue, .trackTime, .addTaskTag,
      .setFieldValue, .addDependency, .deleteDependency, .addTaskLink, .deleteTaskLink,
      .addTaskToList, .removeTaskFromList, .moveTask,
    ]
    private static let onContainers: [Route] = [
      .createSpace, .updateSpace, .deleteSpace, .createSpaceList, .createSpaceField,
      .createSpaceTag, .createFolder, .updateFolder, .deleteFolder, .createFolderList, .updateList,
      .deleteList, .createListComment, .createListField, .createTask, .createTask, .createTask,
    ]
    private static let onTime: [Route] = [
      .createTimeEntry, .startTimeEntry, .updateTimeEntry, .deleteTimeEntry, .stopTimeEntry,
    ]

    func request() -> WriteRequest {
      switch below(4) {
      case 0: containers(one(Self.onContainers))
      case 1: time(one(Self.onTime))
      default: tasks(one(Self.onTasks))
      }
    }

    private func relation() -> JSONValue {
      [
        "add": .array((0..<below(3)).map { _ in .string(task()) }),
        "rem": .array((0..<below(2)).map { _ in .string(task()) }),
      ]
    }

    private func tasks(_ route: Route) -> WriteRequest {
      var query: [String: [String]] = [:]
      if chance(3) {
        query = ["custom_task_ids": ["true"], "team_id": [one(world.workspaces).id]]
      }
      var path = ["task_id": task()]
      var body: JSONObject = ["name": "x", "assignees": ["add": [1, 2]]]
      switch route {
      case .updateTask where chance(2): body["parent"] = .string(task())
      case .setFieldValue:
        path["field_id"] = "f"
        body = ["value": relation()]
      case .removeFieldValue: path["field_id"] = "f"
      case .addTaskTag: path["tag_name"] = "t"
      case .addTaskLink, .deleteTaskLink: path["links_to"] = task()
      case .addTaskToList, .removeTaskFromList: path["list_id"] = number(world.lists)
      case .moveTask:
        path["list_id"] = number(world.lists)
        path["workspace_id"] = one(world.workspaces).id
      case .addDependency:
        body = [one(["depends_on", "dependency_of"]): .string(task())]
      case .deleteDependency: query[one(["depends_on", "dependency_of"])] = [task()]
      default: break
      }
      let isBare = route == .deleteDependency
      return WriteRequest(
        route, path: path, query: query, body: isBare ? .none : .json(.object(body)))
    }

    private func containers(_ route: Route) -> WriteRequest {
      var body: JSONObject = ["name": "x"]
      var path: [String: String] = [:]
      if route.path.contains("{team_id}") { path["team_id"] = one(world.workspaces).id }
      if route.path.contains("{space_id}") { path["space_id"] = number(world.spaces) }
      if route.path.contains("{folder_id}") { path["folder_id"] = number(world.folders) }
      if route.path.contains("{list_id}") { path["list_id"] = number(world.lists) }
      if route == .createFolder, chance(2) {
        body["parent_folder_id"] = .string(number(world.folders))
      }
      if route == .createTask {
        if chance(3) { body["parent"] = .string(task()) }
        if chance(3) { body["links_to"] = .string(task()) }
        if chance(3) { body["custom_fields"] = [["id": "f", "value": relation()]] }
      }
      return WriteRequest(route, path: path, body: .json(.object(body)))
    }

    private func time(_ route: Route) -> WriteRequest {
      // The path's number of the Workspace is spelt in two ways by the published document.
      var path: [String: String] = [:]
      path[route.path.contains("team_Id") ? "team_Id" : "team_id"] = one(world.workspaces).id
      var body: JSONObject = ["description": "x"]
      let takesTask = [.createTimeEntry, .startTimeEntry, .updateTimeEntry].contains(route)
      if takesTask, chance(2) { body["tid"] = one([.string(task()), .string(task()), "", .null]) }
      if route.path.contains("{timer_id}") {
        path["timer_id"] =
          route == .deleteTimeEntry
          ? (0...below(3)).map { _ in number(world.entries) }.joined(separator: ",")
          : number(world.entries)
      }
      return WriteRequest(route, path: path, body: .json(.object(body)))
    }
  }

  /// Whether what is reached lies in the territory, by the pointers alone.
  private static func holds(_ territory: Territory, _ node: TinyWorkspace.Node) -> Bool {
    [
      ("workspace", territory.workspaces), ("space", territory.spaces),
      ("folder", territory.folders), ("list", territory.lists),
    ].contains { kind, ids in node.id(of: kind).map(ids.contains) ?? false }
  }

  @Test("100,000 writes: allowed exactly when all that they reach lies inside")
  func everyWrite() throws {
    let world = TinyWorkspace()
    let draw = Draw(ids: SeededIDSource(seed: 7), world: world)
    var policy = Policy()
    var counts: [String: Int] = [:]
    for attempt in 0..<100_000 {
      if attempt % 50 == 0 {
        policy.territories = Set((0...draw.below(2)).map { _ in draw.territory() })
        world.runningTimer = draw.chance(2) ? nil : draw.one(world.entries)
        // A person moves things about between the agent's calls.
        draw.one(world.tasks).above = draw.one(world.lists)
        draw.one(world.lists).above = draw.one(world.folders)
      }
      let request = draw.request()
      let effects = world.effects(of: request)
      let isInside = effects.map { nodes in
        policy.territories.allSatisfy { territory in
          nodes.allSatisfy { Self.holds(territory, $0) }
        }
      }
      let verdict = try Self.verdict(on: request, under: policy, in: world)
      counts["\(verdict) \(isInside.map { "\($0)" } ?? "refused")", default: 0] += 1
      switch (verdict, isInside) {
      case ("allowed", false?), ("denied", true?), ("not found", _?):
        Issue.record("\(request.json.canonicalString) is \(verdict), inside: \(isInside ?? false)")
        return
      default: break
      }
    }
    // Each kind of answer came often: the draw is not one-sided.
    #expect(counts["allowed true", default: 0] > 5_000, "\(counts)")
    #expect(counts["denied false", default: 0] > 50_000, "\(counts)")
  }

  private static func verdict(
    on request: WriteRequest, under policy: Policy, in world: TinyWorkspace
  ) throws -> String {
    let places: [Place]?
    do throws(APIError) {
      places = try policy.places(of: request, reading: world.reader)
    } catch {
      guard error.status == 404 else { throw error }
      return "not found"
    }
    let decision = PolicyDecision.of(request, at: places, after: .init(), under: policy)
    return decision == .allowed ? "allowed" : "denied"
  }

  @Test("What is not understood is out of every scope")
  func unknown() {
    let merge = WriteRequest(
      Route(.post, "/task/{task_id}/merge"), path: ["task_id": "86t1"],
      body: .json(["source_task_ids": ["86t2"]]))
    #expect(merge.namedThings() == nil)
    let odd = WriteRequest(.updateTask, path: ["task_id": "86t1", "goal_id": "1"])
    #expect(odd.namedThings() == nil)
  }

  @Test(
    "What is in a task is where that is, and nowhere when that is not known",
    arguments: [
      (Route.deleteComment, ["comment_id"]), (.updateComment, ["comment_id"]),
      (.deleteComment, ["comment_id", "parent_comment_id"]),
      (.createThreadedComment, ["comment_id"]),
      (.updateChecklist, ["checklist_id"]),
      (.createChecklistItem, ["checklist_id"]),
      (.deleteChecklistItem, ["checklist_id", "checklist_item_id"]),
    ])
  func inTask(route: Route, names: [String]) {
    var place = Dictionary(uniqueKeysWithValues: names.map { ($0, "1") })
    #expect(WriteRequest(route, at: place).namedThings() == nil)
    place["task_id"] = "86t1"
    #expect(WriteRequest(route, at: place).namedThings() == [.task("86t1")])
    // It is not sent, and is kept with the request.
    let request = WriteRequest(route, at: place)
    #expect(request.path["task_id"] == nil && request.json["path"]?.string?.contains("86") == false)
    #expect(WriteRequest(template: request.template)?.names == place)
  }

  @Test(
    "So is what is on a List",
    arguments: [Route.deleteComment, .updateComment, .createThreadedComment])
  func onList(route: Route) {
    let request = WriteRequest(route, at: ["comment_id": "1", "list_id": "700"])
    #expect(request.namedThings() == [.list("700")])
    #expect(request.path == ["comment_id": "1"])
  }

  @Test("Every write that can be planned is understood, and names something")
  func routes() {
    for route in Route.all where !route.effect.isRead {
      let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }
      let path = Dictionary(uniqueKeysWithValues: names.map { ($0.dropFirst().dropLast(), "1") })
      var request = WriteRequest(
        route, path: Dictionary(uniqueKeysWithValues: path.map { (String($0), $1) }))
      if request.path["task_id"] == nil { request.place["task_id"] = "86t1" }
      #expect(request.namedThings()?.isEmpty == false, "\(route)")
    }
  }
}
