import APICore

/// What a row that stands under a key means for a call that carries this key, on the live backend.
///
/// The counterpart of `LedgerDecision`, and pure as well. Some decisions are a step towards another
/// one: carry them out, read the row again, and decide again.
enum LiveDecision: Sendable, Hashable {
  /// The key is free: plan, and store it as prepared.
  case prepare
  /// The same was done before: give its stored answer.
  case replay
  /// The same was done before, and retention let its answer go: do not do it again.
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
  ) -> LiveDecision {
    guard let operation, operation.state != .released else { return .prepare }
    // Nothing was sent and nobody will: the key is free, whatever it was to be used for.
    if operation.state == .prepared, !isOwnerAlive { return .ownerDied }
    guard operation.tool == call.tool else { return .otherTool }
    guard operation.fingerprint == call.fingerprint else { return .otherArguments }
    switch operation.state {
    case .released: return .prepare
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
