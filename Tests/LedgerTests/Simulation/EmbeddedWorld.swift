import APICore

@testable import Ledger

/// Everything around the embedded backend's decision, as one value: processes on one store, whose
/// write lock one of them can hold, and a wall clock that jumps.
///
/// It takes the steps of `Ledger.once`, one at a time: look, begin, look again and decide, write
/// the effect, write the row, commit, answer. What a transaction wrote is seen by nobody, and gone
/// when its process dies, until it commits; the effect and its row share the transaction.
struct EmbeddedWorld: Hashable {
  struct Budget: Hashable {
    var crashes = 0
    /// COMMIT reports a failure: it happened, or it did not, and only the file can tell.
    var failedCommits = 0
    /// A write finds the disk full.
    var fullDisks = 0
    var jumps = 0
    var prunings = 0
  }

  enum Phase: Hashable {
    case looking, beginning, deciding, writing, recording, committing
    /// COMMIT failed: what stands in the file is the truth.
    case asking
  }

  /// A call: its key (nil for none), and what it asks for.
  struct Call: Hashable {
    let key: Int?
    let look: Int
  }

  struct Flow: Hashable {
    let call: Call
    var phase = Phase.looking
    var effect: Effect?
    var record: Record?
  }

  struct Effect: Hashable {
    let id: Int
    let look: Int
  }

  struct Record: Hashable {
    let key: Int?
    let look: Int
    let effect: Int
    let moment: Milliseconds
    var hasAnswer = true
  }

  enum Event: Hashable {
    case call(Int, Call)
    case run(Int)
    case crash(Int)
    case failCommit(Int, happened: Bool)
    case fillDisk(Int)
    case jump(Milliseconds)
    case prune(Int)
  }

  var budget: Budget
  let keys: Int
  var flows: [Flow?]
  /// Who holds the write lock.
  var lock: Int?
  var effects: [Effect] = []
  var records: [Record] = []
  var clock: Milliseconds = 10_000_000
  var made = 0
  var told: [Int: Int] = [:]
  var violations: [String] = []

  init(processes: Int, keys: Int, _ budget: Budget) {
    flows = Array(repeating: nil, count: processes)
    self.keys = keys
    self.budget = budget
  }

  // MARK: One step

  mutating func apply(_ event: Event, _ subject: EmbeddedSubject) {
    switch event {
    case .call(let index, let call): flows[index] = Flow(call: call)
    case .run(let index): run(index, subject)
    case .crash(let index):
      budget.crashes -= 1
      end(index)
    case .failCommit(let index, let happened):
      budget.failedCommits -= 1
      if happened { commit(index) }
      if lock == index { lock = nil }
      flows[index]?.phase = .asking
    case .fillDisk(let index):
      budget.fullDisks -= 1
      end(index)
    case .jump(let duration):
      budget.jumps -= 1
      clock = clock + duration
    case .prune(let index):
      budget.prunings -= 1
      records[index].hasAnswer = false
    }
  }

  private mutating func run(_ index: Int, _ subject: EmbeddedSubject) {
    guard let flow = flows[index] else { return }
    switch flow.phase {
    case .looking:
      settle(index, flow, otherwise: .beginning, subject)
    case .beginning:
      guard lock == nil || subject.ignoresLock else { return }
      lock = index
      flows[index]?.phase = subject.looksOnce ? .writing : .deciding
    case .deciding: settle(index, flow, otherwise: .writing, subject)
    case .writing:
      made += 1
      flows[index]?.effect = Effect(id: made, look: flow.call.look)
      if subject.commitsEffectFirst { effects.append(Effect(id: made, look: flow.call.look)) }
      flows[index]?.phase = .recording
    case .recording:
      let record = Record(
        key: flow.call.key, look: flow.call.look, effect: made(by: flow), moment: moment)
      flows[index]?.record = record
      flows[index]?.phase = .committing
    case .committing:
      commit(index, effectToo: !subject.commitsEffectFirst)
      tell(flow.call, made(by: flow))
      end(index)
    case .asking:
      let stands = records.contains { $0.effect == made(by: flow) }
      if stands || subject.trustsFailedCommit { tell(flow.call, made(by: flow)) }
      if !stands, subject.repeatsFailedCommit { effects.append(Effect(id: made, look: -1)) }
      end(index)
    }
  }

  private func made(by flow: Flow) -> Int { flow.effect?.id ?? 0 }

  private mutating func end(_ index: Int) {
    if lock == index { lock = nil }
    flows[index] = nil
  }

  private mutating func commit(_ index: Int, effectToo: Bool = true) {
    guard let effect = flows[index]?.effect, let record = flows[index]?.record else { return }
    if effectToo { effects.append(effect) }
    records.append(record)
    check()
  }

  /// Answers a call that a row settles.
  private mutating func settle(
    _ index: Int, _ flow: Flow, otherwise next: Phase, _ subject: EmbeddedSubject
  ) {
    let record = record(for: flow.call)
    switch subject.decide(record.map(Self.row), Self.tool, Fingerprint(text: "\(flow.call.look)")) {
    case .fresh: flows[index]?.phase = next
    case .replay:
      if let record { tell(flow.call, record.effect) }
      end(index)
    case .expired, .abandoned, .otherTool, .otherArguments, .inProgress, .ownerDied, .lookUp, .wait,
      .resend, .needsReview:
      end(index)
    }
  }

