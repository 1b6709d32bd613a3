import Foundation
import LoopbackClickUp
import Testing

/// The live ledger against a service and a network that fail in every way at once.
@Suite struct LiveFaultTests {
  @Test func everyWriteHappensOnceWhateverFails() throws {
    let folder = try TemporaryDirectory()
    let server = try ClickUpServer()
    defer { server.stop() }
    let work = try LiveWork(keys: LiveCounts.keys, on: server)
    let store = folder.url.appendingPathComponent("clickup.db").path
    // Some turn up later than the ledger waits, so that what is presumed lost has happened after
    // all; none later than it looks for such things.
    let plan = FaultPlan(seed: CrashCounts.seed, failedReads: 2, latest: 6_000)
    let watch = FaultWatch(plan, work, store: store)
    let began = ContinuousClock.now
    var crowd = try Crowd(
      of: LiveSubject(store: store, server: server, work: work, watch: watch),
      .init(keys: work.keys, repeats: 5), disturbance: .kill,
      random: SeededGenerator(seed: CrashCounts.seed))
    server.inject(watch.fault)
    try crowd.run(disturbingAtMost: LiveCounts.kills, gap: LiveCounts.gap)
    let found = try crowd.verify()
    #expect(watch.undispatched == 0, "writes were sent that no durable row told of")
    let seconds = (ContinuousClock.now - began).components.seconds
    let said = crowd.refusals.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let faults = watch.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print(
      """
      seed \(CrashCounts.seed): \(crowd.answers) answers, \(crowd.lost) cut off by \
      \(crowd.disturbances) kills, \(crowd.inspections + 1) integrity checks; \(work.keys) keys, \
      \(server.effects.filter { $0.call != nil }.count) effects of \(watch.arrivals) writes; \
      \(found.resends) sent again, \(found.flagged) late ones named, \(crowd.subject.resolved.count) resolved; \
      \(server.calls.count) requests, \(seconds) s
      answered: \(said.joined(separator: ", "))
      writes met: \(faults.joined(separator: "; "))
      """)
  }
}

/// How much is asked for: little in a usual run, by environment as much as wanted.
enum LiveCounts {
  /// Each is asked for 5 times by each of 4 processes, each time until its result is the answer.
  static let keys = CrashCounts.count("TASKLEDGER_LIVE_KEYS", usual: 20)
  static let kills = CrashCounts.count("TASKLEDGER_LIVE_KILLS", usual: 6)
  /// Answers between two kills at most: so that they are spread over the whole run, and all
  /// happen. Half of it come between two on the average.
  static var gap: Int { max(1, 20 * keys / max(1, kills)) }
}
