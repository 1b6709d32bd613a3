import APICore

// The words of every refusal of the live ledger: what is known, and one next step.
extension LedgerRefusal {
  /// A living process is at it.
  static func inProgress(
    _ row: LedgerRow, _ key: String, after wait: Milliseconds
  ) -> LedgerRefusal {
    live(
      OperationReport(row, .inProgress, after: wait), code: .inProgress,
      "this exact change is being executed by another call; do not use a new key; call again with "
        + "`idempotency_key` \(key) after \(wait.seconds)")
  }

  /// - Parameter reason: what is in the way of finding out; nil where only time is.
  static func outcomeUnknown(
    _ row: LedgerRow, _ key: String, after wait: Milliseconds, because reason: String?
  ) -> LedgerRefusal {
    live(
      OperationReport(row, .unknown, after: wait), code: .outcomeUnknown,
      "the request was sent\(reason.map { " (\($0))" } ?? "") and no answer says that it was done; "
        + "it may have happened; do not use a new key and do not do it another way; call again "
        + "with `idempotency_key` \(key) after \(wait.seconds): it is looked up before anything "
        + "else is done")
  }

  /// It was looked for and not found, and this call could not send it again.
  ///
  /// - Parameters:
  ///   - wait: how long until it can be sent.
  ///   - reason: what came of sending it; nil where there was no time left for that.
  static func presumedNotApplied(
    _ row: LedgerRow, _ key: String, after wait: Milliseconds, because reason: String? = nil
  ) -> LedgerRefusal {
    live(
      OperationReport(row, .notApplied, after: wait), code: .presumedNotApplied,
      "it was looked for twice, long after it was sent, and not found; "
        + (reason.map { "sending it again failed (\($0)); " } ?? "")
        + "call again with `idempotency_key` \(key) "
        + "\(wait > 0 ? "after \(wait.seconds) " : "")to send it again")
  }

  /// Somebody has to say which one it is.
  static func needsReview(_ row: LedgerRow, _ key: String) -> LedgerRefusal {
    let candidates = row.live?.candidates ?? []
    let found =
      candidates.isEmpty
      ? row.live?.doubt ?? "whether it was done cannot be found out"
      : "\(candidates.count) things may be its result: \(candidates.joined(separator: ", "))"
    return live(
      OperationReport(row, .needsReview), code: .needsReview,
      "`idempotency_key` \(key) was sent at \(row.sentAt.iso8601), no answer came, and \(found); "
        + "nothing was sent again; look which it is or ask the user, then `resolve_operation` with "
        + "operation_id=\(row.operationID) and resolution=adopt and its remote_id, or "
        + "resolution=abandon")
  }

  /// It was done, and what it made could not be read.
  static func answerUnread(
    _ row: LedgerRow, _ key: String, _ status: OperationReport.Status
  ) -> LedgerRefusal {
    let remote = row.remoteID.map { " as \($0)" } ?? ""
    return live(
      OperationReport(row, status), code: .answerUnread,
      "it was done\(remote), and reading it back failed; do not do it again; call again with "
        + "`idempotency_key` \(key) for its answer, which executes nothing")
  }

  /// Somebody says that an operation made what another one made.
  static func claimed(_ remoteID: String, by operationID: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .invalidArguments,
      message: "`remote_id` \(remoteID) is the result of \(operationID) already, and one thing is "
        + "the result of one operation; nothing was changed; look for another one, or abandon",
      retry: Retry(isSafe: false, sameKey: false))
  }

  /// What somebody says an operation made cannot be that.
  static func unadoptable(_ remoteID: String, _ objection: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .invalidArguments,
      message: "`remote_id` \(remoteID) cannot be its result: \(objection); nothing was changed; "
        + "look for another one, or abandon",
      retry: Retry(isSafe: false, sameKey: false))
  }

  static func unasked(_ remoteID: String, _ error: APIError) -> LedgerRefusal {
    LedgerRefusal(
      code: .refusedByService,
      message: "whether `remote_id` \(remoteID) can be its result could not be found out "
        + "(\(error.words)); nothing was changed; call again later",
      retry: Retry(isSafe: true, sameKey: true, after: error.retryAfter))
  }

  private static func live(
    _ report: OperationReport, code: ErrorCode, _ message: String
  ) -> LedgerRefusal {
    LedgerRefusal(code: code, message: message, operation: report.json, retry: report.retry)
  }
}

extension LedgerRow {
  /// When it was first sent, or was to be.
  var sentAt: Milliseconds { live?.dispatchedAt ?? firstExecutedAt }
}

extension Milliseconds {
  /// "30 s"
  fileprivate var seconds: String { "\(secondsToWait) s" }
}
