import APICore
import JSON
import Testing

@testable import Ledger

/// What cannot be placed is not written, whatever the reason.
@Suite("Scope while the service hiccups")
struct HiccupTests {
  private let policy: Policy

  init() {
    var policy = Policy()
    policy.territories = [Territory(lists: ["1000"])]
    self.policy = policy
  }

  /// Places for a value of a field of a task inside, or of one that is made inside.
  ///
  /// - Parameter errors: what is answered of these tasks.
  private func places(
    _ value: JSONValue, field: String = "f", of route: Route = .setFieldValue,
    _ errors: [String: APIError] = [:]
  ) throws -> [Place]? {
    let world = TinyWorkspace()
    let inside = try #require(world.tasks.first)
    let reader = WorkspaceReader(
      workspaceID: "1",
      read: { request throws(APIError) in
        if let error = request.path["task_id"].flatMap({ errors[$0] }) { throw error }
        return try world.reader.read(request)
      }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
    let request =
      route == .setFieldValue
      ? WriteRequest(
        route, path: ["task_id": inside.id, "field_id": field], body: .json(["value": value]))
      : WriteRequest(
        route, path: ["list_id": "1000"],
        body: .json(["name": "x", "custom_fields": [["id": .string(field), "value": value]]]))
    return try policy.places(of: request, reading: reader)
  }

  /// A relationship from a task inside to one outside, whose place is answered with `error`.
  private func places(_ error: APIError) throws -> [Place]? {
    try places(["add": ["86tx"]], ["86tx": error])
  }

  @Test(
    "An answer that does not say where it stands ends the call",
    arguments: [
      APIError(status: 500, code: nil, message: "failed"),
      APIError(status: 429, code: "APP_002", message: "limit", retryAfter: 1_000),
      APIError(status: 401, code: nil, message: "a web page"),
      APIError(status: 401, code: "OAUTH_018", message: "unclear"),
      APIError(status: 401, code: "ACCESS_081", message: "not permitted", token: .good),
      APIError(status: 404, code: nil, message: "a web page"),
      APIError(status: 200, code: nil, message: "is not JSON that can be read"),
      APIError(status: 302, code: nil, message: "redirects"),
      APIError(status: nil, code: nil, message: "reset", delivery: .notSent),
    ])
  func unplaced(error: APIError) throws {
    #expect(throws: error) { try places(error) }
  }

  @Test(
    "A relationship to what is not a task of this user is not made",
    arguments: [
      APIError(status: 404, code: "ITEM_015", message: "not found"),
      APIError(status: 401, code: "OAUTH_018", message: "not found", token: .good),
      APIError(status: 401, code: "OAUTH_027", message: "not authorized", token: .good),
    ])
  func nothing(error: APIError) throws {
    #expect(throws: error) { try places(error) }
  }

  /// Each is a way to write that task which the service might understand.
  private static let spellings: [JSONValue] = [
    ["add": ["86t50"]], ["add": ["86t0", "86t50"]], ["add": "86t50"], "86t50", ["86t50"],
    [["id": "86t50"]], ["add": [["task": ["id": "86t50"]]]], ["rem": "86t50"],
    ["rem": [["id": "86t50"]]], ["rem": ["86t0", ["86t50"]]], ["rem": ["86t50"], "set": []],
    ["add": ["86t50"], "rem": ["86t50"]], ["add": ["86t50"], "rem": ["86t0"]],
  ]

  private static let removals: [JSONValue] = [
    ["rem": ["86t50"]], ["rem": ["86t50"], "add": []], ["rem": ["86t50", "gone"]],
  ]

  @Test(
    "What is taken out of a relationship need not be there, and may stand anywhere",
    arguments: ["f", "l"], removals)
  func removal(field: String, value: JSONValue) throws {
    let gone = APIError(status: 404, code: "ITEM_015", message: "not found")
    #expect(try places(value, field: field, ["gone": gone, "86t50": gone])?.count == 1)
    let places = try #require(
      try self.places(
        ["add": ["86t1"], "rem": ["86t50"]], field: field, ["86t50": gone]))
    #expect(places.map(\.name).contains { $0.hasPrefix("task 86t1 ") })
    #expect(places.count == 2)
  }

