import APICore
import JSON
import Testing

@testable import Ledger

/// How many of the writes that are lost on the way a person has to decide, where nothing is marked.
@Suite("Without a marker: how often somebody has to decide")
struct RivalShareTests {
  /// What is a rival of a write.
  enum Rule: CaseIterable {
    /// Whatever was sent to the same place and given up, for good.
    case always
    /// The same, as long as anything of it may turn up.
    case bygone
    /// Of these only what would look the same.
    case looks
  }

  struct Load: CustomTestStringConvertible {
    /// Seconds from one create to the next; all are of one List.
    let interval: Int64
    let hasOneName: Bool
    /// By which rules a person has to decide of each write that was done, and whose answer was lost.
    let decides: Set<Rule>

    var testDescription: String { "each \(interval) s, \(hasOneName ? "one name" : "names")" }
  }

  @Test(
    "Those that would look otherwise, and those of long ago, are nobody's rivals",
    arguments: [
      Load(interval: 20, hasOneName: true, decides: [.always, .bygone, .looks]),
      Load(interval: 700, hasOneName: true, decides: [.always]),
      Load(interval: 20, hasOneName: false, decides: [.always, .bygone]),
    ])
  func shares(load: Load) throws {
    for rule in Rule.allCases {
      let (answersLost, reviewed) = try Self.share(load, rule)
      #expect(answersLost > 5)
      #expect(reviewed == (load.decides.contains(rule) ? answersLost : 0), "\(rule)")
    }
  }

  /// 50 creates, of which three in ten are lost: the answer, or the request. An agent repeats each
  /// as it is told to; what a person is asked, that person gives up.
  private static func share(
    _ load: Load, _ rule: Rule
  ) throws -> (answersLost: Int, reviewed: Int) {
    var waits = LiveWaits.standard
    if rule == .always { waits.sweep = 1_000_000_000 }
    let bench = try LiveBench()
    let process = bench.process("one", waits: waits)
    bench.service.change {
      $0.isMarked = false
      $0.tellsLooks = rule == .looks
      $0.deliveries = [.requestLost]
    }
    // One whose caller has gone.
    _ = try process.refusal(Call(key: "ship-first", name: "0"))
    bench.advance(seconds: load.interval)
    let dice = SeededIDSource(seed: 11)
    var share = (answersLost: 0, reviewed: 0)
    for index in 1...50 {
      let draw = dice.next() % 20
      let delivery: RemoteTasks.Delivery =
        draw < 3 ? .answerLost : draw < 6 ? .requestLost : .answered
      bench.service.change { $0.deliveries = [delivery] }
      share.answersLost += draw < 3 ? 1 : 0
      let call = Call(key: "ship-\(index)-0", name: load.hasOneName ? "0" : "\(index)")
      share.reviewed += try isReviewed(call, process, bench) ? 1 : 0
      bench.advance(seconds: load.interval)
    }
    #expect(try bench.violations() == [])
    return share
  }

  private static func isReviewed(
    _ call: Call, _ process: LiveProcess, _ bench: LiveBench
  ) throws -> Bool {
    for _ in 0..<20 {
      do {
        try process.run(call)
        return false
      } catch let failure as LedgerFailure {
        guard case .refused(let refusal) = failure else { throw failure }
        if refusal.code == .needsReview {
          let id = try #require(refusal.operation?["operation_id"]?.string)
          _ = try process.ledger.resolve(id, as: .abandon, in: Bench.scope)
          return true
        }
        bench.advance(seconds: max(1, (refusal.retry.after?.rawValue ?? 0) / 1_000 + 1))
      }
    }
    Issue.record("\(call.key ?? "") is never decided")
    return false
  }
}
