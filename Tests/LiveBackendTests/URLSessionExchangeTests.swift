import APICore
import Foundation
import JSON
import LoopbackClickUp
import Synchronization
import Testing

@testable import LiveBackend

struct URLSessionExchangeTests {
  /// A server that notes what arrives.
  private final class Recorder: Sendable {
    let server: HTTPServer
    private let requests: RequestList

    init(_ react: @escaping @Sendable (ReceivedRequest) -> Reaction) throws {
      let requests = RequestList()
      server = try HTTPServer { request in
        requests.list.withLock { $0.append(request) }
        return react(request)
      }
      self.requests = requests
    }

    var all: [ReceivedRequest] { requests.list.withLock { $0 } }
  }

  private final class RequestList: Sendable {
    let list = Mutex<[ReceivedRequest]>([])
  }

  private let exchange = URLSessionExchange(largestAnswer: 100_000)

  private func get(
    _ server: HTTPServer, _ path: String = "/a", within deadline: Milliseconds = 20_000
  ) throws(HTTPFailure) -> HTTPAnswer {
    try exchange.send(
      HTTPRequest(.get, server.origin + path, headers: ["Authorization": "pk_1_SECRET"]),
      onFreshConnection: false, within: deadline)
  }

  @Test func `a request arrives as it was made, and its answer comes back whole`() throws {
    let recorder = try Recorder { _ in
      .answer(Reply(201, headers: ["X-RateLimit-Limit": "100"], text: "{\"é\":1}"))
    }
    let body = Array("{\"a\":\"é\"}".utf8)
    let answer = try exchange.send(
      HTTPRequest(
        .post, recorder.server.origin + "/api/a%2Fb/c%20d?x%5B%5D=%7B&x%5B%5D=2",
        headers: [
          "Authorization": "pk_1", "User-Agent": "taskledger/1", "Content-Type": "application/json",
        ], body: body), onFreshConnection: true, within: 20_000)
    #expect(answer.status == 201)
    #expect(answer.headers["x-ratelimit-limit"] == "100")
    #expect(answer.body == Array("{\"é\":1}".utf8))
    let request = recorder.all[0]
    #expect(request.method == "POST")
    #expect(request.target == "/api/a%2Fb/c%20d?x%5B%5D=%7B&x%5B%5D=2")
    #expect(request.header("authorization") == "pk_1")
    #expect(request.header("user-agent") == "taskledger/1")
    #expect(request.header("cookie") == nil)
    #expect(request.body == body)
  }

  @Test func `reads share a connection, and each write has its own`() throws {
    let recorder = try Recorder { _ in .answer(Reply(200, text: "{}")) }
    let url = recorder.server.origin + "/a"
    for fresh in [false, false, true, true, false] {
      let request = HTTPRequest(fresh ? .delete : .get, url)
      _ = try exchange.send(request, onFreshConnection: fresh, within: 20_000)
    }
    let connections = recorder.all.map(\.connection)
    #expect(connections[0] == connections[1])
    #expect(connections[0] == connections[4])
    #expect(Set(connections).count == 3)
    #expect(recorder.all[2].ordinal == 1)
    #expect(recorder.all[3].ordinal == 1)
  }

  @Test(arguments: [301, 302, 303, 307, 308], [HTTPMethod.get, .post, .put, .delete])
  func `a redirect is an answer`(status: Int, method: HTTPMethod) throws {
    let elsewhere = try Recorder { _ in .answer(Reply(200, text: "{}")) }
    let target = elsewhere.server.origin + "/b"
    let recorder = try Recorder { _ in .answer(Reply(status, headers: ["Location": target])) }
    for body in method == .get ? [nil] : [nil, Array("{}".utf8)] {
      let answer = try exchange.send(
        HTTPRequest(method, recorder.server.origin + "/a", body: body),
        onFreshConnection: method != .get, within: 20_000)
      #expect(answer.status == status)
      #expect(answer.headers["location"] == target)
    }
    #expect(elsewhere.all.isEmpty)
    #expect(recorder.all.count == (method == .get ? 1 : 2))
  }

