import APICore

/// Where a write to the live service stands under its key.
enum LiveState: String, Sendable, Hashable, CaseIterable {
  /// Planned and durable; nothing was sent.
  case prepared
  /// Durable before the first byte is sent: from here on it may have happened.
  case dispatched
  /// Proven to have had no effect; the key is free again.
  case released
  /// Proven to have happened.
  case succeeded
  /// Sent, and no answer could be read: only a look-up may follow.
  case unknown
  /// Looked for and not found, long enough after it was sent: presumed not to have happened.
  case notApplied = "not_applied"
  /// A person or the agent has to say which of several it is, or that it is none.
  case needsReview = "needs_review"
  /// Given up by whoever reviewed it; the key stays used.
  case abandoned
}

/// Who executes a write: one process, which is alive as long as it holds a `flock` on its file.
struct OwnerID: Sendable, Hashable {
  let text: String
}

/// One row of the ledger in front of the live service, as far as the machine decides on it.
///
/// Instants here are the host's uptime, which all its processes share and which no one can set, so
/// that a clock that jumps shortens no wait. After a restart of the host uptime begins again: an
/// instant that lies ahead of now is from before it, and its wait begins anew; one that does not is
/// at least as long ago as it seems.
///
/// Invariant: `epoch` rises by one with each change, and a change is stored only over the epoch
/// that it was made from (`LiveAction.save`).
struct LiveOperation: Sendable, Hashable {
  let tool: String
  let fingerprint: String
  var state: LiveState = .prepared
  var epoch: Int64 = 1
  var owner: OwnerID
  /// How many times it was sent.
  var attempt = 0
  /// How many of these followed a presumption that the ones before had not happened.
  var resends = 0
  /// The latest instant at which something can still have been sent.
  var settlesFrom: Milliseconds = 0
  /// When the first and the newest look-up began that did not find it.
  var firstMiss: Milliseconds?
  var lastMiss: Milliseconds?
  var remoteID: String?
  /// False once retention let the stored answer go: what is left is a tombstone.
  var hasAnswer = false
  /// What a look-up found where it could not decide whether it is a result.
  var candidates: [String] = []
  /// What turned up beside `remoteID` after it had been sent again.
  var duplicates: [String] = []
  /// Whether it was looked for duplicates, where it was sent again.
  var isSwept = false

  /// What is known to exist because of it, and so is the result of no other operation.
  var results: [String] { [remoteID].compactMap(\.self) + duplicates }

  /// Whether something may exist because of it that it does not know of: a rival of those that look
  /// the same (`LiveFinding`).
  var mayHaveMadeMore: Bool {
    switch state {
    case .prepared, .released: false
    case .succeeded: resends > 0
    case .dispatched, .unknown, .notApplied, .needsReview, .abandoned: true
    }
  }
}

/// How long to wait for what, on the way out of an unknown outcome.
enum LiveWaits {
  /// The client gives a request up after this long (`settle` counts on it).
  static let deadline: Milliseconds = 30_000
  /// After this long nothing that was sent can still take effect: the client's 30 s, a gateway that
  /// was seen to answer 504 after 60.9 s (https://github.com/AutoIDM/tap-clickup/issues/125), and
  /// 30 s for what is new to show up in lists.
  static let settle: Milliseconds = 120_000
  /// Two look-ups that are closer together than this see the same lag.
  static let betweenLookUps: Milliseconds = 30_000
  /// A request that was presumed lost and was only late shows up within this time of the resend.
  static let sweep: Milliseconds = 600_000
  /// When to ask again while another process is at it: longer than a request usually takes.
  static let inProgress: Milliseconds = 2_000

  /// How long until the next look-up of an unknown outcome is worth its request: at once, after
  /// 30 s, and when everything has settled.
  static func untilLookUp(_ operation: LiveOperation, at now: Milliseconds) -> Milliseconds {
    guard let first = operation.firstMiss, let last = operation.lastMiss, last <= now,
      first <= now, operation.settlesFrom <= now
    else { return 0 }
    let again = first + betweenLookUps
    let due = last < again ? again : operation.settlesFrom + settle
    return max(0, due - now)
  }

  /// How long until a write that was sent again is looked for duplicates; nil where it need not be.
  static func untilSweep(_ operation: LiveOperation, at now: Milliseconds) -> Milliseconds? {
    guard operation.state == .succeeded, operation.resends > 0, !operation.isSwept else {
      return nil
    }
    guard operation.settlesFrom <= now else { return 0 }
    return max(0, operation.settlesFrom + sweep - now)
  }

  /// Whether it was looked for so lately that it may be sent again, if that was after the host's
  /// last restart.
  static func isFresh(_ operation: LiveOperation, at now: Milliseconds) -> Bool {
    guard let last = operation.lastMiss, last <= now else { return false }
    return now - last <= betweenLookUps
  }
}
