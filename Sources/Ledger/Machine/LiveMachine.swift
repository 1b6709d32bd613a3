import APICore

/// The life of a write to the live service: a pure function from where it stands and what happened
/// to where it stands now and what is to be done.
///
/// The service knows no keys, so the effect and its row cannot commit together. What takes the
/// place of that: the row is durable before the first byte is sent, and whatever may have been sent
/// is looked up before it is sent again.
///
/// Invariant: only `dispatch` and `resend` send, and both come from a caller. An owner that is
/// dead, or is thought to be, leads to a look-up and never to a send: a lease that expires and
/// repeats a committed write is the well-known defect of such ledgers.
enum LiveMachine {
  /// - Returns: nil where the event means nothing for the operation as it stands: read the row
  ///   again.
  static func step(
    _ operation: LiveOperation?, _ event: LiveEvent, waits: LiveWaits = .standard
  ) -> LiveStep? {
    switch (operation, event) {
    case (nil, .prepare(let call, let owner)):
      LiveStep(
        operation: LiveOperation(tool: call.tool, fingerprint: call.fingerprint, owner: owner),
        actions: [.save(over: nil)])
    case (nil, _): nil
    case (let operation?, _): step(operation, event, waits)
    }
  }

  private static func step(
    _ operation: LiveOperation, _ event: LiveEvent, _ waits: LiveWaits
  ) -> LiveStep? {
    switch (event, operation.state) {
    case (.prepare(let call, let owner), .released):
      // Attempts count on, so that a late answer never meets another attempt of the same number.
      var next = LiveOperation(tool: call.tool, fingerprint: call.fingerprint, owner: owner)
      next.epoch = operation.epoch
      next.attempt = operation.attempt
      return changed(operation, to: next)
    case (.dispatch(let now), .prepared):
      return sent(operation, by: operation.owner, at: now)
    case (.resend(let owner, let now), .notApplied):
      var next = operation
      next.resends += 1
      return sent(next, by: owner, at: now)
    case (.withdraw, .prepared), (.ownerDied, .prepared):
      return changed(operation) { $0.state = .released }
    case (.ownerDied(let now), .dispatched):
      // It may have sent the request in its last moment, long after it said that it would.
      return unknown(operation, settlingFrom: now)
    case (.answered(let answer, let attempt, let now), _):
      return answered(operation, answer, attempt, at: now, waits)
    case (.lookedUp(let finding, let start), .unknown),
      (.lookedUp(let finding, let start), .notApplied):
      return lookedUp(operation, finding, at: start, waits)
    case (.lookedUp(let finding, let start), .succeeded):
      return swept(operation, finding, at: start, waits)
    case (.adopt(let remoteID), .needsReview): return succeeded(operation, as: remoteID)
    case (.abandon, .needsReview): return changed(operation) { $0.state = .abandoned }
    default: return nil
    }
  }

  // MARK: Sending

  private static func sent(
    _ operation: LiveOperation, by owner: OwnerID, at now: Milliseconds
  ) -> LiveStep? {
    var step = changed(operation) {
      $0.state = .dispatched
      $0.owner = owner
      $0.attempt += 1
      $0.settlesFrom = now
      $0.firstMiss = nil
      $0.lastMiss = nil
    }
    step.actions.append(.send(attempt: step.operation.attempt))
    return step
  }

  private static func answered(
    _ operation: LiveOperation, _ answer: LiveAnswer, _ attempt: Int, at now: Milliseconds,
    _ waits: LiveWaits
  ) -> LiveStep? {
    switch (answer, operation.state) {
    case (.succeeded(let remoteID), .succeeded):
      // A resend, or who adopted another one, was faster: then there are two.
      guard remoteID != operation.remoteID, !operation.duplicates.contains(remoteID) else {
        return nil
      }
      return changed(operation) { $0.duplicates.append(remoteID) }
    case (.succeeded(let remoteID), .dispatched), (.succeeded(let remoteID), .unknown),
      (.succeeded(let remoteID), .notApplied), (.succeeded(let remoteID), .needsReview),
      (.succeeded(let remoteID), .abandoned):
      return succeeded(operation, as: remoteID)
    case (.refused, .dispatched) where attempt == operation.attempt:
      // That this attempt had no effect says nothing of the ones before it.
      return changed(operation) { $0.state = $0.resends == 0 ? .released : .notApplied }
    case (.unclear, .dispatched) where attempt == operation.attempt:
      // The deadline is part of the wait, and has passed at most.
      return unknown(
        operation, settlingFrom: max(operation.settlesFrom, now - waits.deadline))
    default: return nil
    }
  }

