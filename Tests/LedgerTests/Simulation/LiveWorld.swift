import APICore

@testable import Ledger

/// Everything around the live backend's machine, as one value: processes, a store that can lose
/// what is not on disk, a service with a log of its effects, the requests between them, and time.
///
/// The machine is asked for every step; this world carries its actions out, one at a time, so that
/// a crash, a race or another process fits between any two. Any process may be asked for any key at
/// any time: agents repeat themselves. What the ledger promises is checked as it happens
/// (`LiveWorld+Checks.swift`).
struct LiveWorld: Hashable {
  /// What kind of world it is.
  struct Setup: Hashable {
    var processes = 2
    var keys = 2
    /// Whether what is made carries the operation's marker; if not, the keys ask for things that
    /// look the same.
    var isMarked = true
    /// Whether it is noted, where nothing is marked, what stood there before, and which operations
    /// it could be of.
    var seesWhatStood = false
    /// Whether some calls carry other arguments under the same key.
    var hasOtherArguments = false
    /// How long after it was sent a request can still take effect. What the waits count on is 60 s.
    var lateness: Milliseconds = 60_000
  }

  /// How often each thing may still go wrong.
  struct Budget: Hashable {
    var crashes = 0
    var losses = 0
    /// A process gives up a request that is still on its way.
    var lates = 0
    var powerLosses = 0
    /// An owner's lock is lost while it lives.
    var lockLosses = 0
    var refusals = 0
    /// The wall clock is set.
    var jumps = 0
    /// What is new is not shown at once.
    var lags = 0
    /// A look-up does not find what is there.
    var glitches = 0
    /// The network delivers a request twice.
    var twins = 0
    var fullDisks = 0
    /// Retention drops an answer.
    var prunings = 0
  }

  struct Process: Hashable {
    /// Counts how often it was started, so that an answer to the one before is not an answer to it.
    var start = 0
    var owner: OwnerID
    var flow: Flow?
    /// What came when nobody waited, or could not be recorded because the disk was full.
    var pending: [Pending] = []
  }

  struct Pending: Hashable {
    let key: Int
    let event: LiveEvent
    /// What the event is about; nil for proof, which holds whatever the row says.
    var epoch: Int64?
  }

  /// One call that a process is carrying out.
  struct Flow: Hashable {
    let key: Int
    let call: LiveCall
    var phase = Phase.reading
    /// Whether it stored a look-up that did not find it.
    var hasLookedUp = false
    /// When its newest look-up really began.
    var lookedAt: Milliseconds?
  }

  enum Phase: Hashable {
    case reading
    case prepared(LiveOperation)
    case doing(LiveEvent, LiveStep, next: Int)
    case waiting(LiveOperation)
    case looking(LiveOperation, startedAt: Milliseconds)
  }

  struct Message: Hashable {
    let key: Int
    let look: String
    let attempt: Int
    let process: Int
    let start: Int
    let sentAt: Milliseconds
    /// What it made, once it was carried out.
    var effect: Int?
  }

  struct Effect: Hashable {
    let key: Int
    let look: String
    let visibleFrom: Milliseconds
    let isTwin: Bool
  }

  let setup: Setup
  var budget: Budget
  var processes: [Process]
  /// What every process sees.
  var rows: [LiveOperation?]
  /// What is left after a power loss.
  var disk: [LiveOperation?]
  var isDiskFull = false
  var beginnings: [Beginning]
  var messages: [Message] = []
  var effects: [Effect] = []
  var time: Milliseconds = 1_000_000
  var bootedAt: Milliseconds = 0
  var wallOffset: Milliseconds = 0
  /// Names owners.
  var owners = 0

  // What the checks remember.
  var witnesses: [Witness]
  /// How many look-ups did not find what is there.
  var glitched = 0
  var violations: [String] = []

  init(_ setup: Setup, _ budget: Budget) {
    self.setup = setup
    self.budget = budget
    processes = (0..<setup.processes).map { Process(owner: OwnerID(text: "owner \($0)")) }
    owners = setup.processes
    rows = Array(repeating: nil, count: setup.keys)
    disk = rows
    beginnings = Array(repeating: Beginning(), count: setup.keys)
    witnesses = Array(repeating: Witness(), count: setup.keys)
  }

  var uptime: Milliseconds { time - bootedAt }

