import APICore

@testable import Ledger

/// Every history there is within a budget, by breadth: each state that can be reached is visited
/// once.
struct LiveSearch {
  var states = 0
  var violations: [String] = []

  /// - Parameter limit: gives up, with a violation, at more states than this.
  init(
    _ setup: LiveWorld.Setup, _ budget: LiveWorld.Budget,
    _ subject: LiveSubject = LiveSubject(), limit: Int = 5_000_000
  ) {
    let start = LiveWorld(setup, budget)
    var seen: Set<Int> = [start.identity]
    var frontier = [start]
    while !frontier.isEmpty {
      var next: [LiveWorld] = []
      for world in frontier {
        for move in Self.moves(in: world) {
          var reached = world
          reached.apply(move, subject)
          reached.simplify(subject)
          guard reached.violations.isEmpty else {
            violations = reached.violations
            states = seen.count
            return
          }
          if seen.insert(reached.identity).inserted { next.append(reached) }
        }
        guard seen.count <= limit else {
          violations = ["more than \(limit) states"]
          states = seen.count
          return
        }
      }
      frontier = next
    }
    states = seen.count
  }

  private static func moves(in world: LiveWorld) -> [LiveMove] {
    var moves = world.moves() + world.faults()
    // All waits at once, where one is waited for; a request on its way arrives or is lost before.
    let isWaiting = world.rows.contains { $0?.state == .unknown || $0?.state == .notApplied }
    if isWaiting, !world.messages.contains(where: { $0.effect == nil }) {
      moves.append(.advance(LiveWaits.standard.settle))
    }
    return moves
  }
}

extension LiveWorld {
  /// Leaves out what makes no difference to what can follow.
  ///
  /// Who would read the row next may as well be called anew, and so may who would store over a row
  /// that has changed; an answer to a dead process reaches nobody; and who stored its intent goes on.
  fileprivate mutating func simplify(_ subject: LiveSubject) {
    for index in processes.indices {
      guard let flow = processes[index].flow else { continue }
      let epoch = rows[flow.key]?.epoch
      switch flow.phase {
      case .reading: processes[index].flow = nil
      case .prepared(let operation):
        if operation.epoch == epoch { run(index, subject) } else { processes[index].flow = nil }
      case .looking(let operation, _):
        if operation.epoch != epoch { processes[index].flow = nil }
      case .doing(let event, let step, let next):
        if case .save(let over, _) = step.actions[next], over != epoch, !event.isProof,
          !subject.ignoresEpochs
        {
          processes[index].flow = nil
        }
      case .waiting: break
      }
    }
    messages.removeAll { $0.effect != nil && processes[$0.process].start != $0.start }
  }

  /// Equal for states that behave alike: instants count from now and no further back than all waits
  /// reach, epochs from the stored one, owners are the processes that they are, or dead.
  fileprivate var identity: Int {
    var hasher = Hasher()
    hasher.combine(budget)
    for (key, row) in rows.enumerated() {
      hasher.combine(row.map { plain($0, key) })
      hasher.combine(told[key])
      hasher.combine(isProven[key])
      hasher.combine(dispatched[key])
    }
    for process in processes {
      hasher.combine(process.flow.map(plain))
      hasher.combine(process.pending.count)
      for pending in process.pending {
        hasher.combine(pending.key)
        hasher.combine(plain(pending.event))
      }
    }
    for message in messages {
      hasher.combine(message.key)
      hasher.combine(message.look)
      hasher.combine(message.attempt)
      hasher.combine(message.effect)
      hasher.combine(message.process)
      hasher.combine(processes[message.process].start == message.start)
    }
    for effect in effects {
      hasher.combine(effect.key)
      hasher.combine(effect.look)
    }
    return hasher.finalize()
  }

  private func plain(_ instant: Milliseconds) -> Milliseconds {
    max(instant - uptime, 0 - LiveWaits.standard.settle)
  }

  private func plain(_ operation: LiveOperation, _ key: Int) -> LiveOperation {
    var plain = operation
    plain.epoch = max(operation.epoch - (rows[key]?.epoch ?? 0), -1)
    let owner = processes.firstIndex { $0.owner == operation.owner }
    plain.owner = OwnerID(text: owner.map { "\($0)" } ?? "dead")
    plain.settlesFrom = self.plain(operation.settlesFrom)
    plain.firstMiss = operation.firstMiss.map(self.plain)
    plain.lastMiss = operation.lastMiss.map(self.plain)
    return plain
  }

  private func plain(_ event: LiveEvent) -> LiveEvent {
    switch event {
    case .prepare(let call, _): .prepare(call, owner: OwnerID(text: ""))
    case .answered(let answer, let attempt, _): .answered(answer, attempt: attempt, at: 0)
    default: .withdraw
    }
  }

  private func plain(_ flow: Flow) -> Flow {
    var plain = flow
    switch flow.phase {
    case .reading: break
    case .prepared(let operation): plain.phase = .prepared(self.plain(operation, flow.key))
    case .waiting(let operation): plain.phase = .waiting(self.plain(operation, flow.key))
    case .looking(let operation, let start):
      plain.phase = .looking(self.plain(operation, flow.key), startedAt: self.plain(start))
    case .doing(let event, var step, let next):
      step.operation = self.plain(step.operation, flow.key)
      step.actions = Array(step.actions[next...]).map {
        guard case .save(let epoch?, let claim) = $0 else { return $0 }
        return .save(over: max(epoch - (rows[flow.key]?.epoch ?? 0), -1), claiming: claim)
      }
      plain.phase = .doing(self.plain(event), step, next: 0)
    }
    return plain
  }
}
