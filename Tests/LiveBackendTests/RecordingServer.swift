import LoopbackClickUp
import Synchronization

/// A server that notes what arrives.
final class RecordingServer: Sendable {
  private final class Requests: Sendable {
    let list = Mutex<[ReceivedRequest]>([])
  }

  let server: HTTPServer
  private let requests: Requests

  init(_ react: @escaping @Sendable (ReceivedRequest) -> Reaction) throws {
    let requests = Requests()
    server = try HTTPServer { request in
      requests.list.withLock { $0.append(request) }
      return react(request)
    }
    self.requests = requests
  }

  var all: [ReceivedRequest] { requests.list.withLock { $0 } }
}