  func now(_ machine: LiveSubject) -> Milliseconds {
    machine.readsTheWall ? time + wallOffset : uptime
  }

  /// Whether a look-up was stored that a clock that is set, or begins anew, could be misread on.
  var isWaiting: Bool { rows.contains { $0?.firstMiss != nil } }

  func isAlive(_ owner: OwnerID?) -> Bool { processes.contains { $0.owner == owner } }

  /// What a key asks for; without markers all keys ask for the same.
  func call(_ key: Int, other: Bool = false) -> LiveCall {
    LiveCall(
      tool: "create_task", fingerprint: other ? "other" : setup.isMarked ? "look \(key)" : "look")
  }

  // MARK: A process's next step

  mutating func run(_ index: Int, _ machine: LiveSubject) {
    guard let flow = processes[index].flow else { return }
    switch flow.phase {
    case .reading: decide(index, flow, machine)
    case .prepared(let operation):
      // Who lost its lock may be taken for dead: it sends nothing any more.
      let isOwner = operation.owner == processes[index].owner
      begin(index, isOwner ? .dispatch(at: now(machine)) : .withdraw, on: operation, machine)
    case .looking(let operation, let start):
      begin(index, .lookedUp(finding(flow.key), startedAt: start), on: operation, machine)
    case .doing(let event, let step, let next):
      act(index, flow, event, step, next, machine)
    case .waiting: break
    }
  }

  private mutating func decide(_ index: Int, _ flow: Flow, _ machine: LiveSubject) {
    let row = rows[flow.key]
    let owner = processes[index].owner
    let now = now(machine)
    switch machine.decide(row, flow.call, isAlive(row?.owner), flow.hasLookedUp, now) {
    case .fresh: begin(index, .prepare(flow.call, owner: owner), on: row, machine)
    case .ownerDied: begin(index, .ownerDied(at: now), on: row, machine)
    case .resend:
      checkResend(flow.key)
      begin(index, .resend(owner: owner, at: now), on: row, machine)
    case .lookUp:
      processes[index].flow?.lookedAt = time
      if let row { processes[index].flow?.phase = .looking(row, startedAt: now) }
    case .replay:
      tell(flow.key, flow.call, row?.remoteID)
      processes[index].flow = nil
    case .expired, .otherTool, .otherArguments, .inProgress, .wait, .needsReview, .abandoned:
      processes[index].flow = nil
    }
  }

  mutating func begin(
    _ index: Int, _ event: LiveEvent, on operation: LiveOperation?, _ machine: LiveSubject
  ) {
    if let step = machine.step(operation, event) {
      processes[index].flow?.phase = .doing(event, step, next: 0)
    } else {
      processes[index].flow?.phase = .reading
    }
  }

  private mutating func act(
    _ index: Int, _ flow: Flow, _ event: LiveEvent, _ step: LiveStep, _ next: Int,
    _ machine: LiveSubject
  ) {
    guard next < step.actions.count else { return settle(index, flow, event, step) }
    switch step.actions[next] {
    case .save(let epoch):
      let before = rows[flow.key]?.state
      switch save(flow.key, step.operation, over: epoch, machine, lookedAt: flow.lookedAt) {
      case .saved: go(on: index, event, step, next + 1, from: before)
      case .overtaken: overtaken(index, flow, event, machine)
      case .full: full(index, flow, event, epoch)
      }
    case .send(let attempt):
      send(index, flow, attempt)
      processes[index].flow?.phase =
        next + 1 < step.actions.count
        ? .doing(event, step, next: next + 1) : .waiting(step.operation)
    }
  }

  /// Whether a call ends with what was stored, and its caller is told so: in a step of its own, so
  /// that a crash fits before it.
  private func ends(_ event: LiveEvent, _ step: LiveStep, from before: EntryState?) -> Bool {
    if case .answered(.refused, _, _) = event { return true }
    return step.operation.state == .succeeded && before != .succeeded
  }

  private mutating func settle(_ index: Int, _ flow: Flow, _ event: LiveEvent, _ step: LiveStep) {
    if step.operation.state == .succeeded {
      tell(flow.key, flow.call, step.operation.remoteID)
      if event.isProof { witnesses[flow.key].isProven = true }
    }
    processes[index].flow = nil
  }

