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
  public let state: EntryState
  public let attempt: Int
  public let remoteID: String?
  /// What `remoteID` names: "task", "list" …; nil where it is not known.
  public let remoteType: String?
  /// The request that was sent.
  public let request: JSONValue
  /// The tool's output, without `operation`; nil once retention dropped it.
  public let output: JSONValue?
  /// What `undo_operation` needs to know: how it stood before, and what brings that back; nil once
  /// retention dropped it.
  public let preImage: JSONValue?
  /// The operation that this one undoes.
  public let undoOf: String?
  /// The operation that undid this one.
  public let undoneBy: String?
  public let undoneAt: Milliseconds?
  public let isDeletion: Bool
  public let firstExecutedAt: Milliseconds
  /// nil on the embedded backend.
  public let live: LiveDetails?
}

/// What there is to say of a write to the live service only.
public struct LiveDetails: Sendable, Hashable {
  /// What may be its result, where a look-up could not decide.
  public let candidates: [String]
  /// What turned up beside its result after it had been sent again.
  public let duplicates: [String]
  /// How many times it was sent again after it seemed lost.
  public let resends: Int
  /// Why the newest look-up could not tell.
  public let doubt: String?
  public let dispatchedAt: Milliseconds?

  init(_ columns: LiveColumns, _ duplicates: [String]) {
    candidates = columns.candidates
    self.duplicates = duplicates
    resends = Int(columns.resends)
    doubt = columns.doubt
    dispatchedAt = columns.dispatchedAt
  }
}

extension LedgerEntry {
  /// The whole row, for people and scripts; what does not apply is left out.
  public var json: JSONValue {
    var members: JSONObject = [
      "sequence": .integer(sequence), "operation_id": .string(operationID),
      "key_source": .string(keySource.rawValue), "tool": .string(tool),
      "fingerprint": .string(fingerprint), "arguments": arguments, "state": .string(state.rawValue),
      "attempt": .integer(Int64(attempt)), "request": request,
      "first_executed_at": .string(firstExecutedAt.iso8601),
      "scope": scope.json,
    ]
    members["idempotency_key"] = key.map(JSONValue.string)
    members["remote_id"] = remoteID.map(JSONValue.string)
    members["remote_type"] = remoteType.map(JSONValue.string)
    members["output"] = output
    members["pre_image"] = preImage
    members["undo_of"] = undoOf.map(JSONValue.string)
    members["undone_by"] = undoneBy.map(JSONValue.string)
    members["undone_at"] = undoneAt.map { .string($0.iso8601) }
    if isDeletion { members["is_deletion"] = true }
    members.merge(live?.members ?? [:]) { entry, _ in entry }
    return .object(members)
  }
}

extension LiveDetails {
  fileprivate var members: JSONObject {
    var members: JSONObject = [:]
    if !candidates.isEmpty { members["candidates"] = .array(candidates.map(JSONValue.string)) }
    if !duplicates.isEmpty { members["duplicates"] = .array(duplicates.map(JSONValue.string)) }
    if resends > 0 { members["resends"] = .integer(Int64(resends)) }
    members["doubt"] = doubt.map(JSONValue.string)
    members["dispatched_at"] = dispatchedAt.map { .string($0.iso8601) }
    return members
  }
}
