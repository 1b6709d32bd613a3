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

/// What was asked of a `WatchedBackend`.
public final class RequestWatch: Sendable {
  private struct State {
    var routes: Set<Route> = []
    var problems: Set<String> = []
  }

  private let state = Mutex(State())

  public init() {}

  public var routes: Set<Route> { state.withLock { $0.routes } }
  /// In a fixed order.
  public var problems: [String] { state.withLock { $0.problems }.sorted() }

  func note(_ request: ReadRequest) {
    note(request.route, OpenAPICheck.shared?.problems(in: request) ?? [])
  }

  func note(_ request: WriteRequest) {
    note(request.route, OpenAPICheck.shared?.problems(in: request) ?? [])
  }

  private func note(_ route: Route, _ problems: [String]) {
    state.withLock { state in
      state.routes.insert(route)
      state.problems.formUnion(problems)
    }
  }
}
