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
    let habits = LiveHabits(&dice)
    let opening = dice.isOne(in: 2) ? lateRequest(&world, &dice) : []
    for turn in 0..<(60 + dice.roll(140)) {
      let move = turn < opening.count ? opening[turn] : habits.next(in: world, &dice)
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
    setup.keys = 1 + dice.roll(2)
    setup.isMarked = !dice.isOne(in: 3)
    setup.seesWhatStood = !setup.isMarked
    setup.hasOtherArguments = dice.isOne(in: 4)
    if dice.isOne(in: 2) { setup.lateness = 500_000 }
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
    budget.glitches = amount(3)
    budget.twins = setup.isMarked ? amount(1) : 0
    budget.fullDisks = amount(2)
    budget.prunings = amount(2)
    var world = LiveWorld(setup, budget)
    // A host that has just been started: instants of before its next restart come again.
    if dice.isOne(in: 3) { world.bootedAt = world.time - 10_000 }
    return world
  }

  /// An opening: a request is under way, and who sent it is gone. Most of the machine is about
  /// this, and most histories would be over before they came there.
  private static func lateRequest(_ world: inout LiveWorld, _ dice: inout Dice) -> [LiveMove] {
    // The call stores its intent, then that it sends.
    var moves: [LiveMove] = [.call(process: 0, key: 0, other: false), .run(0), .run(0), .run(0)]
    // A process that stands still just before it sends.
    if dice.isOne(in: 2) { moves.append(.advance(dice.pick([50_000, 90_000, 200_000]))) }
    moves.append(.run(0))
    if dice.isOne(in: 4) { moves.append(.deliver(0, lag: 0)) }
    if dice.isOne(in: 2) {
      world.budget.crashes += 1
      moves.append(.crash(0))
    } else {
      world.budget.lates += 1
      moves += [.timeOut(0), .run(0)]
    }
    return moves
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
