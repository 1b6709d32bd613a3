/// Where a write stands under its key, as the row stores it.
///
/// On the embedded backend a write is done or there is no row of it; the others are the live one's.
public enum EntryState: String, Sendable, Hashable, CaseIterable, Decodable {
  /// Planned and durable; nothing was sent.
  case prepared
  /// Durable before the first byte is sent: from here on it may have happened.
  case dispatched
  /// Proven to have had no effect; the key is free again.
  case released
  /// Proven to have happened.
  case succeeded = "done"
  /// Sent, and no answer could be read: only a look-up may follow.
  case unknown
  /// Looked for and not found, long enough after it was sent: presumed not to have happened.
  case notApplied = "not_applied"
  /// A person or the agent has to say which of several it is, or that it is none.
  case needsReview = "needs_review"
  /// Given up by whoever reviewed it; the key stays used.
  case abandoned

  /// Whether somebody can say how it ended: what is open otherwise is found out by calling again.
  var isUnclear: Bool {
    switch self {
    case .unknown, .needsReview: true
    case .prepared, .dispatched, .released, .succeeded, .notApplied, .abandoned: false
    }
  }
}