  @Test("That holds of what is known to be a relationship, and of what stands already")
  func notARemoval() throws {
    for (field, route) in [("new", Route.setFieldValue), ("f", .createTask), ("l", .createTask)] {
      let places = try places(["rem": ["86t50"]], field: field, of: route)
      #expect(places?.contains { $0.name.hasPrefix("task 86t50 ") } == true, "\(field) \(route)")
    }
    #expect(try places(["rem": ["86t50"]], field: "x") == nil)
  }

  @Test("A dependency is removed where the task stands that waits, from either side")
  func dependency() throws {
    func named(_ query: [String: [String]]) -> Set<NamedThing>? {
      WriteRequest(.deleteDependency, path: ["task_id": "86t1"], query: query).namedThings()
    }
    #expect(named(["depends_on": ["86t2"]]) == [.task("86t1")])
    #expect(named(["dependency_of": ["86t2"]]) == [.task("86t2")])
    let both: Set<NamedThing> = [.task("86t1"), .task("86t2"), .task("86t3")]
    #expect(named(["depends_on": ["86t2"], "dependency_of": ["86t3"]]) == both)
    #expect(named([:]) == [.task("86t1")])
    let odd = WriteRequest(
      .deleteDependency, path: ["task_id": "86t1"], query: ["depends_on": ["86t2"]],
      body: .json(["depends_on": "86t3"]))
    #expect(odd.namedThings() == both)
    let adding = WriteRequest(
      .addDependency, path: ["task_id": "86t1"], body: .json(["depends_on": "86t2"]))
    #expect(adding.namedThings() == [.task("86t1"), .task("86t2")])
    for route in [Route.addTaskLink, .deleteTaskLink] {
      let link = WriteRequest(route, path: ["task_id": "86t1", "links_to": "86t2"])
      #expect(link.namedThings() == [.task("86t1"), .task("86t2")])
    }
  }

  @Test(
    "The field's type says that a value names tasks, whatever it looks like",
    arguments: ["f", "l", "new"], spellings)
  func byType(field: String, value: JSONValue) throws {
    for route in [Route.setFieldValue, .createTask] {
      let places = try #require(try places(value, field: field, of: route))
      #expect(places.contains { $0.name.hasPrefix("task 86t50 ") }, "\(route)")
      #expect(
        PolicyDecision.of(
          WriteRequest(route), at: places, after: .init(), under: policy) != .allowed)
    }
  }

  @Test(
    "What people, labels, texts and files are called is not taken for tasks",
    arguments: ["u", "b", "d", "t", "n", "a"], spellings + [["add": [86, 7]], 5, "DEV-1"])
  func otherTypes(field: String, value: JSONValue) throws {
    let failed = APIError(status: 500, code: nil, message: "failed")
    for route in [Route.setFieldValue, .createTask] {
      #expect(try places(value, field: field, of: route, ["86t50": failed])?.count == 1)
    }
  }

  @Test("What a field is that is not there is not known", arguments: spellings)
  func unknownField(value: JSONValue) throws {
    for route in [Route.setFieldValue, .createTask] {
      #expect(try places(value, field: "x", of: route) == nil)
    }
    // A request that does not say which field.
    let request = WriteRequest(
      .createTask, path: ["list_id": "1000"], body: .json(["custom_fields": [["value": value]]]))
    let reader = TinyWorkspace().reader
    let found = try policy.places(of: request, reading: reader)
    #expect(found?.contains { $0.name.hasPrefix("task 86t50 ") } == true)
  }

  @Test("A custom ID is not a task's own, and so cannot be placed", arguments: ["f", "l", "new"])
  func customID(field: String) throws {
    #expect(throws: APIError.self) { try places(["add": ["DEV-12"]], field: field) }
    #expect(throws: APIError.self) { try places([12], field: field) }
  }
}
