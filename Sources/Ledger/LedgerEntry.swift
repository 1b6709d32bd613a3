import APICore
import JSON

/// One row of the ledger: what was asked for under a key, and what became of it.
public struct LedgerEntry: Sendable {
  public let sequence: Int64
  public let operationID: String
  public let scope: Scope
  /// nil where the write carried no key and none was derived.
  public let key: String?
  public let keySource: WriteIntent.KeySource
  public let tool: String
  public let fingerprint: String
  /// Canonical arguments, so that a conflict can name what differs.
  public let arguments: JSONValue
  /// "done" on the embedded backend.
  public let state: String
  public let attempt: Int
  public let remoteID: String?
  /// What `remoteID` names: "task", "list" …; nil where it is not known.
  public let remoteType: String?
  /// The request that was sent.
  public let request: JSONValue
  /// The tool's output, without `operation`; nil once retention let it go.
  public let output: JSONValue?
  /// What `undo_operation` needs to know: how it stood before, and what brings that back; nil once
  /// retention let it go.
  public let preImage: JSONValue?
  /// What else the write did, for `undo_operation`.
  public let effects: JSONValue?
  /// The operation that this one undoes.
  public let undoOf: String?
  /// The operation that undid this one.
  public let undoneBy: String?
  public let undoneAt: Milliseconds?
  public let isDeletion: Bool
  public let firstExecutedAt: Milliseconds
}

extension LedgerEntry {
  /// The whole row, for people and scripts; what does not apply is left out.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "sequence": .integer(sequence), "operation_id": .string(operationID),
      "key_source": .string(keySource.rawValue), "tool": .string(tool),
      "fingerprint": .string(fingerprint), "arguments": arguments, "state": .string(state),
      "attempt": .integer(Int64(attempt)), "request": request,
      "first_executed_at": .string(firstExecutedAt.iso8601),
      "scope": scope.json,
    ]
    members["idempotency_key"] = key.map(JSONValue.string)
    members["remote_id"] = remoteID.map(JSONValue.string)
    members["remote_type"] = remoteType.map(JSONValue.string)
    members["output"] = output
    members["pre_image"] = preImage
    members["effects"] = effects
    members["undo_of"] = undoOf.map(JSONValue.string)
    members["undone_by"] = undoneBy.map(JSONValue.string)
    members["undone_at"] = undoneAt.map { .string($0.iso8601) }
    if isDeletion { members["is_deletion"] = true }
    return .object(members)
  }
}
