import APICore

@testable import Ledger

/// Every history there is within a budget, by breadth: each state that can be reached is visited
/// once, and states that differ only in the names of processes and keys are one.
///
/// Time passes only where somebody waits, and a request arrives, or is lost, within the 60 s that
/// the waits count on.
struct LiveSearch {
  var states = 0
  var violations: [String] = []

  /// - Parameters:
  ///   - tick: the steps of time. 30 s is the smallest difference that any wait knows; 120 s are
  ///     all waits at once.
  ///   - limit: gives up, with a violation, at more states than this.
  init(
    _ setup: LiveWorld.Setup, _ budget: LiveWorld.Budget, tick: Milliseconds,
    _ subject: LiveSubject = LiveSubject(), limit: Int = 20_000_000
  ) {
    let start = LiveWorld(setup, budget)
    var seen: Set<[UInt64]> = [LiveCode.canonical(start)]
    var frontier = [start]
    while !frontier.isEmpty {
      var next: [LiveWorld] = []
      for world in frontier {
        for move in Self.moves(in: world, tick) {
          var reached = world
          reached.apply(move, subject)
          reached.simplify(subject)
          guard reached.violations.isEmpty, seen.count <= limit else {
            violations = reached.violations + (seen.count > limit ? ["too many states"] : [])
            states = seen.count
            return
          }
          if seen.insert(LiveCode.canonical(reached)).inserted { next.append(reached) }
        }
      }
      frontier = next
    }
    states = seen.count
  }

  private static func moves(in world: LiveWorld, _ tick: Milliseconds) -> [LiveMove] {
    var moves = world.moves() + world.faults()
    let underWay = world.messages.filter { $0.effect == nil }
    let isWaiting = world.rows.contains { $0?.state == .unknown || $0?.state == .notApplied }
    if isWaiting, underWay.allSatisfy({ $0.sentAt + world.setup.lateness >= world.time + tick }) {
      moves.append(.advance(tick))
    }
    let isToBeSwept = world.rows.contains { row in
      row.flatMap { LiveWaits.standard.untilSweep($0, at: world.uptime) } ?? 0 > 0
    }
    if isToBeSwept, underWay.isEmpty { moves.append(.advance(LiveWaits.standard.sweep)) }
    return moves
  }
}

extension LiveWorld {
  /// Leaves out what makes no difference to what can follow.
  ///
  /// Who would read the row next may as well be called anew, unless it has looked for what may be
  /// sent again; so may who would store over a row that has changed. An answer to a dead process
  /// reaches nobody, and who stored its intent goes on.
  fileprivate mutating func simplify(_ subject: LiveSubject) {
    for index in processes.indices {
      guard let flow = processes[index].flow else { continue }
      let row = rows[flow.key]
      switch flow.phase {
      case .reading:
        if flow.hasLookedUp, row?.state == .notApplied { continue }
        processes[index].flow = nil
      case .prepared(let operation):
        if operation.epoch == row?.epoch {
          run(index, subject)
        } else {
          processes[index].flow = nil
        }
      case .looking(let operation, _):
        if operation.epoch != row?.epoch { processes[index].flow = nil }
      case .doing(let event, let step, let next):
        if next < step.actions.count, case .save(let over) = step.actions[next],
          over != row?.epoch, !event.isProof
        {
          processes[index].flow = nil
        }
      case .waiting: break
      }
    }
    messages.removeAll { $0.effect != nil && processes[$0.process].start != $0.start }
  }
}
