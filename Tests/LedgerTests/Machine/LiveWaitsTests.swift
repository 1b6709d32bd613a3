import APICore
import Testing

@testable import Ledger

@Suite("How long the live machine waits")
struct LiveWaitsTests {
  struct LookUp: Sendable {
    /// Seconds of uptime; it was sent, or its owner's death was seen, at 1,000 unless told.
    var settlesFrom: Int64 = 1_000
    let first: Int64?
    let last: Int64?
    let now: Int64
    let wait: Int64
  }

  @Test(
    "The next look-up: at once, 30 s after the first, and when everything has settled",
    arguments: [
      LookUp(first: nil, last: nil, now: 1_000, wait: 0),
      LookUp(first: 1_005, last: 1_005, now: 1_005, wait: 30),
      LookUp(first: 1_005, last: 1_005, now: 1_034, wait: 1),
      LookUp(first: 1_005, last: 1_005, now: 1_035, wait: 0),
      LookUp(first: 1_005, last: 1_005, now: 5_000, wait: 0),
      LookUp(first: 1_005, last: 1_035, now: 1_035, wait: 85),
      LookUp(first: 1_005, last: 1_035, now: 1_120, wait: 0),
      // Late look-ups that are too close together are one.
      LookUp(first: 1_200, last: 1_210, now: 1_210, wait: 20),
      // Instants that lie ahead are from before a restart of the host: it is looked for at once.
      LookUp(settlesFrom: 9_000, first: 1_005, last: 1_005, now: 1_006, wait: 0),
      LookUp(settlesFrom: 10, first: 9_005, last: 9_005, now: 40, wait: 0),
      LookUp(settlesFrom: 10, first: 20, last: 9_005, now: 40, wait: 0),
    ])
  func lookUp(row: LookUp) {
    var operation = MachineTable.operation(.unknown)
    operation.settlesFrom = MachineTable.seconds(row.settlesFrom)
    operation.firstMiss = row.first.map(MachineTable.seconds)
    operation.lastMiss = row.last.map(MachineTable.seconds)
    let wait = LiveWaits.standard.untilLookUp(operation, at: MachineTable.seconds(row.now))
    #expect(wait == MachineTable.seconds(row.wait))
  }

  struct Sweep: Sendable {
    var state = EntryState.succeeded
    var resends = 1
    var isSwept = false
    let now: Int64
    let wait: Int64?
  }

  @Test(
    "Duplicates of what was sent again are looked for once, 10 minutes after",
    arguments: [
      Sweep(now: 1_000, wait: 600),
      Sweep(now: 1_599, wait: 1),
      Sweep(now: 1_600, wait: 0),
      Sweep(now: 9_000, wait: 0),
      Sweep(now: 999, wait: 0),
      Sweep(resends: 0, now: 9_000, wait: nil),
      Sweep(isSwept: true, now: 9_000, wait: nil),
    ]
      + EntryState.allCases.filter { $0 != .succeeded }
      .map { Sweep(state: $0, now: 9_000, wait: nil) })
  func sweep(row: Sweep) {
    var operation = MachineTable.operation(row.state)
    operation.settlesFrom = MachineTable.seconds(1_000)
    operation.resends = row.resends
    operation.isSwept = row.isSwept
    let wait = LiveWaits.standard.untilSweep(operation, at: MachineTable.seconds(row.now))
    #expect(wait == row.wait.map(MachineTable.seconds))
  }

  @Test("After 10 minutes nothing turns up any more of what is not about to be sent")
  func bygone() {
    for state in EntryState.allCases {
      var operation = MachineTable.operation(state)
      operation.settlesFrom = MachineTable.seconds(1_000)
      for (now, isOver) in [(999, false), (1_000, false), (1_599, false), (1_600, true)] {
        let isBygone = LiveWaits.standard.isBygone(operation, at: MachineTable.seconds(Int64(now)))
        #expect(isBygone == (isOver && state != .dispatched), "\(state) at \(now)")
      }
    }
  }

  @Test("What a call is told to wait while another process is at it")
  func inProgress() {
    #expect(LiveWaits.standard.inProgress == 2_000)
  }

  /// Everything that can still happen to a request ends before the wait does.
  @Test("The waits fit together")
  func sums() {
    let gateway: Milliseconds = 60_000
    let lag: Milliseconds = 30_000
    #expect(LiveWaits.standard.settle == LiveWaits.standard.deadline + gateway + lag)
    #expect(LiveWaits.standard.betweenLookUps >= lag)
    #expect(LiveWaits.standard.sweep > LiveWaits.standard.settle)
  }
}
