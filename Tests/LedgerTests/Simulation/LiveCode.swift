import APICore

@testable import Ledger

/// A state of the live world in a few words: equal for states that behave alike.
///
/// Nothing is hashed away, so that no two different states are ever taken for one. What is left out
/// follows from what is kept: an operation that a process holds is the stored row as long as the
/// epochs agree; where they do not, storing over it fails, and only the event counts. Instants
/// count back from now, and no further than the longest wait that may still be asked for.
///
/// Holds for the world that is searched: no power loss, no full disk, no other arguments, no lag.
struct LiveCode {
  private let world: LiveWorld
  /// Positions of the processes, the keys and the effects under this naming.
  private let processes: [Int]
  private let keys: [Int]
  private let effects: [Int]
  private var words: [UInt64] = []
  private var word: UInt64 = 0
  private var used: UInt64 = 0

  /// The smallest code under all ways to name the processes and the keys: neither the machine nor
  /// the world asks which one is the first.
  static func canonical(_ world: LiveWorld) -> [UInt64] {
    var smallest: [UInt64] = []
    for processes in orders(world.processes.count) {
      for keys in orders(world.rows.count) {
        let code = LiveCode(world, processes, keys).words
        if smallest.isEmpty || code.lexicographicallyPrecedes(smallest) { smallest = code }
      }
    }
    return smallest
  }

  private static func orders(_ count: Int) -> [[Int]] { count == 2 ? [[0, 1], [1, 0]] : [[0]] }

  private init(_ world: LiveWorld, _ processes: [Int], _ keys: [Int]) {
    self.world = world
    self.processes = processes
    self.keys = keys
    // By key, then in the order in which they were made.
    var effects = Array(repeating: 0, count: world.effects.count)
    var next = 0
    for key in keys.indices {
      for index in effects.indices where keys[world.effects[index].key] == key {
        effects[index] = next
        next += 1
      }
    }
    self.effects = effects
    encode()
  }

  // MARK: Packing

  private mutating func add(_ value: Int, _ bits: UInt64) {
    precondition(value >= 0 && value < 1 << bits, "\(value) does not fit into \(bits) bits")
    if used + bits > 64 { flush() }
    word |= UInt64(value) << used
    used += bits
  }

  private mutating func add(_ flag: Bool) { add(flag ? 1 : 0, 1) }

  private mutating func flush() {
    words.append(word)
    word = 0
    used = 0
  }

  /// Seconds that an instant is ago, plus 1; 0 for none.
  private mutating func add(
    _ instant: Milliseconds?, upTo most: Milliseconds = LiveWaits.standard.settle
  ) {
    add(instant.map { Int(min(world.time - $0, most).rawValue / 1_000) + 1 } ?? 0, 10)
  }

  private mutating func addEffect(_ name: String?) { add(name.map(number) ?? 0, 4) }

  private mutating func addEffects(_ names: some Sequence<String>) {
    add(names.reduce(0) { $0 | 1 << number($1) }, 12)
  }

  /// Of an effect by its name, from 1.
  private func number(_ name: String) -> Int {
    effects[name.utf8.dropFirst("effect ".utf8.count).reduce(0) { $0 * 10 + Int($1 - 48) }] + 1
  }

  private func position(of owner: OwnerID) -> Int {
    let index = world.processes.firstIndex { $0.owner == owner }
    return index.map { processes[$0] } ?? 3
  }

  // MARK: What counts

