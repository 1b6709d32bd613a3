import APICore

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
  var state: EntryState = .prepared
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
  /// False once retention dropped the stored answer: what is left is a tombstone.
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
