import APICore
import JSON
import SQLite

// The words of every refusal, in one place: what happened, that nothing was executed, and one next
// step.
extension LedgerRefusal {
  /// The key was used for something else.
  static func conflict(_ row: LedgerRow, _ key: String, _ difference: [String]?) -> LedgerRefusal {
    let what = difference.map { "with different \(list($0))" } ?? "and not for this tool"
    return LedgerRefusal(
      code: .keyConflict,
      message: "`idempotency_key` \(key) was used at \(row.firstExecutedAt.iso8601) for "
        + "`\(row.tool)` \(what); nothing was executed; if you meant to repeat the earlier change, "
        + "send its arguments again; if this is a different change, use a new key",
      operation: OperationReport(row, .conflict).json,
      retry: Retry(isSafe: false, sameKey: false))
  }

  /// More than this many names help nobody.
  private static let namedDifferences = 8

  private static func list(_ paths: [String]) -> String {
    let named = paths.prefix(namedDifferences).map { "`\($0)`" }.joined(separator: ", ")
    let more = paths.count - namedDifferences
    return more > 0 ? "\(named) and \(more) more" : named
  }

  /// The key is done, and its answer is no longer stored.
  static func expired(_ row: LedgerRow, _ key: String) -> LedgerRefusal {
    let remote = row.remoteID.map { id in
      row.remoteType.map { "\($0.replacing("_", with: " ")) \(id)" } ?? id
    }
    let result = remote.map { " as \($0)" } ?? ""
    let next = remote.map { "read \($0)" } ?? "read what it changed"
    return LedgerRefusal(
      code: .keyExpired,
      message: "`idempotency_key` \(key) was done at \(row.firstExecutedAt.iso8601)\(result), and "
        + "no answer of it is stored any more; nothing was executed again; \(next) to see how it "
        + "stands",
      operation: OperationReport(row, .expired).json,
      retry: Retry(isSafe: false, sameKey: false))
  }

  /// Whether the key's write happened is not known, and it must not be sent again.
  static func unclear(_ row: LedgerRow, _ key: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .outcomeUnknown,
      message: "whether `idempotency_key` \(key) was done at \(row.firstExecutedAt.iso8601) is not "
        + "known; nothing was executed again; do not use a new key; look whether it is there, then "
        + "settle it: `resolve_operation` with operation_id=\(row.operationID) and "
        + "resolution=adopt and its remote_id, or resolution=abandon",
      operation: OperationReport(row, .unknown).json,
      retry: Retry(isSafe: true, sameKey: true))
  }

  /// Somebody gave the key's write up.
  static func abandoned(_ row: LedgerRow, _ key: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .keyExpired,
      message: "`idempotency_key` \(key) was given up after it was tried at "
        + "\(row.firstExecutedAt.iso8601); nothing was executed again; if the change is still "
        + "wanted, look first whether it is there, then use a new key",
      operation: OperationReport(row, .abandoned).json,
      retry: Retry(isSafe: false, sameKey: false))
  }

  static func plan(_ what: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .planRefused,
      message: "`idempotency_key` is a `plan_id` that \(what); nothing was executed; call with "
        + "`dry_run: true` again and pass the new `plan_id`",
      retry: Retry(isSafe: false, sameKey: false))
  }

  /// Another process holds the store past the deadline.
  static func busy(_ reason: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .ledgerBusy,
      message: "the store is in use (\(reason)); nothing was executed; call again with the same "
        + "arguments and key after a second",
      retry: Retry(isSafe: true, sameKey: true, after: 1_000))
  }

  /// The store cannot be written or read.
  static func unavailable(_ reason: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .ledgerUnavailable,
      message: "the store cannot be used (\(reason)); nothing was executed; reads may still work; "
        + "tell the user, who finds out with `taskledger doctor` what to do, and call again with "
        + "the same arguments and key once it is fixed",
      retry: Retry(isSafe: true, sameKey: true))
  }

  /// COMMIT failed, and so did reading what is there now.
  static func unknown(_ reason: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .outcomeUnknown,
      message: "the store failed while it recorded the change (\(reason)), and cannot be read; it "
        + "may have happened; do not use a new key; once the store is fixed, call again with the "
        + "same key, or without one look first whether it is there",
      retry: Retry(isSafe: false, sameKey: true))
  }

}

// MARK: From the layers below

extension LedgerRefusal: StoreFailing {
  public init(store failure: SQLiteError) {
    self = failure.isBusy ? .busy(failure.plain) : .unavailable(failure.plain)
    detail = failure.description
  }
}

extension LedgerFailure: StoreFailing {
  public init(store failure: SQLiteError) { self = .refused(LedgerRefusal(store: failure)) }

  /// The service refused the write; or the embedded backend's own store failed, which it reports as
  /// not delivered, with the status of a service that is overloaded where only the lock was held.
  init(sending error: APIError) {
    switch (error.delivery, error.status) {
    case (.notSent, 503): self = .refused(.busy(error.message))
    case (.notSent, _): self = .refused(.unavailable(error.message))
    default: self = .api(error)
    }
  }

  /// What only the ledger itself can refuse.
  static func refusing<Result>(
    _ value: @autoclosure () throws(LedgerRefusal) -> Result
  ) throws(LedgerFailure) -> Result {
    do throws(LedgerRefusal) { return try value() } catch { throw .refused(error) }
  }

  /// What the backend is asked for.
  static func sending<Result>(
    _ value: @autoclosure () throws(APIError) -> Result
  ) throws(LedgerFailure) -> Result {
    do throws(APIError) { return try value() } catch { throw LedgerFailure(sending: error) }
  }

  /// What only the tool can fail.
  static func asking<Result>(
    _ value: @autoclosure () throws(ToolError) -> Result
  ) throws(LedgerFailure) -> Result {
    do throws(ToolError) { return try value() } catch { throw .tool(error) }
  }
}

extension StoreFailing {
  /// What only the store can fail.
  static func reporting<Result>(
    _ value: @autoclosure () throws(SQLiteError) -> Result
  ) throws(Self) -> Result {
    do throws(SQLiteError) { return try value() } catch { throw Self(store: error) }
  }

  /// The same of several things in a row.
  static func reporting<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(Self) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw Self(store: error) }
  }
}
