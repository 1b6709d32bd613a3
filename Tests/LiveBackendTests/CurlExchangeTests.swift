import APICore
import Foundation
import JSON
import LoopbackClickUp
import Synchronization
import Testing

@testable import LiveBackend

struct CurlExchangeTests {
  private let exchange = CurlExchange(largestAnswer: 100_000)

  private func get(
    _ server: HTTPServer, _ path: String = "/a", within deadline: Milliseconds = 20_000
  ) throws(HTTPFailure) -> HTTPAnswer {
    try exchange.send(
      HTTPRequest(.get, server.origin + path, headers: ["Authorization": "pk_1_SECRET"]),
      onFreshConnection: false, within: deadline)
  }

  @Test func aRequestArrivesAsItWasMadeAndItsAnswerComesBackWhole() throws {
    let recorder = try RecordingServer { _ in
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
    #expect(request.header("expect") == nil)
    #expect(request.header("accept-encoding") == "gzip")
    #expect(request.body == body)
  }

  /// Left to itself, libcurl calls a body a form, and waits for leave to send a long one.
  @Test func whatIsSentSaysWhatItIsAndNoMore() throws {
    let recorder = try RecordingServer { _ in .answer(Reply(417, text: "{}")) }
    let long = [UInt8](repeating: 0x20, count: 2 << 20)
    let cases: [(HTTPMethod, [UInt8]?, String?)] = [
      (.get, nil, nil), (.delete, nil, nil), (.post, nil, "0"), (.put, nil, "0"),
      (.post, [], "0"), (.delete, Array("{}".utf8), "2"), (.put, long, "\(long.count)"),
    ]
    for (method, body, _) in cases {
      let answer = try exchange.send(
        HTTPRequest(method, recorder.server.origin + "/a", body: body),
        onFreshConnection: method != .get, within: 20_000)
      #expect(answer.status == 417)
    }
    #expect(recorder.all.map(\.method) == cases.map(\.0.rawValue))
    #expect(recorder.all.map { $0.header("content-length") } == cases.map(\.2))
    #expect(recorder.all.map(\.body) == cases.map { $0.1 ?? [] })
    for name in ["content-type", "expect", "transfer-encoding", "cookie", "authorization"] {
      #expect(recorder.all.allSatisfy { $0.header(name) == nil }, "\(name)")
    }
  }

  @Test func aHeaderThatWouldBeTwoIsNotSent() throws {
    let recorder = try RecordingServer { _ in .answer(Reply(200, text: "{}")) }
    for value in ["a\r\nX-B: c", "a\nX-B: c", "a\0"] {
      let failure = try #require(throws: HTTPFailure.self) {
        try exchange.send(
          HTTPRequest(.get, recorder.server.origin + "/a", headers: ["X-A": value]),
          onFreshConnection: false, within: 20_000)
      }
      #expect(failure.message == "the header `X-A` has more than one line")
    }
    #expect(recorder.all.isEmpty)
  }

