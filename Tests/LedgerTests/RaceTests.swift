import APICore
import Foundation
import JSON
import Synchronization
import Testing

@testable import Ledger

@Suite("Several processes at once")
struct RaceTests {
  @Test("The same key from four sides: one effect, one answer", arguments: [true, false])
  func sameKey(hasKey: Bool) throws {
    let bench = try Bench()
    let answers = Mutex<[String: [JSONValue]]>([:])
    let executed = Mutex(0)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      let ledger = bench.other(seed: UInt64(index) + 10)
      for round in 0..<10 {
        let name = "task \(round)"
        do {
          let outcome = try ledger.run(Call(key: hasKey ? "round-no-\(round)" : nil, name: name))
          answers.withLock { $0[name, default: []].append(outcome.output) }
          if outcome.status == "executed" { executed.withLock { $0 += 1 } }
        } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(executed.withLock { $0 } == 10)
    #expect(try Set(bench.tasks).count == 10)
    #expect(try bench.tasks.count == 10)
    #expect(try bench.rowCount == 10)
    for (name, outputs) in answers.withLock({ $0 }) {
      #expect(outputs.count == 4)
      #expect(Set(outputs).count == 1, "\(name)")
    }
  }
}