  @Test func `a refused connection sent nothing`() throws {
    let recorder = try Recorder { _ in .close }
    let origin = recorder.server.origin
    recorder.server.stop()
    let failure = try #require(throws: HTTPFailure.self) {
      try exchange.send(
        HTTPRequest(.post, origin + "/a"), onFreshConnection: true, within: 20_000)
    }
    #expect(failure.kind == .notConnected)
  }

  @Test func `a name that is nowhere sent nothing`() throws {
    let failure = try #require(throws: HTTPFailure.self) {
      try exchange.send(
        HTTPRequest(.post, "http://nowhere.invalid/a"), onFreshConnection: true, within: 20_000)
    }
    #expect(failure.kind == .notConnected)
  }

  @Test(
    arguments: [
      .close, .reset, .bytes(Array("NOT HTTP\r\n\r\n".utf8)),
      .truncated(Reply(200, text: "{\"a\":1}"), bodyBytes: 3),
      .truncated(Reply(200, text: "{\"a\":1}"), bodyBytes: 0),
    ] as [Reaction])
  func `an answer that ends early is broken`(reaction: Reaction) throws {
    let recorder = try Recorder { _ in reaction }
    for (method, body) in [(HTTPMethod.get, nil), (.post, nil), (.put, Array("{}".utf8))] {
      let failure = try #require(throws: HTTPFailure.self) {
        try exchange.send(
          HTTPRequest(method, recorder.server.origin + "/a", body: body),
          onFreshConnection: true, within: 20_000)
      }
      #expect(failure.kind == .broken)
    }
    #expect(recorder.all.count == 3)
  }

  /// The codes and words of Foundation on Linux, as measured; codes of other systems by their
  /// documentation.
  @Test(arguments: [
    (NSURLErrorCannotConnectToHost, "Failed to connect to x port 1", HTTPFailure.Kind.notConnected),
    (NSURLErrorCannotFindHost, "Could not resolve host: x", .notConnected),
    (NSURLErrorSecureConnectionFailed, "", .notConnected),
    (NSURLErrorUnknown, "SSL certificate problem: self-signed certificate", .notConnected),
    (NSURLErrorUnknown, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection", .notConnected),
    (NSURLErrorUnknown, "transfer closed with 94 bytes remaining to read", .broken),
    (NSURLErrorUnknown, "OpenSSL SSL_read: SSL certificate problem", .broken),
    (NSURLErrorUnsupportedURL, "Received HTTP/0.9 when not allowed", .broken),
    (NSURLErrorBadServerResponse, "Empty reply from server", .broken),
    (NSURLErrorNetworkConnectionLost, "Recv failure: Connection reset by peer", .broken),
    (NSURLErrorTimedOut, "", .timedOut), (NSURLErrorCancelled, "", .broken), (-99_999, "", .broken),
  ])
  func `only what comes before the first byte counts as not connected`(
    code: Int, words: String, kind: HTTPFailure.Kind
  ) {
    let error = NSError(
      domain: NSURLErrorDomain, code: code, userInfo: [NSLocalizedDescriptionKey: words])
    #expect(Transfer.failure(error).kind == kind)
  }

  @Test func `a deadline is kept to the millisecond, not to the second`() throws {
    let recorder = try Recorder { _ in .hang(then: .close) }
    let clock = UptimeClock()
    let start = clock.now()
    for fresh in [false, true] {
      let failure = try #require(throws: HTTPFailure.self) {
        try exchange.send(
          HTTPRequest(fresh ? .post : .get, recorder.server.origin + "/a"),
          onFreshConnection: fresh, within: 150)
      }
      #expect(failure.kind == .timedOut)
    }
    #expect(clock.now() - start >= 300)
    #expect(clock.now() - start < 10_000)
    #expect(recorder.server.waitForHanging(2))
    recorder.server.releaseHanging()
  }

  @Test func `no more is read than a bound`() throws {
    let recorder = try Recorder { _ in
      .answer(Reply(200, body: [UInt8](repeating: 0x20, count: 100_001)))
    }
    let failure = try #require(throws: HTTPFailure.self) { try get(recorder.server) }
    #expect(failure.kind == .tooLarge)
    let fitting = try Recorder { _ in
      .answer(Reply(200, body: [UInt8](repeating: 0x20, count: 100_000)))
    }
    #expect(try get(fitting.server).body.count == 100_000)
  }

  @Test func `nothing is kept of an answer`() throws {
    let recorder = try Recorder { _ in
      .answer(
        Reply(
          200, headers: ["Set-Cookie": "a=b; Path=/", "Cache-Control": "max-age=600", "ETag": "x"],
          text: "{}"))
    }
    _ = try get(recorder.server)
    _ = try get(recorder.server)
    #expect(recorder.all.count == 2)
    #expect(recorder.all[1].header("cookie") == nil)
    #expect(recorder.all[1].header("if-none-match") == nil)
  }

  @Test(arguments: ["Basic realm=\"x\"", "Bearer", "Digest realm=\"x\", nonce=\"y\"", "Other"])
  func `a challenge is an answer`(challenge: String) throws {
    let recorder = try Recorder { _ in
      .answer(Reply(401, headers: ["WWW-Authenticate": challenge], text: "{\"a\":1}"))
    }
    for fresh in [false, true] {
      let answer = try exchange.send(
        HTTPRequest(fresh ? .delete : .get, recorder.server.origin + "/a"),
        onFreshConnection: fresh, within: 20_000)
      #expect(answer.status == 401)
      #expect(answer.body == Array("{\"a\":1}".utf8))
    }
    #expect(recorder.all.count == 2)
  }

  @Test(arguments: [false, true])
  func `a caller is told that there is no answer yet`(isWrite: Bool) throws {
    let recorder = try Recorder { _ in .hang(then: .answer(Reply(200, text: "{}"))) }
    let server = recorder.server
    let told = Mutex<[String]>([])
    let call = CallContext(deadline: 0) { words in
      told.withLock { $0.append(words) }
      server.releaseHanging()
    }
    let exchange = URLSessionExchange(silence: 200)
    let answer = try CallContext.$current.withValue(call) {
      try exchange.send(
        HTTPRequest(isWrite ? .post : .get, server.origin + "/a"), onFreshConnection: isWrite,
        within: 20_000)
    }
    #expect(answer.status == 200)
    #expect(told.withLock { $0.first } == "no answer from 127.0.0.1 yet")
  }

  @Test func `a read ends when its call is cancelled`() throws {
    let recorder = try Recorder { _ in .hang(then: .close) }
    let call = CallContext(deadline: 0)
    Thread {
      _ = recorder.server.waitForHanging()
      call.cancellation.set()
    }.start()
    let failure = try #require(throws: HTTPFailure.self) {
      try CallContext.$current.withValue(call) { try get(recorder.server) }
    }
    #expect(failure.kind == .cancelled)
    recorder.server.releaseHanging()
  }

  /// For longer than it takes to notice.
  @Test func `a cancelled call does not cut a write short`() throws {
    let recorder = try Recorder { _ in .hang(then: .close) }
    let call = CallContext(deadline: 0)
    call.cancellation.set()
    let failure = try #require(throws: HTTPFailure.self) {
      try CallContext.$current.withValue(call) {
        try exchange.send(
          HTTPRequest(.post, recorder.server.origin + "/a"), onFreshConnection: true,
          within: Pause.slice + Pause.slice)
      }
    }
    #expect(failure.kind == .timedOut)
    recorder.server.releaseHanging()
  }

  @Test func `a write is waited for, though its call was cancelled`() throws {
    let recorder = try Recorder { _ in .hang(then: .answer(Reply(200, text: "{}"))) }
    let call = CallContext(deadline: 0)
    call.cancellation.set()
    Thread {
      _ = recorder.server.waitForHanging()
      recorder.server.releaseHanging()
    }.start()
    let answer = try CallContext.$current.withValue(call) {
      try exchange.send(
        HTTPRequest(.delete, recorder.server.origin + "/a"), onFreshConnection: true,
        within: 20_000)
    }
    #expect(answer.status == 200)
  }
}
