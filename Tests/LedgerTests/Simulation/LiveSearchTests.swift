import APICore
import Testing

@testable import Ledger

@Suite("The live backend's machine, searched")
struct LiveSearchTests {
  /// How far a search goes.
  struct Bound: Sendable, CustomStringConvertible {
    var keys = 2
    var isMarked = true
    var crashes = 2
    /// In steps of how many milliseconds time passes.
    var tick: Milliseconds
    var description: String {
      "2 processes, \(keys) keys, \(crashes) crashes, 1 loss, \(isMarked ? "" : "un")marked, "
        + "time in steps of \(tick.rawValue / 1_000) s"
    }
  }

  /// What ends within a minute in a debug build, and by `TASKLEDGER_SIMULATION_SEARCH` what takes
  /// minutes.
  static let bounds =
    Seeds.searchesAll
    ? [
      Bound(tick: 120_000), Bound(isMarked: false, tick: 120_000), Bound(keys: 1, tick: 30_000),
      Bound(keys: 1, isMarked: false, tick: 30_000),
    ]
    : [
      Bound(keys: 1, tick: 120_000), Bound(keys: 1, isMarked: false, tick: 120_000),
      Bound(crashes: 1, tick: 120_000),
      Bound(isMarked: false, crashes: 0, tick: 120_000),
    ]

  private func search(_ bound: Bound, _ subject: LiveSubject = LiveSubject()) -> LiveSearch {
    var setup = LiveWorld.Setup()
    setup.isMarked = bound.isMarked
    setup.keys = bound.keys
    var budget = LiveWorld.Budget()
    budget.crashes = bound.crashes
    budget.losses = 1
    return LiveSearch(setup, budget, tick: bound.tick, subject)
  }

  @Test("Every history within a bound", arguments: bounds)
  func everyHistory(bound: Bound) {
    let search = search(bound)
    #expect(search.violations == [])
    #expect(search.states > 1_000)
    Seeds.tell("every history, live: \(bound): \(search.states) states")
  }

  @Test(
    "A search finds what a guard kept away",
    arguments: [
      "a dead owner frees the key", "no answer is taken for no effect",
      "it is presumed lost without waiting", "it is presumed lost after one look-up",
      "it is sent again without another look", "it is sent, and then stored",
    ])
  func mutants(name: String) throws {
    let mutant = try #require(LiveMutant.all.first { $0.name == name })
    let search = search(Bound(keys: 1, tick: 30_000), mutant.subject)
    #expect(!search.violations.isEmpty, "nothing notices that \(name)")
  }
}