  @Test func anAddressThatLeadsElsewhereThanHTTPSentNothing() throws {
    for url in ["file:///etc/hostname", "ftp://127.0.0.1/a", "http://", "a b", "gopher://a/b"] {
      let failure = try #require(throws: HTTPFailure.self) {
        try exchange.send(HTTPRequest(.get, url), onFreshConnection: false, within: 20_000)
      }
      #expect(failure.kind != .timedOut, "\(url)")
    }
  }

  /// Between two reads the server closed the connection.
  @Test func aReadFindsANewConnectionWhereTheOldOneIsDead() throws {
    let recorder = try RecordingServer { _ in .answerThenClose(Reply(200, text: "{}")) }
    for _ in 0..<20 { #expect(try get(recorder.server).status == 200) }
    #expect(recorder.all.count == 20)
  }

  @Test func readsShareAConnectionAndEachWriteHasItsOwn() throws {
    let recorder = try RecordingServer { _ in .answer(Reply(200, text: "{}")) }
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
  func aRedirectIsAnAnswer(status: Int, method: HTTPMethod) throws {
    let elsewhere = try RecordingServer { _ in .answer(Reply(200, text: "{}")) }
    let target = elsewhere.server.origin + "/b"
    let recorder = try RecordingServer { _ in .answer(Reply(status, headers: ["Location": target]))
    }
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

  @Test func aRefusedConnectionSentNothing() throws {
    let recorder = try RecordingServer { _ in .close }
    let origin = recorder.server.origin
    recorder.server.stop()
    let failure = try #require(throws: HTTPFailure.self) {
      try exchange.send(
        HTTPRequest(.post, origin + "/a"), onFreshConnection: true, within: 20_000)
    }
    #expect(failure.kind == .notConnected)
  }

  @Test func aNameThatIsNowhereSentNothing() throws {
    let failure = try #require(throws: HTTPFailure.self) {
      try exchange.send(
        HTTPRequest(.post, "https://nowhere.invalid/a"), onFreshConnection: true, within: 20_000)
    }
    #expect(failure.kind == .notConnected)
  }

  @Test(
    arguments: [
      .close, .reset,
      .truncated(Reply(200, text: "{\"a\":1}"), bodyBytes: 3),
      .truncated(Reply(200, text: "{\"a\":1}"), bodyBytes: 0),
    ] as [Reaction])
  func anAnswerThatEndsEarlyIsBroken(reaction: Reaction) throws {
    let recorder = try RecordingServer { _ in reaction }
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

  @Test func aDeadlineIsKeptToTheMillisecondNotToTheSecond() throws {
    let recorder = try RecordingServer { _ in .hang(then: .close) }
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

  @Test func noMoreIsReadThanABound() throws {
    let recorder = try RecordingServer { _ in
      .answer(Reply(200, body: [UInt8](repeating: 0x20, count: 100_001)))
    }
    let failure = try #require(throws: HTTPFailure.self) { try get(recorder.server) }
    #expect(failure.kind == .tooLarge)
    let fitting = try RecordingServer { _ in
      .answer(Reply(200, body: [UInt8](repeating: 0x20, count: 100_000)))
    }
    #expect(try get(fitting.server).body.count == 100_000)
  }

  @Test func anAnswerThatWasPackedIsUnpackedUpToTheBound() throws {
    let small = try #require(Data(base64Encoded: "H4sIAAAAAAACA6tWSlSyUjq8UqkWAKUA8CAKAAAA"))
    // 200,000 spaces.
    let bomb = try #require(
      Data(
        base64Encoded: "H4sIAAAAAAACA+3BMQEAAADCoCrrn9IM/kAB" + String(repeating: "A", count: 257)
          + "K8BMWFiEEANAwA="))
    let recorder = try RecordingServer { request in
      let body = request.target == "/small" ? small : bomb
      return .answer(Reply(200, headers: ["Content-Encoding": "gzip"], body: Array(body)))
    }
    #expect(try get(recorder.server, "/small").body == Array("{\"a\":\"é\"}".utf8))
    let failure = try #require(throws: HTTPFailure.self) { try get(recorder.server, "/bomb") }
    #expect(failure.kind == .tooLarge)
  }

  @Test func nothingIsKeptOfAnAnswer() throws {
    let recorder = try RecordingServer { _ in
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
  func aChallengeIsAnAnswer(challenge: String) throws {
    let recorder = try RecordingServer { _ in
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
  func aCallerIsToldThatThereIsNoAnswerYet(isWrite: Bool) throws {
    let recorder = try RecordingServer { _ in .hang(then: .answer(Reply(200, text: "{}"))) }
    let server = recorder.server
    let told = Mutex<[String]>([])
    let call = CallContext(deadline: 0) { words in
      told.withLock { $0.append(words) }
      server.releaseHanging()
    }
    let exchange = CurlExchange(silence: 200)
    let answer = try CallContext.$current.withValue(call) {
      try exchange.send(
        HTTPRequest(isWrite ? .post : .get, server.origin + "/a"), onFreshConnection: isWrite,
        within: 20_000)
    }
    #expect(answer.status == 200)
    #expect(told.withLock { $0.first } == "no answer from 127.0.0.1 yet")
  }

  @Test func aReadEndsWhenItsCallIsCancelled() throws {
    let recorder = try RecordingServer { _ in .hang(then: .close) }
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
  @Test func aCancelledCallDoesNotCutAWriteShort() throws {
    let recorder = try RecordingServer { _ in .hang(then: .close) }
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

  @Test func aWriteIsWaitedForThoughItsCallWasCancelled() throws {
    let recorder = try RecordingServer { _ in .hang(then: .answer(Reply(200, text: "{}"))) }
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
