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
  var state = "done"
  var attempt: Int64 = 1
  var remoteID: String?
  var request: String
  var output: String?
  var firstExecutedAt: Milliseconds
  /// The ledger's own time, which never runs back from one row to the next.
  var moment: Milliseconds

  /// - Throws: where the stored text is no JSON: the file was damaged.
  func entry() throws(SQLiteError) -> LedgerEntry {
    LedgerEntry(
      sequence: sequence, operationID: operationID, scope: scope, key: key, keySource: keySource,
      tool: tool, fingerprint: fingerprint, arguments: try json(arguments), state: state,
      attempt: Int(attempt), remoteID: remoteID, request: try json(request),
      output: try parsedOutput(), firstExecutedAt: firstExecutedAt)
  }

  func parsedOutput() throws(SQLiteError) -> JSONValue? {
    guard let output else { return nil }
    return try json(output)
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
