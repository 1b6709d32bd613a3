import Testing

@testable import Ledger

@Suite("The live backend's machine, simulated")
struct LiveSimulationTests {
  @Test(
    "Whatever dies, is lost or comes late: at most one effect for a key, and the truth about it")
  func seeds() {
    // These found something once: of the world's own promises, too.
    let kept: [UInt64] =
      Seeds.only == nil ? [22_477, 50_221, 97_081, 327_773, 506_843, 526_638, 583_474] : []
    for seed in kept + Array(Seeds.chosen) {
      let violations = LiveRun.violations(seed: seed)
      guard violations.isEmpty else {
        let what = "\(Seeds.replay(seed, "LiveSimulationTests")): \(violations)"
        Issue.record("\(what)\n\(history(of: seed))")
        return
      }
    }
    if let seed = Seeds.only { Seeds.tell(history(of: seed)) }
    if Seeds.count > 1_000 { Seeds.tell("live machine: \(Seeds.count) seeds, none fails") }
  }

  private func history(of seed: UInt64) -> String {
    var lines: [String] = []
    _ = LiveRun.violations(seed: seed) { move, world in
      let rows = world.rows.map { row in
        row.map { "\($0.state) \($0.epoch) by \($0.owner.text), \($0.results)" } ?? "nothing"
      }
      let second = world.time.rawValue / 1_000
      lines.append("\(move) → at \(second): \(rows.joined(separator: " | "))")
    }
    return lines.joined(separator: "\n")
  }

  @Test("Without any one guard a seed of CI's 1,000 fails", arguments: LiveMutant.all)
  func mutants(mutant: LiveMutant) {
    let failing = (1...1_000).first { !LiveRun.violations(seed: $0, mutant.subject).isEmpty }
    #expect(failing != nil, "nothing notices that \(mutant.name)")
  }

  /// One history each that showed that a guard was gone, of those that few show.
  static let kept: [(guardGone: String, seed: UInt64)] = [
    ("waits are measured by a clock that can be set", 7),
    ("the wait after an owner's death counts from what it had stored", 71),
    ("the wait after an unclear answer counts from what had been stored", 11),
    ("it is sent again without another look", 7),
    ("a look-up of another call will do", 232),
    ("a refused resend frees the key", 276),
    ("a 2xx that comes late is ignored", 357),
  ]

  @Test("What showed once that a guard was gone still does", arguments: kept)
  func keptHistories(guardGone: String, seed: UInt64) throws {
    let mutant = try #require(LiveMutant.all.first { $0.name == guardGone })
    #expect(!LiveRun.violations(seed: seed, mutant.subject).isEmpty)
    #expect(LiveRun.violations(seed: seed).isEmpty)
  }
}
