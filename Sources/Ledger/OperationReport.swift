import APICore
import JSON

/// What the agent is told about one execution, as the `operation` object and as a sentence.
struct OperationReport {
  enum Status: String {
    case executed, replayed, conflict, expired, unknown, abandoned
    case inProgress = "in_progress"
    case notApplied = "not_applied"
    case needsReview = "needs_review"
  }

  let row: LedgerRow
  let status: Status
  /// How the call that is answered named its change: a call without a key may find a row with one.
  let keySource: WriteIntent.KeySource
  /// When to ask again.
  let after: Milliseconds?
  /// Why what was done could not be recorded.
  var unrecorded: String?

  init(
    _ row: LedgerRow, _ status: Status, keySource: WriteIntent.KeySource? = nil,
    after: Milliseconds? = nil
  ) {
    self.row = row
    self.status = status
    self.keySource = keySource ?? row.keySource
    self.after = after
  }

  /// What is not known or does not apply is left out, never null.
  var json: JSONValue {
    var members: JSONObject = [
      "operation_id": .string(row.operationID),
      "key_source": .string(keySource.rawValue),
      "status": .string(status.rawValue),
      "replayed": .bool(status == .replayed),
      "first_executed_at": .string(row.firstExecutedAt.iso8601),
      "attempt": .integer(row.attempt),
      "retry": retry.json,
    ]
    if let key { members["idempotency_key"] = .string(key) }
    if let remoteID = row.remoteID { members["remote_id"] = .string(remoteID) }
    if let undone = row.undone {
      members["undone_by"] = .string(undone.operationID)
      members["undone_at"] = .string(undone.at.iso8601)
    }
    if status == .needsReview || status == .replayed, let live = row.live, !live.candidates.isEmpty
    {
      members["candidates"] = .array(live.candidates.map(JSONValue.string))
    }
    if !row.duplicates.isEmpty {
      members["duplicates"] = .array(row.duplicates.map(JSONValue.string))
    }
    if unrecorded != nil { members["ledger_write_failed"] = true }
    return .object(members)
  }

  /// What to ask again with. Without a key nothing would be asked again, but what nobody knows the
  /// end of, and what the caller named by its operation's ID.
  private var key: String? {
    switch status {
    case .replayed where keySource == .client: row.key ?? row.operationID
    case .executed, .replayed, .conflict, .expired, .abandoned: row.key
    case .unknown, .inProgress, .notApplied, .needsReview: row.key ?? row.operationID
    }
  }

  /// Asking again under a key cannot do the thing twice; without one it does.
  var retry: Retry {
    switch status {
    case .executed, .replayed:
      Retry(isSafe: key != nil, sameKey: key != nil)
    case .conflict, .expired, .abandoned, .needsReview:
      Retry(isSafe: false, sameKey: false)
    case .unknown, .inProgress, .notApplied:
      Retry(isSafe: true, sameKey: true, after: after)
    }
  }

  /// For the text block.
  var sentence: String { ([standing] + remarks).joined(separator: " ") }

  private var standing: String {
    switch (status, keySource) {
    case (.executed, .none):
      "Done (\(row.operationID)), without a key: the same call would do it again."
    case (.executed, .derived):
      "Done (\(row.operationID)). No key was given; to repeat this call safely, send it with "
        + "idempotency_key=\(row.key ?? "")."
    case (.executed, _): "Done (\(row.operationID))."
    case (_, .derived) where row.undoOf == nil:
      "Already done at \(row.firstExecutedAt.iso8601)\(undone), by an identical call. Nothing was "
        + "executed again. This is the stored result. To do it a second time on purpose, send "
        + "allow_duplicate: true, or a new idempotency_key."
    default:
      "Already done at \(row.firstExecutedAt.iso8601)\(undone). Nothing was executed again. "
        + "This is the stored result."
    }
  }
}

extension OperationReport {
  /// What else there is to know of a write to the live service.
  private var remarks: [String] {
    var remarks: [String] = []
    if let unrecorded {
      remarks.append(
        "The ledger could not record it (\(unrecorded)): tell the user, and do not do it again.")
    }
    guard let live = row.live, live.resends > 0, let remoteID = row.remoteID else {
      return remarks
    }
    if let duplicate = row.duplicates.first {
      remarks.append(
        "It was sent again after it seemed lost, and what had seemed lost turned up: "
          + "\(row.duplicates.joined(separator: ", ")) exists beside \(remoteID). To keep only "
          + "\(duplicate), take the other back: undo_operation with "
          + "operation_id=\(row.operationID).")
    } else if !live.candidates.isEmpty {
      remarks.append(
        "It was sent again after it seemed lost, and \(live.candidates.joined(separator: ", ")) "
          + "may be what had seemed lost: read it, and tell the user.")
    } else if !live.isSwept, live.makesSomething {
      remarks.append(
        "It was sent again after it seemed lost; whether there are two now is looked for later, "
          + "when this call is repeated or by `taskledger ledger reconcile`.")
    }
    return remarks
  }

  /// What is said of an answer whose effect is gone.
  private var undone: String {
    row.undone.map { ", and undone at \($0.at.iso8601) (\($0.operationID))" } ?? ""
  }
}
