import APICore
import JSON
import Synchronization

/// A backend that notes what it is asked, and what the published document says against that.
public struct WatchedBackend<Watched: Backend>: Backend {
  public typealias Transaction = Watched.Transaction

  private let watched: Watched
  private let watch: RequestWatch

  public init(_ watched: Watched, watch: RequestWatch) {
    self.watched = watched
    self.watch = watch
  }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    watch.note(request)
    return try watched.read(request)
  }

  public func read(
    _ request: ReadRequest, in transaction: Transaction
  ) throws(APIError) -> JSONValue {
    watch.note(request)
    return try watched.read(request, in: transaction)
  }

  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    try watched.search(query)
  }

  public func search(
    _ query: TaskQuery, in transaction: Transaction
  ) throws(APIError) -> TaskPage {
    try watched.search(query, in: transaction)
  }

  public func write(
    _ request: WriteRequest, in transaction: Transaction
  ) throws(APIError) -> JSONValue {
    watch.note(request)
    return try watched.write(request, in: transaction)
  }
}

/// What was asked, and what the published document says of it.
public final class RequestWatch: Sendable {
  private struct State {
    var counts: [Route: Int] = [:]
    var problems: Set<String> = []
    var excused: Set<OpenAPIErrata.Entry> = []
  }

  private let state = Mutex(State())

  public init() {}

  public var routes: Set<Route> { Set(counts.keys) }
  /// How many requests there were of each route.
  public var counts: [Route: Int] { state.withLock { $0.counts } }
  /// How many there were.
  public var count: Int { counts.values.reduce(0, +) }
  /// In a fixed order.
  public var problems: [String] { state.withLock { $0.problems }.sorted() }
  /// The known errors of the document that something asked for ran into.
  public var excused: Set<OpenAPIErrata.Entry> { state.withLock { $0.excused } }

  public func note(_ request: ReadRequest) {
    note(WriteRequest(request.route, path: request.path, query: request.query))
  }

  public func note(_ request: WriteRequest) {
    let verdict = OpenAPICheck.shared?.verdict(on: request)
    state.withLock { state in
      state.counts[request.route, default: 0] += 1
      for problem in verdict?.problems ?? [] {
        state.problems.insert("\(problem) in \(request.json.canonicalString)")
      }
      state.excused.formUnion(verdict?.excused ?? [])
    }
  }

  /// A request that names no known route.
  public func note(unreadable line: String) {
    state.withLock { _ = $0.problems.insert("\(line) is not a known route") }
  }
}
