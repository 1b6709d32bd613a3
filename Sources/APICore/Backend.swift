import JSON

/// A server of ClickUp's published REST contract: the embedded workspace or the live cloud.
///
/// The seam between the core and the backends is that contract itself, so that the entity shapes
/// are written once, by ClickUp, and both backends answer them.
public protocol Backend: Sendable {
  /// What a write needs to be inside of: the embedded backend's store transaction; nothing on the
  /// live one.
  associatedtype Transaction

  /// Answers a reading route with the service's own JSON.
  func read(_ request: ReadRequest) throws(APIError) -> JSONValue
  /// The same inside an open transaction: sees its uncommitted changes.
  func read(_ request: ReadRequest, in transaction: Transaction) throws(APIError) -> JSONValue

  /// Finds tasks: the one question that the API has no route for.
  func search(_ query: TaskQuery) throws(APIError) -> TaskPage
  func search(_ query: TaskQuery, in transaction: Transaction) throws(APIError) -> TaskPage

  /// Carries out a planned write. Only `Ledger` calls this (a tidy test holds that).
  func write(_ request: WriteRequest, in transaction: Transaction) throws(APIError) -> JSONValue
}

/// The read-only view of a backend that planning gets.
///
/// A value of closures, so that it can stand for the backend as a whole or for the inside of an
/// open transaction without the tools knowing which.
public struct WorkspaceReader {
  /// The Workspace that this process works in (`team_id` on the wire).
  public let workspaceID: String
  private let readRequest: (ReadRequest) throws(APIError) -> JSONValue
  private let searchTasks: (TaskQuery) throws(APIError) -> TaskPage

  public init(
    workspaceID: String,
    read: @escaping (ReadRequest) throws(APIError) -> JSONValue,
    search: @escaping (TaskQuery) throws(APIError) -> TaskPage
  ) {
    self.workspaceID = workspaceID
    readRequest = read
    searchTasks = search
  }

  public init<B: Backend>(_ backend: B, workspaceID: String) {
    self.init(
      workspaceID: workspaceID,
      read: { request throws(APIError) in try backend.read(request) },
      search: { query throws(APIError) in try backend.search(query) })
  }

  public init<B: Backend>(_ backend: B, workspaceID: String, in transaction: B.Transaction) {
    self.init(
      workspaceID: workspaceID,
      read: { request throws(APIError) in try backend.read(request, in: transaction) },
      search: { query throws(APIError) in try backend.search(query, in: transaction) })
  }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    try readRequest(request)
  }

  public func read(
    _ route: Route, path: [String: String] = [:], query: [String: [String]] = [:]
  ) throws(APIError) -> JSONValue {
    try readRequest(ReadRequest(route, path: path, query: query))
  }

  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    try searchTasks(query)
  }
}
