import APICore
import JSON

/// What the agent is told about one execution, as the `operation` object and as a sentence.
struct OperationReport {
  enum Status: String {
    case executed, replayed, conflict, expired, unknown, abandoned
  }

  let row: LedgerRow
  let status: Status
  /// How the call that is answered named its change: a call without a key may find a row with one.
  let keySource: WriteIntent.KeySource

  init(_ row: LedgerRow, _ status: Status, keySource: WriteIntent.KeySource? = nil) {
    self.row = row
    self.status = status
    self.keySource = keySource ?? row.keySource
  }

  /// What is not known or does not apply is left out, never null.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "operation_id": .string(row.operationID),
      "key_source": .string(keySource.rawValue),
      "status": .string(status.rawValue),
      "replayed": .bool(status == .replayed),
      "first_executed_at": .string(row.firstExecutedAt.iso8601),
      "attempt": .integer(row.attempt),
      "retry": retry.json,
    ]
    if let key = row.key { members["idempotency_key"] = .string(key) }
    if let remoteID = row.remoteID { members["remote_id"] = .string(remoteID) }
    if let undone = row.undone {
      members["undone_by"] = .string(undone.operationID)
      members["undone_at"] = .string(undone.at.iso8601)
    }
    return .object(members)
  }

  /// Asking again under the key that the row has cannot do the thing twice; without one it does.
  private var retry: LedgerRefusal.Retry {
    switch status {
    case .executed, .replayed:
      LedgerRefusal.Retry(isSafe: row.key != nil, sameKey: row.key != nil)
    case .conflict, .expired, .abandoned: LedgerRefusal.Retry(isSafe: false, sameKey: false)
    case .unknown: LedgerRefusal.Retry(isSafe: true, sameKey: true)
    }
  }

  /// For the text block.
  var sentence: String {
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
  /// What is said of an answer whose effect is gone.
  private var undone: String {
    row.undone.map { ", and undone at \($0.at.iso8601) (\($0.operationID))" } ?? ""
  }
}

extension LedgerRefusal.Retry {
  /// `{"safe","same_key","after_ms"?}`.
  public var json: JSONValue {
    var members: [String: JSONValue] = ["safe": .bool(isSafe), "same_key": .bool(sameKey)]
    if let after { members["after_ms"] = .integer(after.rawValue) }
    return .object(members)
  }
}
