import APICore
import Foundation
import JSON
import LoopbackClickUp
import Synchronization
import Testing

/// The live ledger against a service and a network that fail in every way at once.
@Suite struct LiveFaultTests {
  @Test func everyWriteHappensOnceWhateverFails() throws {
    let folder = try TemporaryDirectory()
    let server = try ClickUpServer()
    defer { server.stop() }
    let work = try LiveWork(keys: LiveCounts.keys, on: server)
    let store = folder.url.appendingPathComponent("clickup.db").path
    // Some turn up later than the ledger waits: what is presumed lost has happened after all.
    let plan = FaultPlan(seed: CrashCounts.seed, failedReads: 2, latest: 3_000)
    let watch = FaultWatch(plan, store: store)
    var crowd = try LiveCrowd(
      store: store, server: server, work: work, processes: 4, repeats: 5,
      random: SeededGenerator(seed: CrashCounts.seed))
    server.inject(watch.fault)
    try crowd.run(killingAtMost: LiveCounts.kills, gap: 40)
    let found = try crowd.verify()
    #expect(watch.undispatched == 0, "writes were sent that no durable row told of")
    let said = crowd.refusals.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let faults = watch.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print(
      """
      seed \(CrashCounts.seed): \(crowd.answers) answers, \(crowd.lost) cut off by \(crowd.kills) \
      kills; \(work.keys) keys, \(server.effects.count) effects; \(found.resends) sent again, \
      \(found.flagged) late ones named
      answered: \(said.joined(separator: ", "))
      writes met: \(faults.joined(separator: "; "))
      """)
  }
}

/// How much is asked for: little in a usual run, by environment as much as wanted.
enum LiveCounts {
  /// Each is asked for 5 times by each of 4 processes.
  static let keys = CrashCounts.count("TASKLEDGER_LIVE_KEYS", usual: 20)
  static let kills = CrashCounts.count("TASKLEDGER_LIVE_KILLS", usual: 6)
}

/// Carries a plan of faults out, counts them, and looks at each write that arrives whether the
/// ledger told of it before.
final class FaultWatch: Sendable {
  private struct State {
    var counts: [String: Int] = [:]
    var undispatched = 0
  }

  private let state = Mutex(State())
  private let plan: FaultPlan
  private let store: String

  /// - Parameter store: the ledger that must tell of every write before it arrives.
  init(_ plan: FaultPlan, store: String) {
    self.plan = plan
    self.store = store
  }

  /// How often each kind of fault was met by a write.
  var counts: [String: Int] { state.withLock { $0.counts } }

  /// Writes that arrived without a row on the disk that says so.
  var undispatched: Int { state.withLock { $0.undispatched } }

  func fault(_ call: Call) -> Fault {
    let fault = plan.fault(for: call)
    guard let write = call.write else { return fault }
    let isToldOf: Bool
    do { isToldOf = try LiveInspection(store).isDispatched(write) } catch {
      Issue.record(error)
      isToldOf = false
    }
    state.withLock { state in
      state.counts["\(fault.outcome), \(fault.ending)", default: 0] += 1
      if !isToldOf { state.undispatched += 1 }
    }
    return fault
  }
}