  private static func unknown(
    _ operation: LiveOperation, settlingFrom start: Milliseconds
  ) -> LiveStep? {
    changed(operation) {
      $0.state = .unknown
      $0.settlesFrom = start
    }
  }

  // MARK: Looking up

  private static func lookedUp(
    _ operation: LiveOperation, _ finding: LiveFinding, at start: Milliseconds, _ waits: LiveWaits
  ) -> LiveStep? {
    guard case .matches(let matches, let claimed, let isMarked, let rivals) = finding else {
      return changed(operation) { $0.state = .needsReview }
    }
    let candidates = matches.filter { !claimed.contains($0) }
    if candidates.isEmpty { return missed(operation, at: start, waits) }
    // Without a marker, what was found may as well be what a rival made.
    if let only = candidates.first, candidates.count == 1, isMarked || rivals == 0 {
      return succeeded(operation, as: only)
    }
    return changed(operation) {
      $0.state = .needsReview
      $0.candidates = candidates
    }
  }

  private static func missed(
    _ operation: LiveOperation, at start: Milliseconds, _ waits: LiveWaits
  ) -> LiveStep? {
    changed(operation) {
      // What lies ahead is from before a restart of the host.
      if $0.settlesFrom > start {
        $0.settlesFrom = start
        $0.firstMiss = nil
      }
      if let first = $0.firstMiss, first > start { $0.firstMiss = nil }
      let first = $0.firstMiss ?? start
      $0.firstMiss = first
      $0.lastMiss = start
      if start - first >= waits.betweenLookUps, start - $0.settlesFrom >= waits.settle {
        $0.state = .notApplied
      }
    }
  }

  private static func succeeded(_ operation: LiveOperation, as remoteID: String) -> LiveStep? {
    changed(operation) {
      $0.state = .succeeded
      $0.remoteID = remoteID
      $0.hasAnswer = true
      $0.candidates = []
    }
  }

  /// Some time after a resend: whether what was presumed lost was only late.
  ///
  /// A look-up before that time flags what it finds, and is not the last.
  private static func swept(
    _ operation: LiveOperation, _ finding: LiveFinding, at start: Milliseconds, _ waits: LiveWaits
  ) -> LiveStep? {
    guard operation.resends > 0, !operation.isSwept,
      case .matches(let matches, let claimed, let isMarked, let rivals) = finding
    else { return nil }
    let others = matches.filter { !claimed.contains($0) && !operation.results.contains($0) }
    return changed(operation) {
      // Without a marker it may be a rival's, and must not be kept from it.
      if isMarked || rivals == 0 { $0.duplicates += others } else { $0.candidates = others }
      // What lies ahead is from before a restart of the host: its wait begins anew.
      $0.settlesFrom = min($0.settlesFrom, start)
      $0.isSwept = start - $0.settlesFrom >= waits.sweep
    }
  }

  // MARK: Saving

  private static func changed(
    _ operation: LiveOperation, _ change: (inout LiveOperation) -> Void
  ) -> LiveStep {
    var next = operation
    change(&next)
    return changed(operation, to: next)
  }

  private static func changed(_ operation: LiveOperation, to next: LiveOperation) -> LiveStep {
    var next = next
    next.epoch = operation.epoch + 1
    return LiveStep(operation: next, actions: [.save(over: operation.epoch)])
  }
}
