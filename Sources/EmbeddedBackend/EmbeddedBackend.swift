import APICore
import JSON
import SQLite

/// A local server of the ClickUp API v2 contract, on one SQLite file.
///
/// The same routes, bodies, answers, defaults and quirks as the real service, so that what an agent
/// learns here holds there.
public struct EmbeddedBackend: Backend {
  public typealias Transaction = SQLite.Transaction

  let store: Store
  let clock: any Clock
  let ids: any IDSource
  let identity: WorkspaceIdentity
  let processZone: ProcessZone
  let memory = WorkspaceMemory()
  let indexWatch = IndexWatch()

  public init(
    store: Store, clock: any Clock, ids: any IDSource,
    identity: WorkspaceIdentity = WorkspaceIdentity(),
    processZone: ProcessZone = .greenwich
  ) {
    self.store = store
    self.clock = clock
    self.ids = ids
    self.identity = identity
    self.processZone = processZone
  }

  /// Every route that is answered.
  public static var routes: Set<Route> { RouteTables.routes }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    try store.read { connection throws(APIError) in try read(request, on: connection) }
  }

  public func read(_ request: ReadRequest, in transaction: Transaction) throws(APIError)
    -> JSONValue
  {
    try read(request, on: transaction.connection)
  }

  public func write(_ request: WriteRequest, in transaction: Transaction) throws(APIError)
    -> JSONValue
  {
    guard request.route.method != .get else { throw Refusal.routeNotFound }
    let body: BodyValues
    switch request.body {
    case .none: body = BodyValues([:])
    case .json(.object(let members)): body = BodyValues(members)
    case .json: throw Refusal.invalid("the request body must be a JSON object")
    }
    let context = RouteContext(
      connection: transaction.connection, path: request.path, query: QueryValues(request.query),
      body: body, parts: request.parts, now: clock.now(), ids: ids, identity: identity,
      processZone: processZone, memory: memory)
    // Whatever it changes is put down to this person.
    _ = try context.authorizedUser()
    let answer = try RouteTables.answer(request.route, context)
    transaction.connection.beforeCommit(SearchIndex.keepUp)
    return answer
  }

  private func read(_ request: ReadRequest, on connection: Connection) throws(APIError)
    -> JSONValue
  {
    guard request.route.method == .get else { throw Refusal.routeNotFound }
    let context = RouteContext(
      connection: connection, path: request.path, query: QueryValues(request.query),
      body: BodyValues([:]), parts: request.parts, now: clock.now(), ids: ids,
      identity: identity, processZone: processZone, memory: memory)
    guard RouteTables.isKept(request) else { return try RouteTables.answer(request.route, context) }
    let answer = try memory.recall(on: connection) {
      $0.answers[request]
    } load: {
      () throws(APIError) in
      try RouteTables.answer(request.route, context)
    } keep: {
      $0.answers[request] = $1
    }
    return answer ?? .null
  }
}
