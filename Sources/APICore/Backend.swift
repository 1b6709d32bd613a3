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

  /// The Lists of a Workspace that have one of these names (`ListName.key`) and are not archived,
  /// in the order of the tree; nil where only the tree tells.
  func lists(named names: [String], in workspaceID: String) throws(APIError) -> [ListPlace]?
  func lists(named names: [String], in workspaceID: String, _ transaction: Transaction)
    throws(APIError) -> [ListPlace]?

  /// Carries out a planned write. Only `Ledger` calls this (a tidy test holds that).
  func write(_ request: WriteRequest, in transaction: Transaction) throws(APIError) -> JSONValue
}

extension Backend {
  public func lists(named names: [String], in workspaceID: String) throws(APIError)
    -> [ListPlace]?
  { nil }

  public func lists(named names: [String], in workspaceID: String, _ transaction: Transaction)
    throws(APIError) -> [ListPlace]?
  { nil }
}

/// The read-only view of a backend that planning gets.
///
/// A value of closures, so that it can stand for the backend as a whole or for the inside of an
/// open transaction without the tools knowing which.
public struct WorkspaceReader {
  /// The Workspace that this process works in (`team_id` on the wire).
  public let workspaceID: String
  /// What was found by name since this reader was made.
  public let found = FoundNames()
  private let readRequest: (ReadRequest) throws(APIError) -> JSONValue
  private let searchTasks: (TaskQuery) throws(APIError) -> TaskPage
  private let findLists: ([String]) throws(APIError) -> [ListPlace]?

  public init(
    workspaceID: String,
    read: @escaping (ReadRequest) throws(APIError) -> JSONValue,
    search: @escaping (TaskQuery) throws(APIError) -> TaskPage,
    lists: @escaping ([String]) throws(APIError) -> [ListPlace]? = { (_) throws(APIError) in nil }
  ) {
    self.workspaceID = workspaceID
    readRequest = read
    searchTasks = search
    findLists = lists
  }

  public init<B: Backend>(_ backend: B, workspaceID: String) {
    self.init(
      workspaceID: workspaceID,
      read: { request throws(APIError) in try backend.read(request) },
      search: { query throws(APIError) in try backend.search(query) },
      lists: { names throws(APIError) in try backend.lists(named: names, in: workspaceID) })
  }

  public init<B: Backend>(_ backend: B, workspaceID: String, in transaction: B.Transaction) {
    self.init(
      workspaceID: workspaceID,
      read: { request throws(APIError) in try backend.read(request, in: transaction) },
      search: { query throws(APIError) in try backend.search(query, in: transaction) },
      lists: { names throws(APIError) in
        try backend.lists(named: names, in: workspaceID, transaction)
      })
  }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    try readRequest(request)
  }

  public func read(
    _ route: Route, path: [String: String] = [:], query: [String: [String]] = [:],
    parts: EntityParts = .all
  ) throws(APIError) -> JSONValue {
    try readRequest(ReadRequest(route, path: path, query: query, parts: parts))
  }

  /// The Lists of one of these names (`ListName.key`); nil where only the tree tells.
  public func lists(named names: [String]) throws(APIError) -> [ListPlace]? {
    try findLists(names)
  }

  /// The same, asking no question twice: for as long as nothing is written, within one transaction.
  public func remembering() -> WorkspaceReader {
    let answers = ReadAnswers()
    return WorkspaceReader(
      workspaceID: workspaceID,
      read: { request throws(APIError) in
        if let answer = answers[request] { return answer }
        let answer = try readRequest(request)
        answers.keep(answer, to: request)
        return answer
      }, search: searchTasks, lists: findLists)
  }

  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    try searchTasks(query)
  }
}

/// What was answered within one transaction; a few answers at most, since a call asks little.
private final class ReadAnswers {
  private var kept: [(request: ReadRequest, answer: JSONValue)] = []

  /// An answer with more parts than are asked for does.
  subscript(request: ReadRequest) -> JSONValue? {
    kept.first { kept in
      kept.request.route == request.route && kept.request.path == request.path
        && kept.request.query == request.query && kept.request.parts.isSuperset(of: request.parts)
    }?.answer
  }

  func keep(_ answer: JSONValue, to request: ReadRequest) { kept.append((request, answer)) }
}