  private func record(for call: Call) -> Record? {
    if let key = call.key { return records.first { $0.key == key } }
    let since = moment - DerivedKey.window
    return records.last { $0.look == call.look && $0.moment >= since }
  }

  private var moment: Milliseconds { max(clock, records.last?.moment ?? clock) }

  private static let tool = "create_task"

  private static func row(_ record: Record) -> LedgerRow {
    LedgerRow(
      operationID: "op_\(record.effect)",
      scope: Scope(backend: "embedded", workspaceID: "1", principal: "1"),
      key: record.key.map { "key \($0)" }, keySource: .client, tool: tool,
      fingerprint: "\(record.look)", arguments: "{}", request: "{}",
      output: record.hasAnswer ? "{}" : nil, firstExecutedAt: record.moment, moment: record.moment)
  }

  // MARK: What is promised

  private mutating func check() {
    if effects.map(\.id).sorted() != records.map(\.effect).sorted() {
      violations.append("effects \(effects.map(\.id)), rows \(records.map(\.effect))")
    }
    for key in 0..<keys where records.count(where: { $0.key == key }) > 1 {
      violations.append("key \(key): carried out twice")
    }
    let derived = records.filter { $0.key == nil }
    for (index, record) in derived.enumerated() {
      let before = derived[..<index].last { $0.look == record.look }
      if let before, record.moment - before.moment <= DerivedKey.window {
        violations.append("look \(record.look): carried out twice without a key")
      }
    }
  }

  /// A success that is told is an effect that stands, is what was asked for, and always the same.
  private mutating func tell(_ call: Call, _ effect: Int) {
    guard let stands = effects.first(where: { $0.id == effect }) else {
      return violations.append("told effect \(effect), which there is not")
    }
    if stands.look != call.look { violations.append("told the success of other arguments") }
    guard let key = call.key else { return }
    if told[key, default: effect] != effect { violations.append("key \(key): told two results") }
    told[key] = effect
  }

  mutating func checkEnd() { if lock == nil { check() } }

  // MARK: What can happen

  func events(otherArguments: Bool, withoutKeys: Bool) -> [Event] {
    var events: [Event] = []
    for (index, flow) in flows.enumerated() {
      guard flow != nil else {
        for key in 0..<keys {
          events.append(.call(index, Call(key: key, look: key)))
          if otherArguments { events.append(.call(index, Call(key: key, look: key + 1))) }
        }
        if withoutKeys { events.append(.call(index, Call(key: nil, look: 9))) }
        continue
      }
      events.append(.run(index))
    }
    return events
  }

  func faults() -> [Event] {
    var events: [Event] = []
    for (index, flow) in flows.enumerated() {
      guard let flow else { continue }
      if budget.crashes > 0 { events.append(.crash(index)) }
      if budget.failedCommits > 0, flow.phase == .committing {
        events += [.failCommit(index, happened: true), .failCommit(index, happened: false)]
      }
      if budget.fullDisks > 0, [.writing, .recording].contains(flow.phase) {
        events.append(.fillDisk(index))
      }
    }
    if budget.jumps > 0 { events += [.jump(-3_600_000), .jump(30_000), .jump(-700_000)] }
    if budget.prunings > 0 {
      for index in records.indices where records[index].hasAnswer { events.append(.prune(index)) }
    }
    return events
  }
}

/// The decision as the world asks it, and the guards around it.
struct EmbeddedSubject: Sendable, CustomStringConvertible {
  var description = "nothing"
  var decide: @Sendable (LedgerRow?, String, Fingerprint) -> Decision = {
    Decision.of($0, for: LiveCall(tool: $1, fingerprint: $2.text))
  }
  var ignoresLock = false
  var looksOnce = false
  var commitsEffectFirst = false
  var trustsFailedCommit = false
  var repeatsFailedCommit = false

  private static func mutant(
    _ name: String, _ change: (inout EmbeddedSubject) -> Void
  ) -> EmbeddedSubject {
    var subject = EmbeddedSubject(description: name)
    change(&subject)
    return subject
  }

  static let mutants = [
    mutant("two processes write at once") { $0.ignoresLock = true },
    mutant("the key is not read again under the lock") { $0.looksOnce = true },
    mutant("the effect commits before its row") { $0.commitsEffectFirst = true },
    mutant("a COMMIT that failed is taken for done") { $0.trustsFailedCommit = true },
    mutant("a COMMIT that failed is done again") { $0.repeatsFailedCommit = true },
    mutant("a key whose answer is gone is free") {
      $0.decide = { row, tool, fingerprint in
        let decision = Decision.of(row, for: LiveCall(tool: tool, fingerprint: fingerprint.text))
        return decision == .expired ? .fresh : decision
      }
    },
    mutant("other arguments are not compared") {
      $0.decide = { row, tool, fingerprint in
        let decision = Decision.of(row, for: LiveCall(tool: tool, fingerprint: fingerprint.text))
        return decision == .otherArguments ? .replay : decision
      }
    },
    mutant("a key is free for other arguments") {
      $0.decide = { row, tool, fingerprint in
        let decision = Decision.of(row, for: LiveCall(tool: tool, fingerprint: fingerprint.text))
        return decision == .otherArguments ? .fresh : decision
      }
    },
  ]
}
