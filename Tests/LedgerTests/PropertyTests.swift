import APICore
import JSON
import Testing

@testable import Ledger

@Suite("Any order of calls")
struct PropertyTests {
  /// What the ledger promises, written down as simply as possible.
  struct Model {
    var effects: [String] = []
    /// By key: what was asked for first.
    var keys: [String: String] = [:]
    /// The newest execution of each name, on a clock that never runs back.
    var executions: [String: Milliseconds] = [:]
    var newest: Milliseconds?
    /// What the ledger's own clock is ahead of the wall's.
    var offset: Milliseconds = 0
    /// The last setting of the clock; what was executed before it, with the wall's time.
    var change: (isOver: Bool, from: Milliseconds, to: Milliseconds, before: Milliseconds)?
    /// The ledger's own time when that was noticed.
    var changedAt: Milliseconds?
    var walls: [String: [Milliseconds]] = [:]
    var earlier: [String: [Milliseconds]] = [:]

    private mutating func notice(_ now: Milliseconds) {
      guard let newest else { return }
      let floor = max(newest, changedAt ?? newest)
      if now + offset < floor - 60_000 {
        let shown = floor - offset
        let from = change.map { $0.isOver ? shown : max($0.from, shown) } ?? shown
        change = (false, from, now, newest)
        (offset, earlier, changedAt) = (floor - now, walls, floor)
      } else if let last = change, !last.isOver, now >= last.from {
        change = (true, last.from, now, newest)
        (earlier, changedAt) = (walls, max(floor, now + offset))
      }
    }

    /// Whether it was executed within the window, by either clock.
    private func isRecent(_ name: String, _ now: Milliseconds, _ moment: Milliseconds) -> Bool {
      guard let last = executions[name] else { return false }
      let window = DerivedKey.window
      if moment - window <= last { return true }
      guard let change, now - change.to < window else { return false }
      if change.isOver, change.before - window <= last { return true }
      return (earlier[name] ?? []).contains { $0 > now - window && $0 <= change.to }
    }

    /// The status that the call must get: "executed", "replayed", "key_conflict".
    mutating func expect(_ call: Call, at now: Milliseconds, fails: Bool) -> String {
      notice(now)
      let moment = max(now + offset, newest ?? now + offset, changedAt ?? now + offset)
      if let key = call.key, let name = keys[key] {
        return name == call.name ? "replayed" : "key_conflict"
      }
      if call.key == nil, !call.allowsDuplicate, isRecent(call.name, now, moment) {
        return "replayed"
      }
      guard !fails else { return "failed" }
      effects.append(call.name)
      if let key = call.key { keys[key] = call.name }
      executions[call.name] = moment
      walls[call.name, default: []].append(now)
      newest = moment
      return "executed"
    }
  }

  private static func status(of call: Call, on ledger: Ledger<TaskBackend>) throws -> (
    String, JSONValue?
  ) {
    do {
      let outcome = try ledger.run(call)
      return (outcome.status ?? "-", outcome.output)
    } catch LedgerFailure.tool {
      return ("failed", nil)
    } catch LedgerFailure.refused(let refusal) {
      return (refusal.code.rawValue, nil)
    }
  }

  @Test("Effects, answers and refusals are those of the model", arguments: UInt64(1)...12)
  func randomCalls(seed: UInt64) throws {
    let random = SeededIDSource(seed: seed)
    func pick(_ count: UInt64) -> Int { Int(random.next() % count) }
    let bench = try Bench()
    let ledgers = [bench.ledger, bench.other(seed: seed + 100), bench.other(seed: seed + 200)]
    var model = Model()
    var answers: [String: JSONValue] = [:]

    func step(_ ledger: Ledger<TaskBackend>) throws {
      let fails = pick(5) == 0
      let call = Call(
        key: [nil, "key-one-1", "key-two-2", "key-three"][pick(4)], name: ["a", "b"][pick(2)],
        allowsDuplicate: pick(8) == 0, fault: Fault(at: fails ? pick(3) + 1 : nil))
      if pick(4) == 0 {
        bench.clock.advance(by: [1, 599_000, 601_000, -601_000, -86_400_000][pick(5)])
      }
      let expected = model.expect(call, at: bench.clock.now(), fails: fails)
      let (status, output) = try Self.status(of: call, on: ledger)
      #expect(status == expected)
      guard let key = call.key, let output else { return }
      #expect(answers[key, default: output] == output)
      answers[key] = output
    }

    for _ in 0..<60 {
      let ledger = ledgers[pick(3)]
      guard pick(6) == 0 else {
        try step(ledger)
        continue
      }
      let (result, refusal) = ledger.group { Result { for _ in 0..<pick(5) { try step(ledger) } } }
      try result.get()
      #expect(refusal == nil)
    }
    #expect(try bench.tasks == model.effects)
    var query = LedgerQuery()
    query.limit = 1_000
    let rows = try LedgerStore(bench.store).list(query).entries
    #expect(rows.count == model.effects.count)
    #expect(Set(rows.compactMap(\.remoteID)).count == rows.count)
  }
}
