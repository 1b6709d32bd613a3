import APICore
import EmbeddedBackend
import JSON
import LiveBackend
import LoopbackClickUp
import SQLite
import TestSupport

/// Answers what the live backend sends by the routes of a Workspace in memory: HTTP without
/// sockets.
struct ServedRoutes: HTTPExchange {
  private let store: Store
  private let backend: WatchedBackend<EmbeddedBackend>

  static let origin = "https://clickup.test"
  /// What the live backend is told.
  static let address = origin + RequestDecoding.prefix

  /// - Parameter watch: is told each request as it was read from its address and body.
  init(_ backend: EmbeddedBackend, in store: Store, watch: RequestWatch) {
    self.store = store
    self.backend = WatchedBackend(backend, watch: watch)
  }

  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    // As many a minute as no example asks for.
    let headers = ["x-ratelimit-limit": "1000000", "x-ratelimit-remaining": "1000000"]
    do throws(APIError) {
      let value = try value(request)
      return HTTPAnswer(
        status: value.isNull ? 204 : 200, headers: headers,
        body: value.isNull ? [] : value.canonicalBytes)
    } catch {
      let body = Replies.refusal(
        error, of: RequestDecoding.version(of: target(of: request)), at: Milliseconds(0))
      return HTTPAnswer(status: error.status ?? 500, headers: headers, body: body.canonicalBytes)
    }
  }

  private func target(of request: HTTPRequest) -> String {
    String(request.url.dropFirst(Self.origin.count))
  }

  private func value(_ request: HTTPRequest) throws(APIError) -> JSONValue {
    let (route, path, query) = try RequestDecoding.decode(
      request.method.rawValue, target(of: request))
    guard route.method != .get else {
      return try backend.read(ReadRequest(route, path: path, query: query))
    }
    var body = WriteRequest.Body.none
    if let bytes = request.body {
      do throws(JSONReadError) { body = .json(try JSONValue.parse(bytes)) } catch {
        throw APIError(status: 400, code: nil, message: "the body is not JSON: \(error)")
      }
    }
    let write = WriteRequest(route, path: path, query: query, body: body)
    let answer = try store.write { transaction throws(APIError) in
      try backend.write(write, in: transaction)
    }
    return Replies.answer(answer, to: route)
  }
}
