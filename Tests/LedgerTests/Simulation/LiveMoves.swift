import APICore

@testable import Ledger

/// One thing that can happen next.
enum LiveMove: Hashable {
  case call(process: Int, key: Int, other: Bool)
  case run(Int)
  case record(Int)
  case timeOut(Int)
  case withdraw(Int)
  case sweep(Int, key: Int)
  case deliver(Int, lag: Milliseconds)
  case answer(Int)
  case advance(Milliseconds)
  /// A person looks at what needs review.
  case review(key: Int)

  case crash(Int)
  case losePower
  /// The host restarts, and is up again for as long as it was before.
  case restart
  case loseLock(Int)
  case loseRequest(Int)
  case loseAnswer(Int)
  case answerUnclearly(Int)
  case refuse(Int)
  case deliverTwice(Int)
  case glitch(Int)
  case jump(Milliseconds)
  case fillDisk
  case freeDisk
  case prune(key: Int)
}

extension LiveWorld {
  /// What can happen next without anything going wrong.
  func moves() -> [LiveMove] {
    var moves: [LiveMove] = []
    for (index, process) in processes.enumerated() {
      if !process.pending.isEmpty, !isDiskFull { moves.append(.record(index)) }
      guard let flow = process.flow else {
        for key in rows.indices {
          moves.append(.call(process: index, key: key, other: false))
          if setup.hasOtherArguments { moves.append(.call(process: index, key: key, other: true)) }
          if let row = rows[key], LiveWaits.standard.untilSweep(row, at: uptime) == 0 {
            moves.append(.sweep(index, key: key))
          }
        }
        continue
      }
      guard case .waiting(let operation) = flow.phase else {
        moves.append(.run(index))
        continue
      }
      let isUnderWay = messages.contains {
        $0.key == flow.key && $0.attempt == operation.attempt && $0.process == index
      }
      if !isUnderWay || budget.lates > 0 { moves.append(.timeOut(index)) }
    }
    for (index, message) in messages.enumerated() {
      if message.effect == nil {
        moves.append(.deliver(index, lag: 0))
      } else {
        moves.append(.answer(index))
      }
    }
    for key in rows.indices where rows[key]?.state == .needsReview {
      moves.append(.review(key: key))
    }
    return moves
  }

  /// What can go wrong next.
  func faults() -> [LiveMove] {
    var moves: [LiveMove] = []
    for (index, process) in processes.enumerated() {
      if budget.crashes > 0, process.flow != nil || !process.pending.isEmpty {
        moves.append(.crash(index))
      }
      switch process.flow?.phase {
      case .prepared?:
        if budget.refusals > 0 { moves.append(.withdraw(index)) }
        if budget.lockLosses > 0 { moves.append(.loseLock(index)) }
      case .waiting?: if budget.lockLosses > 0 { moves.append(.loseLock(index)) }
      case .looking?: if budget.glitches > 0 { moves.append(.glitch(index)) }
      default: break
      }
    }
    for (index, message) in messages.enumerated() {
      if budget.losses > 0 {
        moves.append(message.effect == nil ? .loseRequest(index) : .loseAnswer(index))
        moves.append(.answerUnclearly(index))
      }
      guard message.effect == nil else {
        if budget.twins > 0 { moves.append(.deliverTwice(index)) }
        continue
      }
      if budget.refusals > 0 { moves.append(.refuse(index)) }
      if budget.lags > 0 { moves.append(.deliver(index, lag: 28_000)) }
    }
    if budget.powerLosses > 0 { moves += [.losePower, .restart] }
    if budget.jumps > 0 { moves += [.jump(86_400_000), .jump(-3_600_000)] }
    if isDiskFull {
      moves.append(.freeDisk)
    } else if budget.fullDisks > 0 {
      moves.append(.fillDisk)
    }
    if budget.prunings > 0 {
      for key in rows.indices where rows[key]?.hasAnswer == true { moves.append(.prune(key: key)) }
    }
    return moves
  }

  mutating func apply(_ move: LiveMove, _ machine: LiveSubject) {
    switch move {
    case .call(let process, let key, let other):
      processes[process].flow = Flow(key: key, call: call(key, other: other))
      run(process, machine)
    case .run(let index): run(index, machine)
    case .record(let index): record(index, machine)
    case .timeOut(let index):
      guard let flow = processes[index].flow, case .waiting(let operation) = flow.phase else {
        return
      }
      if messages.contains(where: { $0.key == flow.key && $0.attempt == operation.attempt }) {
        budget.lates -= 1
      }
      begin(
        index, .answered(.unclear, attempt: operation.attempt, at: now(machine)), on: operation,
        machine)
    case .withdraw(let index):
      budget.refusals -= 1
      guard case .prepared(let operation)? = processes[index].flow?.phase else { return }
      begin(index, .withdraw, on: operation, machine)
    case .sweep(let index, let key):
      processes[index].flow = Flow(key: key, call: call(key))
      begin(index, .lookedUp(finding(key), startedAt: now(machine)), on: rows[key], machine)
    case .deliver(let index, let lag):
      if lag > 0 { budget.lags -= 1 }
      deliver(index, visibleAfter: lag)
    case .answer(let index): answer(index, nil, machine)
    case .advance(let duration): advance(by: duration)
    case .review(let key): review(key, machine)
    default: trouble(move, machine)
    }
  }

  private mutating func trouble(_ move: LiveMove, _ machine: LiveSubject) {
    switch move {
    case .crash(let index):
      budget.crashes -= 1
      crash(index)
    case .losePower:
      budget.powerLosses -= 1
      losePower()
    case .restart:
      budget.powerLosses -= 1
      let before = uptime
      losePower()
      advance(by: before)
    case .loseLock(let index):
      budget.lockLosses -= 1
      loseLock(index)
    case .loseRequest(let index), .loseAnswer(let index):
      budget.losses -= 1
      messages.remove(at: index)
    case .answerUnclearly(let index):
      budget.losses -= 1
      answer(index, .unclear, machine)
    case .refuse(let index):
      budget.refusals -= 1
      answer(index, .refused, machine)
    case .deliverTwice(let index):
      budget.twins -= 1
      deliver(index, isTwin: true)
    case .glitch(let index):
      budget.glitches -= 1
      glitched += 1
      guard case .looking(let operation, let start)? = processes[index].flow?.phase else { return }
      let nothing = LiveFinding.matches([], claimed: [], isMarked: setup.isMarked, rivals: 0)
      begin(index, .lookedUp(nothing, startedAt: start), on: operation, machine)
    case .jump(let duration):
      budget.jumps -= 1
      wallOffset = wallOffset + duration
    case .fillDisk:
      budget.fullDisks -= 1
      isDiskFull = true
    case .freeDisk: isDiskFull = false
    case .prune(let key):
      budget.prunings -= 1
      forgetAnswer(key, machine)
    default: break
    }
  }

  /// A person knows which one it is, if it is there.
  private mutating func review(_ key: Int, _ machine: LiveSubject) {
    let mine = own(key).first { effects[$0].visibleFrom <= time }
    settle(key, mine.map { .adopt(remoteID: Self.name($0)) } ?? .abandon, machine)
  }

  private mutating func settle(_ key: Int, _ event: LiveEvent, _ machine: LiveSubject) {
    guard let step = machine.step(rows[key], event) else { return }
    for case .save(let epoch) in step.actions {
      _ = save(key, step.operation, over: epoch, machine)
    }
  }
}
