import APICore
import JSON
import SQLite

/// One row as it is stored: the JSON in it is still text, since most calls need none of it.
struct LedgerRow: Sendable, Equatable {
  var sequence: Int64 = 0
  var operationID: String
  var scope: Scope
  var key: String?
  var keySource: WriteIntent.KeySource
  var tool: String
  var fingerprint: String
  var arguments: String
  var state = EntryState.succeeded
  var attempt: Int64 = 1
  var remoteID: String?
  /// What `remoteID` names: "task", "list" …
  var remoteType: String?
  var request: String
  var output: String?
  /// What `UndoPlan.record` made: how it stood before, and what brings that back; nil once that is
  /// dropped.
  var preImage: String?
  /// `expectedAnswerDigest` when `output` and `preImage` were written; retention leaves it.
  var answerDigest: [UInt8] = []
  /// The operation that this one undoes.
  var undoOf: String?
  /// Counts against the budget of deletions.
  var isDeletion = false
  var firstExecutedAt: Milliseconds
  /// The ledger's own time, which never runs back from one row to the next.
  var moment: Milliseconds
  /// What it has beyond that where the write goes to the live service.
  var live: LiveColumns?
  /// The operation that undid this one, and when: read along, stored with that one.
  var undone: Undone?

  struct Undone: Sendable, Equatable {
    let operationID: String
    let at: Milliseconds
  }

  /// - Throws: where the stored text is not JSON: the file was damaged.
  func entry() throws(SQLiteError) -> LedgerEntry {
    LedgerEntry(
      sequence: sequence, operationID: operationID, scope: scope, key: key, keySource: keySource,
      tool: tool, fingerprint: fingerprint, arguments: try json(arguments), state: state,
      attempt: Int(attempt), remoteID: remoteID, remoteType: remoteType, request: try json(request),
      output: try parsedOutput(), preImage: try optional(preImage), undoOf: undoOf,
      undoneBy: undone?.operationID, undoneAt: undone?.at, isDeletion: isDeletion,
      firstExecutedAt: firstExecutedAt, live: live.map { LiveDetails($0, duplicates) })
  }

  func parsedOutput() throws(SQLiteError) -> JSONValue? { try optional(output) }

  private func optional(_ text: String?) throws(SQLiteError) -> JSONValue? {
    guard let text else { return nil }
    return try json(text)
  }

  func json(_ text: String) throws(SQLiteError) -> JSONValue {
    do { return try JSONValue.parse(text) } catch {
      throw .damaged("\(operationID) (\(error.message))")
    }
  }
}

extension SQLiteError {
  /// SQLITE_CORRUPT: the file can be read, and what it says cannot be.
  static func damaged(_ what: String) -> SQLiteError {
    SQLiteError(code: 11, message: "the ledger's row of operation \(what) is damaged")
  }
}
