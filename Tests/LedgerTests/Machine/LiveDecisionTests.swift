import APICore
import Testing

@testable import Ledger

@Suite("What a stored row means for a call, on the live backend")
struct LiveDecisionTests {
  struct Row: Sendable, CustomStringConvertible {
    let state: EntryState?
    /// Where the owner lives, and where it is dead.
    let alive: Decision
    let dead: Decision
    /// What a call for other arguments or another tool gets; nil where that is refused.
    var othersAlive: Decision?
    var othersDead: Decision?
    var description: String { state?.rawValue ?? "no row" }

    init(_ state: EntryState?, _ alive: Decision, dead: Decision? = nil) {
      self.state = state
      self.alive = alive
      self.dead = dead ?? alive
    }

    func others(_ alive: Decision? = nil, dead: Decision) -> Row {
      var row = self
      row.othersAlive = alive
      row.othersDead = dead
      return row
    }
  }

  private static let rows = [
    Row(nil, .fresh).others(.fresh, dead: .fresh),
    Row(.released, .fresh).others(.fresh, dead: .fresh),
    // Nothing was sent and nobody will: the key is free for whatever comes.
    Row(.prepared, .inProgress(after: 2_000), dead: .ownerDied).others(dead: .ownerDied),
    Row(.dispatched, .inProgress(after: 2_000), dead: .ownerDied),
    Row(.unknown, .lookUp),
    Row(.notApplied, .resend),
    Row(.needsReview, .needsReview),
    Row(.abandoned, .abandoned),
    Row(.succeeded, .replay),
  ]

  @Test("Each state, its owner alive or dead, for the same call and for others", arguments: rows)
  func table(row: Row) {
    let operation = row.state.map(MachineTable.operation)
    func decide(_ call: LiveCall, _ isOwnerAlive: Bool) -> Decision {
      Decision.of(
        operation, for: call, isOwnerAlive: isOwnerAlive, hasLookedUp: true,
        at: MachineTable.seconds(1_125))
    }
    #expect(decide(MachineTable.call, true) == row.alive)
    #expect(decide(MachineTable.call, false) == row.dead)
    #expect(decide(MachineTable.otherTool, true) == row.othersAlive ?? .otherTool)
    #expect(decide(MachineTable.otherTool, false) == row.othersDead ?? .otherTool)
    #expect(decide(MachineTable.otherArguments, true) == row.othersAlive ?? .otherArguments)
    #expect(decide(MachineTable.otherArguments, false) == row.othersDead ?? .otherArguments)
  }

  @Test("The table names every state")
  func isComplete() {
    #expect(Self.rows.map(\.state).count == EntryState.allCases.count + 1)
    #expect(Set(Self.rows.compactMap(\.state)) == Set(EntryState.allCases))
  }

  @Test("A success whose answer is gone stays a success")
  func tombstone() {
    var operation = MachineTable.operation(.succeeded)
    operation.hasAnswer = false
    let decision = Decision.of(
      operation, for: MachineTable.call, isOwnerAlive: false, hasLookedUp: false, at: 0)
    #expect(decision == .expired)
  }

  struct Resend: Sendable {
    let hasLookedUp: Bool
    /// Seconds since the last look-up; nil where there was none since it was sent.
    let since: Int64?
    let expected: Decision
  }

  @Test(
    "It is sent again only by a call that has looked for it, at most 30 s ago",
    arguments: [
      Resend(hasLookedUp: true, since: 0, expected: .resend),
      Resend(hasLookedUp: true, since: 30, expected: .resend),
      Resend(hasLookedUp: true, since: 31, expected: .lookUp),
      Resend(hasLookedUp: false, since: 0, expected: .lookUp),
      // A look-up that lies ahead is from before a restart of the host.
      Resend(hasLookedUp: true, since: -1, expected: .lookUp),
      // A resend was refused: nothing has been looked for since.
      Resend(hasLookedUp: true, since: nil, expected: .lookUp),
    ])
  func resend(row: Resend) {
    var operation = MachineTable.operation(.notApplied)
    operation.lastMiss = row.since.map { MachineTable.seconds(2_000 - $0) }
    let decision = Decision.of(
      operation, for: MachineTable.call, isOwnerAlive: false, hasLookedUp: row.hasLookedUp,
      at: MachineTable.seconds(2_000))
    #expect(decision == row.expected)
  }

  @Test("An unknown outcome is looked for when its wait is over")
  func unknown() {
    var operation = MachineTable.operation(.unknown)
    operation.firstMiss = MachineTable.seconds(1_030)
    operation.lastMiss = MachineTable.seconds(1_030)
    func decide(_ second: Int64) -> Decision {
      Decision.of(
        operation, for: MachineTable.call, isOwnerAlive: false, hasLookedUp: false,
        at: MachineTable.seconds(second))
    }
    #expect(decide(1_031) == .wait(29_000))
    #expect(decide(1_060) == .lookUp)
  }
}
