import APICore
import JSON
import Testing

@testable import LiveBackend

struct APIClientTests {
  private let task = ReadRequest(.getTask, path: ["task_id": "a"])
  private let update = WriteRequest(
    .updateTask, path: ["task_id": "a"], body: .json(["name": "x"]))

  /// What passes, and so is asked again.
  static let passing: [ScriptedExchange.Step] = [
    .json(500, [:]), .json(502, [:]), .json(503, [:]), .json(504, [:]), .json(408, [:]),
    .json(429, [:], ["retry-after": "1"]), .failure(.notConnected, "x"), .failure(.broken, "x"),
    .failure(.timedOut, "x"),
  ]

  @Test(arguments: passing)
  func aReadIsTriedAgainAfterWhatPasses(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(
      ScriptedExchange(failure, failure, failure, .json(200, ["id": "a"])))
    #expect(try bench.client.read(task) == ["id": "a"])
    #expect(bench.exchange.sent.count == 4)
    #expect(bench.exchange.sent.allSatisfy { !$0.isFresh })
  }

  @Test(arguments: passing)
  func aReadIsGivenUpAfterTheThirdRetry(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(ScriptedExchange(failure))
    let error = try #require(throws: APIError.self) { try bench.client.read(task) }
    #expect(error.delivery != .unknown)
    #expect(bench.exchange.sent.count == 4)
  }

  @Test(arguments: passing)
  func aWriteIsSentOnceOnAConnectionOfItsOwn(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(ScriptedExchange(failure))
    #expect(throws: APIError.self) { try bench.client.write(update) }
    #expect(bench.exchange.sent.count == 1)
    #expect(bench.exchange.sent[0].isFresh)
  }

  @Test(
    arguments: [
      .json(400, [:]), .json(401, [:]), .json(403, [:]), .json(404, [:]), .json(302, [:]),
      .failure(.tooLarge, "x"), .failure(.cancelled, "x"),
    ] as [ScriptedExchange.Step])
  func whatDoesNotPassIsNotAskedAgain(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(ScriptedExchange(failure))
    #expect(throws: APIError.self) { try bench.client.read(task) }
    #expect(bench.exchange.sent.count == 1)
  }

  @Test func aRetryThatWouldComePastTheDeadlineIsNotWaitedFor() throws {
    let bench = try ClientBench(ScriptedExchange(.json(503, [:], ["retry-after": "40"])))
    let start = bench.clock.now()
    let error = CallContext.$current.withValue(CallContext(deadline: start + 30_000)) {
      #expect(throws: APIError.self) { try bench.client.read(task) }
    }
    #expect(error?.retryAfter == 40_000)
    #expect(bench.exchange.sent.count == 1)
    #expect(bench.exchange.sent[0].deadline == 30_000)
    #expect(bench.clock.now() == start)
  }

  @Test func anExchangeOfAReadEndsWithItsCall() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    _ = try CallContext.$current.withValue(CallContext(deadline: bench.clock.now() + 7_000)) {
      try bench.client.read(task)
    }
    _ = try bench.client.read(task)
    #expect(bench.exchange.sent.map(\.deadline) == [7_000, 30_000])
  }

  @Test func aWriteHasItsTimeWhateverIsLeftOfTheCall() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    _ = try CallContext.$current.withValue(CallContext(deadline: bench.clock.now() + 7_000)) {
      try bench.client.write(update)
    }
    #expect(bench.exchange.sent.map(\.deadline) == [30_000])
  }

  @Test func aCallThatWasCancelledWaitsNoMore() throws {
    let bench = try ClientBench(ScriptedExchange(.json(503, [:])))
    let scope = CallContext(deadline: bench.clock.now() + 90_000)
    bench.exchange.onSend { scope.cancellation.set() }
    let error = CallContext.$current.withValue(scope) {
      #expect(throws: APIError.self) { try bench.client.read(task) }
    }
    #expect(error?.message == "the call was cancelled")
    #expect(bench.exchange.sent.count == 1)
  }

  @Test func whatChangesSomethingIsNotAskedForAsAReadNorTheReverse() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    let read = try #require(throws: APIError.self) {
      try bench.client.read(ReadRequest(.updateTask, path: ["task_id": "a"]))
    }
    let write = try #require(throws: APIError.self) {
      try bench.client.write(WriteRequest(.getTask, path: ["task_id": "a"]))
    }
    #expect([read, write].allSatisfy { $0.delivery == .notSent })
    #expect(bench.exchange.sent.isEmpty)
  }

  @Test func noErrorTellsTheTokenWhoeverRepeatsIt() throws {
    let echo = "Bearer \(ClientBench.secret) is bad"
    let steps: [ScriptedExchange.Step] = [
      .json(401, ["err": .string(echo), "ECODE": "OAUTH_018"]), .failure(.broken, echo),
      .json(500, ["err": .string(echo)]), .json(302, [:], ["location": "https://\(echo)/"]),
      .json(200, ["err": .string(echo)]),
    ]
    for step in steps {
      let bench = try ClientBench(ScriptedExchange(step))
      let read = try #require(throws: APIError.self) { try bench.client.read(task) }
      let write = try #require(throws: APIError.self) { try bench.client.write(update) }
      #expect(!"\(read) \(write)".contains("SECRET"))
    }
  }
}
