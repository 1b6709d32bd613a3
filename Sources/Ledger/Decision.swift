import APICore

/// What a row that stands under a key means for a call that carries this key.
///
/// A pure function over what is stored, so that it can be read, and tested, as a table: both
/// ledgers act on it, and a dry run and a no are told by it. Some decisions are a step towards
/// another one: the live ledger carries them out, reads the row again, and decides again.
enum Decision: Sendable, Hashable {
  /// The key is free: plan, and carry it out.
  case fresh
  /// The same was done before: give its stored answer.
  case replay
  /// The same was done before, and retention dropped its answer: do not do it again.
  case expired
  /// The key was used for another tool.
  case otherTool
  /// The key was used for other arguments of this tool.
  case otherArguments
  /// A living process is at it: wait, or ask again after this long.
  case inProgress(after: Milliseconds)
  /// Its owner is dead: record that first.
  case ownerDied
  /// It may have happened: look for it.
  case lookUp
  /// It may have happened, and looking for it again is worth nothing before this long.
  case wait(Milliseconds)
  /// It is presumed not to have happened, and this call may send it again.
  case resend
  /// Somebody has to say which one it is.
  case needsReview
  /// Somebody gave it up.
  case abandoned

  /// - Parameters:
  ///   - isOwnerAlive: whether the row's owner holds its lock.
  ///   - hasLookedUp: whether this very call stored a look-up that did not find it. What is stored
  ///     alone does not tell a look-up of a moment ago from one before a restart of the host.
  ///   - now: the host's uptime.
  static func of(
    _ operation: LiveOperation?, for call: LiveCall, isOwnerAlive: Bool, hasLookedUp: Bool,
    at now: Milliseconds, waits: LiveWaits = .standard
  ) -> Decision {
    guard let operation, operation.state != .released else { return .fresh }
    // Nothing was sent and nobody will: the key is free, whatever it was to be used for.
    if operation.state == .prepared, !isOwnerAlive { return .ownerDied }
    guard operation.tool == call.tool else { return .otherTool }
    guard operation.fingerprint == call.fingerprint else { return .otherArguments }
    switch operation.state {
    case .released: return .fresh
    case .prepared: return .inProgress(after: waits.inProgress)
    case .dispatched:
      return isOwnerAlive ? .inProgress(after: waits.inProgress) : .ownerDied
    case .succeeded: return operation.hasAnswer ? .replay : .expired
    case .unknown:
      let wait = waits.untilLookUp(operation, at: now)
      return wait == 0 ? .lookUp : .wait(wait)
    // A request that was late can have shown up since it was last looked for.
    case .notApplied:
      return hasLookedUp && waits.isFresh(operation, at: now) ? .resend : .lookUp
    case .needsReview: return .needsReview
    case .abandoned: return .abandoned
    }
  }
}

extension Decision {
  /// On the embedded backend, where nobody is at a row that stands, and nothing is looked up.
  static func of(_ row: LedgerRow?, for call: LiveCall) -> Decision {
    of(row?.operation, for: call, isOwnerAlive: false, hasLookedUp: false, at: 0)
  }
}

extension LedgerCall {
  /// What ends a call that only looks, or for which a decision is the last one; nil where it goes
  /// on: the stored answer is given, or the key is free.
  ///
  /// - Parameter reason: why the live ledger could not find more out.
  func refusal(
    _ decision: Decision, of row: LedgerRow, because reason: String? = nil
  ) -> LedgerRefusal? {
    let key = name(of: row)
    // The live ledger's row in the wrong store: there is nobody to ask.
    if row.live == nil, decision.isOpen { return .unclear(row, key) }
    return switch decision {
    case .fresh, .replay: nil
    case .otherTool: .conflict(row, key, nil)
    case .otherArguments: conflict(with: row)
    case .expired: .expired(row, key)
    case .abandoned: .abandoned(row, key)
    case .needsReview: .needsReview(row, key)
    case .inProgress(let wait): .inProgress(row, key, after: wait)
    case .wait(let wait): .outcomeUnknown(row, key, after: wait, because: reason)
    // Nothing was sent, and nobody will.
    case .ownerDied where row.state == .prepared: nil
    case .ownerDied, .lookUp, .resend: .outcomeUnknown(row, key, after: 0, because: reason)
    }
  }
}

extension Decision {
  /// Whether it is not known yet how it ends.
  fileprivate var isOpen: Bool {
    switch self {
    case .inProgress, .ownerDied, .lookUp, .wait, .resend, .needsReview: true
    case .fresh, .replay, .expired, .otherTool, .otherArguments, .abandoned: false
    }
  }
}
