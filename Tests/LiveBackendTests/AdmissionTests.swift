import APICore
import JSON
import Synchronization
import Testing

@testable import LiveBackend

/// Places that are taken before what they are for is sent.
struct AdmissionTests {
  private let update = WriteRequest(
    .updateTask, path: ["task_id": "t1"], body: .json(["name": "x"]))
  private let create = WriteRequest(
    .createTask, path: ["list_id": "9"], body: .json(["name": "x"]))

  /// Uses up what ordinary requests may use.
  private func useUp(_ bench: ClientBench) throws {
    while true {
      do { try bench.client.governor.admit(.ordinary, until: bench.clock.now() + 1) } catch {
        return
      }
    }
  }

  @Test func aWriteWithAPlaceNeverWaitsHoweverLongAgoThatWasTaken() throws {
    for seconds in [Int64(0), 5, 60] {
      let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
      let place = try bench.backend.admit(.write)
      try useUp(bench)
      bench.clock.advance(by: Milliseconds(seconds * 1_000))
      let now = bench.clock.now()
      _ = try bench.backend.write(
        update, in: Dispatch(operationID: "op", attempt: 1, admission: place))
      #expect(bench.clock.now() == now)
      #expect(bench.exchange.sent.count == 1)
    }
  }

  @Test func aWriteWhosePlaceHasPassedIsRefusedWithoutAWaitAndNotSent() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    let place = try bench.backend.admit(.write)
    bench.clock.advance(by: 61_000)
    try useUp(bench)
    let now = bench.clock.now()
    for admission in [place, nil] {
      let error = try #require(throws: APIError.self) {
        try bench.backend.write(
          update, in: Dispatch(operationID: "op", attempt: 1, admission: admission))
      }
      #expect(error.delivery == .notSent)
      #expect(error.retryAfter == 61_000)
    }
    #expect(bench.clock.now() == now)
    #expect(bench.exchange.sent.isEmpty)
  }

  @Test func aWriteIsCountedOnce() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    for _ in 0..<90 {
      let place = try bench.backend.admit(.write)
      _ = try bench.backend.write(
        update, in: Dispatch(operationID: "op", attempt: 1, admission: place))
    }
    #expect(bench.clock.now() == 1_700_000_000_000)
  }

  /// The caller, two pages that are full, and the last.
  private func pages() -> [ScriptedExchange.Step] {
    let page: JSONValue = ["tasks": [["id": "a", "name": "y", "date_created": "1"]]]
    var full = page
    full["last_page"] = false
    var last = page
    last["last_page"] = true
    return [.json(200, ["user": ["id": 1]]), .json(200, full), .json(200, full), .json(200, last)]
  }

  /// What is read counts as read when the first request was sent: the first time nobody knows how
  /// many there will be, and it has to wait among them; from then on it waits before them.
  @Test func aLookUpThatIsKnownToBeLongWaitsBeforeItBegins() throws {
    let script = pages() + pages()
    let bench = try ClientBench(ScriptedExchange(script))
    let evidence = Evidence(request: create, record: ["before": []], makesSomething: true)
    // Seven are left of those for look-ups, and then three.
    try useUp(bench)
    _ = try bench.client.governor.admit(.lookUp, count: 7, until: bench.clock.now() + 1)
    func reading() throws -> Milliseconds {
      let place = try bench.backend.admit(.lookUp(evidence))
      let begun = bench.clock.now()
      _ = try bench.backend.lookUp(
        evidence, dispatchedAt: bench.clock.now(), under: place)
      return bench.clock.now() - begun
    }
    bench.clock.advance(by: 20_000)
    #expect(try reading() == 41_000)
    // Everything is used up again.
    try useUp(bench)
    _ = try bench.client.governor.admit(.lookUp, count: 7, until: bench.clock.now() + 90_000)
    let asked = bench.clock.now()
    #expect(try reading() == 0)
    #expect(bench.clock.now() > asked)
    #expect(bench.exchange.sent.count == 8)
  }

  @Test func aLookUpThatPagesSaysSo() throws {
    let bench = try ClientBench(ScriptedExchange(pages()))
    let evidence = Evidence(request: create, record: ["before": []], makesSomething: true)
    let said = Mutex<[String]>([])
    let call = CallContext(deadline: bench.clock.now() + 90_000) { text in
      said.withLock { $0.append(text) }
    }
    _ = try CallContext.$current.withValue(call) {
      try bench.backend.lookUp(
        evidence, dispatchedAt: bench.clock.now(), under: Admission(takenAt: 0))
    }
    #expect(said.withLock { $0 } == (2...4).map { "looking for what was sent: request \($0)" })
  }
}
