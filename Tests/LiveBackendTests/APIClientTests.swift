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
  func `a read is tried again after what passes`(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(
      ScriptedExchange(failure, failure, failure, .json(200, ["id": "a"])))
    #expect(try bench.client.read(task) == ["id": "a"])
    #expect(bench.exchange.sent.count == 4)
    #expect(bench.exchange.sent.allSatisfy { !$0.isFresh })
  }

  @Test(arguments: passing)
  func `a read is given up after the third retry`(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(ScriptedExchange(failure))
    let error = try #require(throws: APIError.self) { try bench.client.read(task) }
    #expect(error.delivery != .unknown)
    #expect(bench.exchange.sent.count == 4)
  }

  @Test(arguments: passing)
  func `a write is sent once, on a connection of its own`(failure: ScriptedExchange.Step) throws {
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
  func `what does not pass is not asked again`(failure: ScriptedExchange.Step) throws {
    let bench = try ClientBench(ScriptedExchange(failure))
    #expect(throws: APIError.self) { try bench.client.read(task) }
    #expect(bench.exchange.sent.count == 1)
  }

  @Test func `a retry that would come past the deadline is not waited for`() throws {
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

  @Test func `an exchange of a read ends with its call`() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    _ = try CallContext.$current.withValue(CallContext(deadline: bench.clock.now() + 7_000)) {
      try bench.client.read(task)
    }
    _ = try bench.client.read(task)
    #expect(bench.exchange.sent.map(\.deadline) == [7_000, 30_000])
  }

  @Test func `a write has its time, whatever is left of the call`() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    _ = try CallContext.$current.withValue(CallContext(deadline: bench.clock.now() + 7_000)) {
      try bench.client.write(update)
    }
    #expect(bench.exchange.sent.map(\.deadline) == [30_000])
  }

  @Test func `a call that was cancelled waits no more`() throws {
    let bench = try ClientBench(ScriptedExchange(.json(503, [:])))
    let scope = CallContext(deadline: bench.clock.now() + 90_000)
    bench.exchange.onSend { scope.cancellation.set() }
    let error = CallContext.$current.withValue(scope) {
      #expect(throws: APIError.self) { try bench.client.read(task) }
    }
    #expect(error?.message == "the call was cancelled")
    #expect(bench.exchange.sent.count == 1)
  }

  @Test func `what changes something is not asked for as a read, nor the reverse`() throws {
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

  @Test func `no error tells the token, whoever repeats it`() throws {
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
