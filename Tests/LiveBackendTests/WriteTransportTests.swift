import APICore
import EmbeddedBackend
import JSON
import LiveBackend
import LoopbackClickUp
import Synchronization
import Testing

/// The trap that Foundation sets on Linux: a server that carries a request out and then closes the
/// connection without answering.
struct WriteTransportTests {
  /// Carries out every write and closes; answers reads, and keeps their connections.
  private final class Closer: Sendable {
    private final class Effects: Sendable {
      let count = Mutex(0)
    }

    let server: HTTPServer
    private let effects: Effects

    init(_ ending: Reaction) throws {
      let effects = Effects()
      self.effects = effects
      server = try HTTPServer { request in
        guard request.method != "GET" else { return .answer(Reply(200, text: "{}")) }
        effects.count.withLock { $0 += 1 }
        return ending
      }
    }

    var count: Int { effects.count.withLock { $0 } }
  }

  /// Every route that changes something.
  static let routes = EmbeddedBackend.routes.filter { $0.method != .get }
    .sorted { $0.description < $1.description }

  @Test(arguments: routes)
  func aWriteHappensOnceWhateverHappensToItsConnection(route: Route) throws {
    var path: [String: String] = [:]
    for name in route.path.matches(of: /\{([^}]+)\}/) { path[String(name.1)] = "1" }
    for ending in [Reaction.close, .reset] {
      let closer = try Closer(ending)
      let exchange = CurlExchange()
      let client = APIClient(
        exchange: exchange, token: try Token("pk_1_A"),
        address: try APIAddress(closer.server.origin))
      let backend = LiveBackend(client: client)
      for body in [WriteRequest.Body.none, .json(["name": "x"])] {
        let before = closer.count
        for _ in 0..<20 {
          // A connection that was used and waits, as there is in a running server.
          _ = try backend.read(ReadRequest(.getUser))
          let admission = try backend.admit(.write)
          let error = try #require(throws: APIError.self) {
            try backend.write(
              WriteRequest(route, path: path, body: body),
              in: Dispatch(operationID: "op", attempt: 1, admission: admission))
          }
          #expect(error.delivery == .unknown)
        }
        // Ends here where it is wrong: with a body the used connection only hangs.
        try #require(closer.count - before == 20)
      }
    }
  }

  #if os(Linux)
    /// What the test above would see without the guard: the same writes on the connection that the
    /// reads left.
    @Test(arguments: [HTTPMethod.post, .delete])
    func onAUsedConnectionTheSameWriteHappensTwice(method: HTTPMethod) throws {
      let closer = try Closer(.close)
      let exchange = CurlExchange()
      for _ in 0..<20 {
        _ = try exchange.send(
          HTTPRequest(.get, closer.server.origin + "/user"), onFreshConnection: false,
          within: 20_000)
        do {
          _ = try exchange.send(
            HTTPRequest(method, closer.server.origin + "/task/1/tag/x"), onFreshConnection: false,
            within: 20_000)
        } catch {
          // How it ends does not matter here, but how often it was carried out.
        }
      }
      #expect(closer.count == 40)
    }
  #endif
}
