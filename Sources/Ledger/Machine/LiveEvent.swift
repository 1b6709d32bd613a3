import APICore

/// What a caller asks for, as the machine compares it.
struct LiveCall: Sendable, Hashable {
  let tool: String
  let fingerprint: String
}

/// What a sent request came to.
enum LiveAnswer: Sendable, Hashable {
  /// A 2xx that could be read: proof that it happened.
  case succeeded(remoteID: String)
  /// Proof that it did not: no byte was sent, or a 4xx other than 408.
  case refused
  /// Timeout, reset, 408, any 5xx, a 2xx that could not be read.
  case unclear
}

/// What a look-up of an operation found.
enum LiveFinding: Sendable, Hashable {
  /// - Parameters:
  ///   - matches: what carries the operation's marker or, without one, looks like it.
  ///   - claimed: those of them that are the result of another operation.
  ///   - isMarked: whether they were found by the marker, which nothing else carries.
  ///   - rivals: how many other operations that look the same may have made one of them
  ///     (`mayHaveMadeMore`). Like `claimed`, to be read after the answer of the look-up.
  case matches(_ matches: [String], claimed: Set<String>, isMarked: Bool, rivals: Int)
  /// It cannot be looked up, or what was to be set is neither as before nor as wanted.
  case inconclusive
}

/// Everything that can happen to an operation. Instants are the host's uptime.
enum LiveEvent: Sendable, Hashable {
  /// A call was planned.
  case prepare(LiveCall, owner: OwnerID)
  /// Its owner is about to send it.
  case dispatch(at: Milliseconds)
  /// Its owner will not send it: the caller withdrew, or a limit refused it.
  case withdraw
  /// Somebody found its owner's file unlocked.
  case ownerDied(at: Milliseconds)
  /// The answer of one attempt, to whoever sent it, however late.
  case answered(LiveAnswer, attempt: Int, at: Milliseconds)
  /// - Parameter startedAt: when it was asked, not when the answer came: what happened in between
  ///   may be missing in it.
  case lookedUp(LiveFinding, startedAt: Milliseconds)
  /// A new call with the same key, after the presumption that it did not happen.
  case resend(owner: OwnerID, at: Milliseconds)
  /// Who reviewed it says that it is this one.
  case adopt(remoteID: String)
  /// Who reviewed it gives it up.
  case abandon

  /// Whether it holds whatever the row says meanwhile: when it could not be saved because another
  /// process was faster, the row is read again and it is applied to that.
  var isProof: Bool {
    if case .answered(.succeeded, _, _) = self { true } else { false }
  }
}

/// What is to be done, in this order; when one fails the ones after it are not done.
enum LiveAction: Sendable, Hashable {
  /// Store the step's operation durably, if the row still has this epoch (nil: if there is none),
  /// and no other operation has one of its results.
  case save(over: Int64?)
  /// Send the request, once, on a connection of its own.
  case send(attempt: Int)
}

/// What one event makes of an operation.
struct LiveStep: Sendable, Hashable {
  var operation: LiveOperation
  var actions: [LiveAction]
}
