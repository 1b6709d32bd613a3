import APICore
import EmbeddedBackend
import JSON
import SQLite
import Synchronization
import Testing

@testable import LiveBackend

/// A service with one Workspace whose answers can be lost, and the evidence of what is sent to it.
///
/// The service is the embedded backend: it answers the same routes.
final class EvidenceWorkspace: Sendable {
  let clock = ManualClock(1_769_421_600_000)
  let workspaceID: String
  let spaceID: String
  let listID: String
  let userID: Int64
  private let store: Store
  private let backend: EmbeddedBackend
  private let log = Mutex<[ReadRequest]>([])

  init() throws {
    let ids = SeededIDSource(seed: 1)
    let owner = Owner(name: "Jane Doe", timeZone: "America/New_York")
    store = Store(
      path: ":memory:", migrations: EmbeddedBackend.migrations,
      seed: EmbeddedBackend.seed(owner: owner, clock: clock, ids: ids))
    backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    let workspaces = try backend.read(ReadRequest(.getWorkspaces))
    workspaceID = try #require(workspaces["teams"]?[0]?["id"]?.string)
    let spaces = try backend.read(ReadRequest(.getSpaces, path: ["team_id": workspaceID]))
    spaceID = try #require(spaces["spaces"]?[0]?["id"]?.string)
    let lists = try backend.read(ReadRequest(.getSpaceLists, path: ["space_id": spaceID]))
    listID = try #require(lists["lists"]?[0]?["id"]?.string)
    userID = try #require(try backend.read(ReadRequest(.getUser))["user"]?["id"]?.integer)
  }

  /// What evidence and look-ups read with; what they ask for is noted in `asked`.
  func reader(_ options: EvidenceOptions = EvidenceOptions()) -> EvidenceReader {
    EvidenceReader(options: options) { [self] request throws(APIError) in
      log.withLock { $0.append(request) }
      return try backend.read(request)
    }
  }

  var asked: [ReadRequest] { log.withLock { $0 } }

  func read(
    _ route: Route, _ path: [String: String], _ query: [String: [String]] = [:]
  ) throws(APIError) -> JSONValue {
    try backend.read(ReadRequest(route, path: path, query: query))
  }

  /// Carries a write out, a second after whatever was before.
  @discardableResult
  func send(_ request: WriteRequest) throws(APIError) -> JSONValue {
    clock.advance(by: 1_000)
    return try store.write { transaction throws(APIError) in
      try backend.write(request, in: transaction)
    }
  }

  @discardableResult
  func send(
    _ route: Route, _ path: [String: String] = [:], _ body: JSONValue? = nil,
    query: [String: [String]] = [:]
  ) throws(APIError) -> JSONValue {
    try send(
      WriteRequest(route, path: path, query: query, body: body.map { .json($0) } ?? .none))
  }

  /// Changes what no route does.
  func execute(_ sql: String, _ values: [SQLValue] = []) throws(SQLiteError) {
    try store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(sql, values)
    }
  }

  func task(_ name: String = "Task", _ members: JSONObject = [:]) throws -> String {
    let body = members.merging(["name": .string(name)]) { $1 }
    let task = try send(.createTask, ["list_id": listID], .object(body))
    return try #require(task["id"]?.string)
  }

  func shown(_ task: String) throws -> JSONValue {
    try read(.getTask, ["task_id": task], ["include_markdown_description": ["true"]])
  }
}

/// One write on its way to the service: with its evidence, and the time at which it was sent.
struct Sending {
  let workspace: EvidenceWorkspace
  let evidence: Evidence
  let dispatchedAt: Milliseconds
  private let options: EvidenceOptions

  init(
    _ request: WriteRequest, _ workspace: EvidenceWorkspace, operation: String = "op-1",
    _ options: EvidenceOptions = EvidenceOptions()
  ) throws {
    self.workspace = workspace
    self.options = options
    let reader = workspace.reader(options)
    let evidence = try reader.evidence(for: request, operationID: operation)
    // The ledger stores it as JSON and reads it again.
    let record = try JSONValue.parse(evidence.record.canonicalString)
    self.evidence = Evidence(
      request: evidence.request, record: record, makesSomething: evidence.makesSomething)
    dispatchedAt = workspace.clock.now()
  }

  /// It arrives, and its answer is lost to the sender.
  @discardableResult
  func arrive() throws -> JSONValue { try workspace.send(evidence.request) }

  func lookUp() throws -> Finding {
    try workspace.reader(options).lookUp(evidence, dispatchedAt: dispatchedAt)
  }

  /// What a look-up found that can be its result.
  func found() throws -> (things: [FoundThing], isMarked: Bool) {
    let finding = try lookUp()
    guard case .made(let things, let isMarked) = finding else {
      Issue.record("\(finding)")
      return ([], false)
    }
    return (things, isMarked)
  }
}
