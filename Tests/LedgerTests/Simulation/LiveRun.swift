import APICore

@testable import Ledger

/// One random history of the live backend's world.
enum LiveRun {
  /// - Parameter telling: is told what happened, and what stands then.
  /// - Returns: what went against the promises; empty when nothing did.
  static func violations(
    seed: UInt64, _ subject: LiveSubject = LiveSubject(),
    telling: (LiveMove, LiveWorld) -> Void = { _, _ in }
  ) -> [String] {
    var dice = Dice(seed: seed)
    var world = world(&dice)
    for _ in 0..<(60 + dice.roll(140)) {
      let move = next(in: world, &dice)
      world.apply(move, subject)
      telling(move, world)
      guard world.violations.isEmpty else { return world.violations }
    }
    world.comeToRest(subject)
    return world.violations
  }

  /// Rates are drawn for each seed, so that histories with one kind of trouble, with many, and with
  /// none are all among them.
  private static func world(_ dice: inout Dice) -> LiveWorld {
    var setup = LiveWorld.Setup()
    setup.processes = 2 + dice.roll(2)
    setup.isMarked = !dice.isOne(in: 3)
    setup.hasOtherArguments = dice.isOne(in: 4)
    if dice.isOne(in: 3) { setup.lateness = 400_000 }
    func amount(_ most: Int) -> Int { dice.isOne(in: 2) ? dice.roll(most + 1) : 0 }
    var budget = LiveWorld.Budget()
    budget.crashes = amount(6)
    budget.losses = amount(5)
    budget.lates = amount(4)
    budget.powerLosses = amount(2)
    budget.lockLosses = amount(2)
    budget.refusals = amount(3)
    budget.jumps = amount(3)
    budget.lags = amount(3)
    budget.glitches = amount(1)
    budget.twins = setup.isMarked ? amount(1) : 0
    budget.fullDisks = amount(2)
    budget.prunings = amount(2)
    return LiveWorld(setup, budget)
  }

  private static let durations: [Milliseconds] = [
    500, 5_000, 15_000, 31_000, 31_000, 31_000, 65_000, 125_000, 601_000,
  ]

  private static func next(in world: LiveWorld, _ dice: inout Dice) -> LiveMove {
    switch dice.roll(20) {
    case 0..<3:
      let faults = world.faults()
      // A look-up is over soon: its trouble would hardly ever come up.
      if dice.isOne(in: 2), let glitch = faults.first(where: \.isGlitch) { return glitch }
      if !faults.isEmpty { return dice.pick(faults) }
    case 3..<6: return .advance(dice.pick(durations))
    default: break
    }
    let moves = world.moves()
    // Mostly what goes on with what was begun: calls of settled keys lead nowhere.
    let others = moves.filter { !$0.isCall }
    return dice.pick(others.isEmpty || dice.isOne(in: 3) ? moves : others)
  }
}

extension LiveMove {
  fileprivate var isCall: Bool {
    if case .call = self { true } else { false }
  }

  fileprivate var isGlitch: Bool {
    if case .glitch = self { true } else { false }
  }
}

extension LiveWorld {
  /// Nothing goes wrong any more, agents repeat their calls, time passes: everything must settle.
  mutating func comeToRest(_ machine: LiveSubject) {
    budget = Budget()
    isDiskFull = false
    // Five minutes are more than all waits together; after them come the sweeps.
    for round in 0..<12 where violations.isEmpty {
      for index in processes.indices { drain(index, machine) }
      while !messages.isEmpty {
        if messages[0].effect == nil { deliver(0) }
        answer(0, nil, machine)
      }
      for index in processes.indices {
        for key in rows.indices {
          for other in [false, true] {
            processes[index].flow = Flow(key: key, call: call(key, other: other))
            drain(index, machine)
          }
          if rows[key]?.state == .needsReview { apply(.review(key: key), machine) }
          if let row = rows[key], LiveWaits.standard.untilSweep(row, at: uptime) == 0 {
            apply(.sweep(index, key: key), machine)
            drain(index, machine)
          }
        }
      }
      advance(by: round < 10 ? 31_000 : LiveWaits.standard.sweep)
    }
    if violations.isEmpty { checkEnd() }
  }

  private mutating func drain(_ index: Int, _ machine: LiveSubject) {
    // No call takes as many steps; a machine that goes in circles is found out.
    for _ in 0..<200 {
      if !processes[index].pending.isEmpty {
        record(index, machine)
      } else if let flow = processes[index].flow {
        if case .waiting(let operation) = flow.phase {
          let message = messages.firstIndex {
            $0.process == index && $0.key == flow.key && $0.attempt == operation.attempt
          }
          if let message {
            if messages[message].effect == nil { deliver(message) }
            answer(message, nil, machine)
          } else {
            apply(.timeOut(index), machine)
          }
        } else {
          run(index, machine)
        }
      } else {
        return
      }
      guard violations.isEmpty else { return }
    }
    violate("process \(index) goes in circles")
  }
}
