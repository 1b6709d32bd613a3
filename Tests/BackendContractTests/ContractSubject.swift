import APICore
import EmbeddedBackend
import JSON
import LiveBackend
import LoopbackClickUp
import SQLite
import Testing

/// A backend that the contract is held against; every test of this target runs on each.
struct ContractSubject: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// A new Workspace of one person in Berlin, at 2026-01-26T10:00:00Z. Of the real service: a new
  /// Space, now, in whoever's Workspace it is.
  let open: @Sendable () throws -> ContractWorkspace

  /// What has a clock that the test sets and a Workspace that holds nothing else. Most tests need
  /// both, or hold messages that are this program's own, and so cannot run on the real service.
  static let all = [embedded, loopback]

  /// The same and the real service, where the environment asks for it: for tests that need nothing
  /// but a Space.
  static let anywhere = all + (RealService.fromEnvironment.map { [.real($0)] } ?? [])

  static let embedded = ContractSubject(testDescription: "embedded") {
    let clock = ManualClock(ContractWorkspace.start)
    let ids = SeededIDSource(seed: 1)
    let owner = Owner(name: "Jane Doe", timeZone: "Europe/Berlin")
    let store = Store(
      path: ":memory:", migrations: EmbeddedBackend.migrations,
      seed: EmbeddedBackend.seed(owner: owner, clock: clock, ids: ids))
    let backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    return ContractWorkspace(
      clock: clock,
      read: { request throws(APIError) in try backend.read(request) },
      write: { request throws(APIError) in
        try store.write { transaction throws(APIError) in
          try backend.write(request, in: transaction)
        }
      },
      search: { query throws(APIError) in try backend.search(query) })
  }

  /// The live backend, and a server that has the embedded one behind it.
  static let loopback = ContractSubject(testDescription: "live over loopback") {
    let clock = ManualClock(ContractWorkspace.start)
    let server = try ClickUpServer(clock: clock)
    let backend = LiveBackend(
      client: APIClient(
        exchange: CurlExchange(), token: try Token(ClickUpServer.token),
        address: try APIAddress(server.address), clock: clock))
    var workspace = ContractWorkspace(clock: clock, backend, keeping: server)
    // What the tests read and write may be wrong on purpose; how it is searched is the backend's.
    workspace.search = { query throws(APIError) in
      let before = server.calls.count
      defer { #expect(server.problems(after: before) == []) }
      return try backend.search(query)
    }
    return workspace
  }

  private static func real(_ service: RealService) -> ContractSubject {
    ContractSubject(testDescription: "live") {
      let space = try RealService.Space(service)
      return ContractWorkspace(
        clock: ManualClock(ContractWorkspace.start), service.backend, keeping: space,
        place: (space.workspaceID, space.id))
    }
  }
}

/// One open Workspace, spoken to by its routes only.
struct ContractWorkspace: Sendable {
  /// 2026-01-26T10:00:00Z
  static let start = Milliseconds(1_769_421_600_000)

  let clock: ManualClock
  let read: @Sendable (ReadRequest) throws(APIError) -> JSONValue
  let write: @Sendable (WriteRequest) throws(APIError) -> JSONValue
  var search: @Sendable (TaskQuery) throws(APIError) -> TaskPage
  /// Where the tests work, if not in the only Workspace and its first Space.
  var place: (workspaceID: String, spaceID: String)?

  func get(_ route: Route, _ path: [String: String] = [:], _ query: [String: [String]] = [:])
    throws(APIError) -> JSONValue
  {
    try read(ReadRequest(route, path: path, query: query))
  }

  /// Sends a change, a second after the last one.
  @discardableResult
  func send(
    _ route: Route, _ path: [String: String] = [:], _ body: JSONValue? = nil,
    query: [String: [String]] = [:]
  ) throws(APIError) -> JSONValue {
    clock.advance(by: 1_000)
    return try write(
      WriteRequest(route, path: path, query: query, body: body.map { .json($0) } ?? .none))
  }
}

