import Foundation
import JSON
import LoopbackClickUp
import Testing

/// kill -9 at each step of a write to the live service: a restart and retries with the same key end
/// in exactly one effect, and no second one is ever sent blindly.
@Suite struct LiveCrashTests {
  /// Each step is met on a write whose answer comes, or on one whose answer is lost.
  static let losesAnswer: Set = ["after-unknown", "before-look-up", "after-look-up"]

  @Test(arguments: CrashTests.livePoints, [LiveWork.Kind.task, .comment, .time, .change])
  func aKillAtEachStepOfAWrite(point: String, kind: LiveWork.Kind) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let work = try LiveWork(keys: LiveWork.Kind.allCases.count, on: live.server)
    let number = try #require((1...work.keys).first { LiveWork.kind($0) == kind })
    let request = work.request(number)
    if Self.losesAnswer.contains(point) {
      live.server.inject(nextWrites: [Fault(.applied, .close)])
    }
    let victim = try live.start(["TASKLEDGER_FAILPOINT": point])
    try victim.send(request)
    #expect(try victim.line() == nil)
    try #require(try victim.waitUntilKilled())

    let restarted = try live.start()
    let answer = try live.settle(request, in: restarted)
    let effects = live.server.effects.filter { $0.call != nil }
    #expect(effects.count == 1, "\(effects)")
    #expect(work.number(of: try #require(effects.first).request) == number)
    let again = try restarted.ask(request)
    #expect(CrashTests.status(again) == "replayed")
    #expect(CrashTests.output(again) == CrashTests.output(answer))
    #expect(live.server.effects.filter { $0.call != nil }.count == 1)
    #expect(try restarted.finish() == 0)
    #expect(try LiveInspection(live.store).integrity == "ok")
    #expect(try live.run("ledger", "verify").status == 0)
  }
}
