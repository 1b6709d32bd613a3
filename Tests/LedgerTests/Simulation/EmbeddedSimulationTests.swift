import Testing

@testable import Ledger

@Suite("The embedded backend's machine, simulated")
struct EmbeddedSimulationTests {
  private static func violations(
    seed: UInt64, _ subject: EmbeddedSubject = EmbeddedSubject()
  ) -> [String] {
    var dice = Dice(seed: seed)
    var budget = EmbeddedWorld.Budget()
    budget.crashes = dice.roll(4)
    budget.failedCommits = dice.roll(3)
    budget.fullDisks = dice.roll(2)
    budget.jumps = dice.roll(4)
    budget.prunings = dice.roll(2)
    var world = EmbeddedWorld(processes: 2 + dice.roll(2), keys: 2, budget)
    let otherArguments = dice.isOne(in: 3)
    let withoutKeys = dice.isOne(in: 2)
    for _ in 0..<(30 + dice.roll(70)) where world.violations.isEmpty {
      let faults = world.faults()
      let events =
        dice.isOne(in: 8) && !faults.isEmpty
        ? faults : world.events(otherArguments: otherArguments, withoutKeys: withoutKeys)
      world.apply(dice.pick(events), subject)
    }
    world.checkEnd()
    return world.violations
  }

  @Test("Whoever dies or races: one effect for a key, one row for an effect")
  func seeds() {
    for seed in Seeds.chosen {
      let violations = Self.violations(seed: seed)
      guard violations.isEmpty else {
        Issue.record("\(Seeds.replay(seed, "EmbeddedSimulationTests")): \(violations)")
        return
      }
    }
    if Seeds.count > 1_000 { Seeds.tell("embedded machine: \(Seeds.count) seeds, none fails") }
  }

  @Test("Without any one guard some seed fails", arguments: EmbeddedSubject.mutants)
  func mutants(mutant: EmbeddedSubject) {
    let failing = (1...3_000).first { !Self.violations(seed: $0, mutant).isEmpty }
    #expect(failing != nil, "nothing notices that \(mutant.description)")
  }

  @Test("Every history of 2 processes, 2 keys, 2 crashes and 1 COMMIT that reports a failure")
  func everyHistory() {
    var budget = EmbeddedWorld.Budget()
    budget.crashes = 2
    budget.failedCommits = 1
    let start = EmbeddedWorld(processes: 2, keys: 2, budget)
    var seen: Set<EmbeddedWorld> = [start]
    var frontier = [start]
    while let world = frontier.popLast() {
      for event in world.events(otherArguments: true, withoutKeys: false) + world.faults() {
        var reached = world
        reached.apply(event, EmbeddedSubject())
        guard reached.violations.isEmpty else {
          Issue.record("\(reached.violations) after \(event) in \(world)")
          return
        }
        if seen.insert(reached.plain).inserted { frontier.append(reached.plain) }
      }
    }
    #expect(seen.count > 1_000)
    Seeds.tell("every history, embedded: \(seen.count) states")
  }
}

extension EmbeddedWorld {
  /// Effects by the order of what stands: how many were undone before makes no difference.
  var plain: EmbeddedWorld {
    var names: [Int: Int] = [:]
    for id in effects.map(\.id) + flows.compactMap({ $0?.effect?.id }) where names[id] == nil {
      names[id] = names.count + 1
    }
    func name(_ id: Int) -> Int { names[id] ?? 0 }
    var plain = self
    plain.made = names.count
    plain.effects = effects.map { Effect(id: name($0.id), look: $0.look) }
    plain.records = records.map {
      Record(
        key: $0.key, look: $0.look, effect: name($0.effect), moment: $0.moment,
        hasAnswer: $0.hasAnswer)
    }
    plain.told = told.mapValues(name)
    plain.flows = flows.map { flow in
      guard var flow else { return nil }
      flow.effect = flow.effect.map { Effect(id: name($0.id), look: $0.look) }
      flow.record = flow.record.map {
        Record(key: $0.key, look: $0.look, effect: name($0.effect), moment: $0.moment)
      }
      return flow
    }
    return plain
  }
}