  private mutating func encode() {
    add(world.budget.crashes, 3)
    add(world.budget.losses, 3)
    add(world.budget.lates, 3)
    add(world.messages.count, 4)
    add(effects.count, 4)
    for index in effects.indices.sorted(by: { effects[$0] < effects[$1] }) {
      add(keys[world.effects[index].key], 1)
    }
    for key in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
      flush()
      encode(world.rows[key])
      encode(world.witnesses[key])
    }
    for index in processes.indices.sorted(by: { processes[$0] < processes[$1] }) {
      flush()
      encode(world.processes[index])
    }
    flush()
    words += messages()
  }

  private mutating func encode(_ row: LiveOperation?) {
    guard let row else { return add(false) }
    add(true)
    add(EntryState.allCases.firstIndex(of: row.state) ?? 0, 4)
    add(position(of: row.owner), 2)
    add(row.attempt, 4)
    add(row.resends, 4)
    let isToBeSwept = row.resends > 0 && !row.isSwept
    add(row.settlesFrom, upTo: isToBeSwept ? LiveWaits.standard.sweep : LiveWaits.standard.settle)
    add(row.firstMiss)
    add(row.lastMiss)
    add(row.hasAnswer)
    add(row.isSwept)
    addEffect(row.remoteID)
    addEffects(row.candidates)
    addEffects(row.duplicates)
  }

  private mutating func encode(_ witness: LiveWorld.Witness) {
    addEffect(witness.told)
    add(witness.isProven)
    add(witness.dispatched, 4)
    add(witness.unproven.reduce(0) { $0 | 1 << $1 }, 12)
    add(witness.lastSent)
    add(witness.firstMiss)
    add(witness.lastMiss)
  }

  private mutating func encode(_ process: LiveWorld.Process) {
    add(process.pending.count, 3)
    for pending in process.pending {
      add(keys[pending.key], 1)
      encode(pending.event)
    }
    guard let flow = process.flow else { return add(0, 3) }
    let epoch = world.rows[flow.key]?.epoch
    func isCurrent(_ operation: LiveOperation) -> Bool { operation.epoch == epoch }
    switch flow.phase {
    case .reading: add(1, 3)
    case .prepared(let operation):
      add(2, 3)
      add(isCurrent(operation))
    case .waiting(let operation):
      add(3, 3)
      add(isCurrent(operation))
      add(operation.attempt, 4)
    case .looking(let operation, let start):
      add(4, 3)
      add(isCurrent(operation))
      add(start)
      add(flow.lookedAt)
    case .doing(let event, let step, let next):
      add(5, 3)
      add(next, 2)
      if next < step.actions.count, case .save(let over) = step.actions[next] {
        add(over == epoch)
      } else {
        add(isCurrent(step.operation))
      }
      add(step.operation.attempt, 4)
      encode(event)
      add(flow.lookedAt)
    }
    add(keys[flow.key], 1)
    add(flow.hasLookedUp)
  }

  private mutating func encode(_ event: LiveEvent) {
    switch event {
    case .prepare: add(0, 4)
    case .dispatch(let now):
      add(1, 4)
      add(now)
    case .withdraw: add(2, 4)
    case .ownerDied(let now):
      add(3, 4)
      add(now)
    case .answered(.succeeded(let remoteID), let attempt, _):
      add(4, 4)
      addEffect(remoteID)
      add(attempt, 4)
    case .answered(.refused, let attempt, _):
      add(5, 4)
      add(attempt, 4)
    case .answered(.unclear, let attempt, let now):
      add(6, 4)
      add(attempt, 4)
      add(now)
    case .lookedUp(.matches(let matches, let claimed, _, let rivals), let start):
      add(7, 4)
      addEffects(matches)
      addEffects(claimed)
      add(rivals, 2)
      add(start)
    case .lookedUp(.inconclusive, _): add(8, 4)
    case .resend(_, let now):
      add(9, 4)
      add(now)
    case .adopt(let remoteID):
      add(10, 4)
      addEffect(remoteID)
    case .abandon: add(11, 4)
    }
  }

  /// In no order: none overtakes another that does not anyway.
  private func messages() -> [UInt64] {
    world.messages.map { message in
      var code = self
      code.word = 0
      code.used = 0
      let isAlive = world.processes[message.process].start == message.start
      code.add(keys[message.key], 1)
      code.add(message.attempt, 4)
      code.add(isAlive ? processes[message.process] : 3, 2)
      code.add(message.effect.map { effects[$0] + 1 } ?? 0, 4)
      code.add(message.effect == nil ? message.sentAt : nil)
      return code.word
    }.sorted()
  }
}