  private mutating func go(
    on index: Int, _ event: LiveEvent, _ step: LiveStep, _ next: Int, from before: EntryState?
  ) {
    if next < step.actions.count || ends(event, step, from: before) {
      processes[index].flow?.phase = .doing(event, step, next: next)
    } else if case .prepare = event {
      processes[index].flow?.phase = .prepared(step.operation)
    } else if case .lookedUp = event {
      processes[index].flow?.hasLookedUp = true
      processes[index].flow?.phase = .reading
    } else {
      processes[index].flow?.phase = .reading
    }
  }

  /// Another process was faster: proof is applied to what it left, anything else is decided anew.
  private mutating func overtaken(
    _ index: Int, _ flow: Flow, _ event: LiveEvent, _ machine: LiveSubject
  ) {
    if event.isProof, machine.step(rows[flow.key], event) != nil {
      begin(index, event, on: rows[flow.key], machine)
    } else {
      processes[index].flow?.phase = .reading
    }
  }

  /// A success is told although it could not be recorded. Answers are recorded later, and so is
  /// that nothing will be sent: an owner that lives and does nothing would keep the key forever.
  private mutating func full(_ index: Int, _ flow: Flow, _ event: LiveEvent, _ epoch: Int64?) {
    switch event {
    case .answered(.succeeded(let remoteID), _, _):
      witnesses[flow.key].isUnrecorded = true
      tell(flow.key, flow.call, remoteID)
      processes[index].pending.append(Pending(key: flow.key, event: event))
    case .answered:
      processes[index].pending.append(Pending(key: flow.key, event: event, epoch: epoch))
    case .dispatch, .withdraw:
      processes[index].pending.append(Pending(key: flow.key, event: .withdraw, epoch: epoch))
    default: break
    }
    processes[index].flow = nil
  }

  // MARK: The service

  private mutating func send(_ index: Int, _ flow: Flow, _ attempt: Int) {
    checkSend(flow.key, attempt)
    witnesses[flow.key].lastSent = time
    messages.append(
      Message(
        key: flow.key, look: flow.call.fingerprint, attempt: attempt, process: index,
        start: processes[index].start, sentAt: time))
  }

  mutating func deliver(_ index: Int, visibleAfter lag: Milliseconds = 0, isTwin: Bool = false) {
    let message = messages[index]
    effects.append(
      Effect(key: message.key, look: message.look, visibleFrom: time + lag, isTwin: isTwin))
    if !isTwin { messages[index].effect = effects.count - 1 }
    checkEffects(message.key)
  }

  /// An answer reaches whoever sent the request, if it still runs.
  mutating func answer(_ index: Int, _ answer: LiveAnswer?, _ machine: LiveSubject) {
    let message = messages.remove(at: index)
    if answer == .refused { witnesses[message.key].unproven.remove(message.attempt) }
    guard processes[message.process].start == message.start else { return }
    let answer = answer ?? .succeeded(remoteID: Self.name(message.effect))
    let event = LiveEvent.answered(answer, attempt: message.attempt, at: now(machine))
    if isAwaited(message), case .waiting(let operation)? = processes[message.process].flow?.phase {
      begin(message.process, event, on: operation, machine)
    } else if event.isProof {
      processes[message.process].pending.append(Pending(key: message.key, event: event))
    }
  }

  /// Whether who sent it still waits for its answer.
  func isAwaited(_ message: Message) -> Bool {
    let process = processes[message.process]
    guard process.start == message.start, let flow = process.flow, flow.key == message.key,
      case .waiting(let operation) = flow.phase
    else { return false }
    return operation.attempt == message.attempt
  }

  static func name(_ effect: Int?) -> String { "effect \(effect ?? -1)" }

  // MARK: Time and trouble

  mutating func advance(by duration: Milliseconds) {
    time = time + duration
    messages.removeAll { $0.effect == nil && $0.sentAt + setup.lateness < time }
  }

  mutating func crash(_ index: Int) {
    processes[index] = Process(
      start: processes[index].start + 1, owner: OwnerID(text: "owner \(owners)"))
    owners += 1
  }

  mutating func losePower() {
    for index in processes.indices { crash(index) }
    rows = disk
    bootedAt = time
  }

  mutating func loseLock(_ index: Int) {
    processes[index].owner = OwnerID(text: "owner \(owners)")
    owners += 1
  }
}