// What every test needs to begin with.
extension ContractWorkspace {
  /// - Parameter keeping: lives as long as the Workspace is used.
  init(
    clock: ManualClock, _ backend: LiveBackend, keeping: any Sendable & AnyObject,
    place: (workspaceID: String, spaceID: String)? = nil
  ) {
    self.init(
      clock: clock,
      read: { request throws(APIError) in
        defer { withExtendedLifetime(keeping) {} }
        return try backend.read(request)
      },
      write: { request throws(APIError) in
        let admission = try backend.admit(.write)
        return try backend.write(
          request, in: Dispatch(operationID: "contract", attempt: 1, admission: admission))
      },
      search: { query throws(APIError) in try backend.search(query) }, place: place)
  }

  func workspaceID() throws -> String {
    if let place { return place.workspaceID }
    return try #require(try get(.getWorkspaces)["teams"]?[0]?["id"]?.string)
  }

  func userID() throws -> Int64 { try #require(try get(.getUser)["user"]?["id"]?.integer) }

  func spaceID() throws -> String {
    if let place { return place.spaceID }
    let spaces = try get(.getSpaces, ["team_id": workspaceID()])
    return try #require(spaces["spaces"]?[0]?["id"]?.string)
  }

  /// The List `Inbox`.
  func listID() throws -> String {
    let lists = try get(.getSpaceLists, ["space_id": spaceID()])
    return try #require(lists["lists"]?[0]?["id"]?.string)
  }

  /// Creates a task in `Inbox` (or in `list`); its answer.
  func createTask(_ name: String, _ members: JSONObject = [:], in list: String? = nil)
    throws -> JSONValue
  {
    var body = members
    body["name"] = .string(name)
    return try send(.createTask, ["list_id": list ?? listID()], .object(body))
  }

  func updateTask(_ task: JSONValue, _ body: JSONValue) throws -> JSONValue {
    try send(.updateTask, ["task_id": try id(task)], body)
  }

  func getTask(_ task: JSONValue, _ query: [String: [String]] = [:]) throws -> JSONValue {
    try get(.getTask, ["task_id": try id(task)], query)
  }

  /// The names of the tasks that "Get Tasks" answers for `Inbox`.
  func names(_ query: [String: [String]] = [:]) throws -> [String] {
    try Self.names(get(.getTasks, ["list_id": listID()], query))
  }

  /// The names of the tasks that "Get Filtered Team Tasks" answers.
  func teamNames(_ query: [String: [String]] = [:]) throws -> [String] {
    try Self.names(get(.getTeamTasks, ["team_Id": workspaceID()], query))
  }

  static func names(_ page: JSONValue) -> [String] {
    (page["tasks"]?.array ?? []).compactMap { $0["name"]?.string }
  }

  func id(_ object: JSONValue) throws -> String { try #require(object["id"]?.string) }
}

/// Expects that `body` is refused with this status and `ECODE`, and that the message speaks of
/// `words`.
///
/// - Parameter isUnknown: whether it is of an ID that never was: the service then says 401, and the
///   embedded Workspace what is missing.
func expectRefusal(
  _ status: Int, _ code: String?, saying words: String = "", isUnknown: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("nothing was refused", sourceLocation: sourceLocation)
  } catch let error as APIError where isUnknown && error.status == 401 {
    #expect(error.code == "OAUTH_018", sourceLocation: sourceLocation)
    #expect(error.saysNothingIsThere, sourceLocation: sourceLocation)
    #expect(error.message.contains("the token itself is good"), sourceLocation: sourceLocation)
  } catch let error as APIError {
    #expect(error.status == status, sourceLocation: sourceLocation)
    #expect(error.code == code, sourceLocation: sourceLocation)
    #expect(error.delivery == .refused, sourceLocation: sourceLocation)
    #expect(
      words.isEmpty || error.message.contains(words), "\(error.message)",
      sourceLocation: sourceLocation)
    #expect(!error.message.hasSuffix("."), sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
}
