import Foundation
import JSON
import LoopbackClickUp
import Synchronization
import Testing

/// Where the real binary sends a token, whatever its environment says.
@Suite struct ProxyTests {
  /// A proxy that notes what it is asked for and refuses it.
  private final class Proxy: Sendable {
    private final class Requests: Sendable {
      let list = Mutex<[ReceivedRequest]>([])
    }

    let server: HTTPServer
    private let requests: Requests

    init() throws {
      let requests = Requests()
      server = try HTTPServer { request in
        requests.list.withLock { $0.append(request) }
        return .answerThenClose(Reply(403, text: "no"))
      }
      self.requests = requests
    }

    var all: [ReceivedRequest] { requests.list.withLock { $0 } }

    var environment: [String: String] {
      let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"]
      return Dictionary(uniqueKeysWithValues: names.map { ($0, server.origin) })
    }
  }

  @Test func whatStaysOnThisMachineGoesToNoProxyAndCarriesOnlyTheToken() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let proxy = try Proxy()
    // What curl and its like would send along for this host.
    let netrc = live.folder.url.appendingPathComponent(".netrc")
    try Data("machine 127.0.0.1 login ana password secret\n".utf8).write(to: netrc)
    let ended = try live.run(
      "call", "create_task", "list_id=Inbox", "name=Here",
      environment: proxy.environment.merging(["HOME": live.folder.url.path]) { $1 })
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(live.server.effects.count == 1)
    #expect(proxy.server.connectionCount == 0)
  }

  /// The proxy is asked for the way and told nothing else.
  @Test func elsewhereTheProxyOfTheEnvironmentIsAskedForTheWayOnly() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let proxy = try Proxy()
    let ended = try CommandLineTests.run(
      "--backend", "clickup", "--store", live.store, "--clickup-url",
      "https://service.invalid/api/v2", "call", "get_workspace",
      environment: LiveProcess.environment.merging(proxy.environment) { $1 })
    #expect(ended.status != 0)
    #expect(!proxy.all.isEmpty)
    for request in proxy.all {
      #expect(request.method == "CONNECT")
      #expect(request.target == "service.invalid:443")
      #expect(request.header("authorization") == nil)
    }
  }
}
