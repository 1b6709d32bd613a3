import APICore
import JSON
import SQLite

// Sending, and what came of it.
extension LiveLedger {
  /// Says on the disk that the row's request is about to be sent, sends it once, and records what
  /// came of it.
  ///
  /// - Returns: nil where the row has to be read again: somebody else moved it, or the outcome is
  ///   not known.
  func send(
    _ row: LedgerRow, isResend: Bool, _ flow: inout LiveFlow,
    _ output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome? {
    let request = try LedgerFailure.reporting { () throws(SQLiteError) in
      guard let request = try row.evidence()?.request else { throw .damaged(row.operationID) }
      return request
    }
    if !isResend { try admit(row, &flow) }
    failpoints.pass(.afterAdmitted)
    let dispatched = try LedgerFailure.refusing(try dispatch(row, isResend: isResend))
    guard case .moved(let sent, let actions) = dispatched,
      case .send(let attempt)? = actions.first
    else { return nil }
    failpoints.pass(.afterDispatched)
    let sending = Dispatch(
      operationID: sent.operationID, attempt: attempt, admission: flow.admission)
    flow.admission = nil
    flow.hasSent = true
    let response: JSONValue
    do throws(APIError) {
      response = request.completed(try backend.write(request, in: sending))
    } catch {
      failpoints.pass(.afterSend)
      try failed(sent, attempt, error, &flow)
      return nil
    }
    failpoints.pass(.afterSend)
    guard let remoteID = RemoteID.result(of: response, request, for: sent) else {
      // It was answered, and nothing in the answer says what was made: that can be looked up.
      try failed(
        sent, attempt, .unreadable("the answer does not name what was made"), &flow)
      return nil
    }
    return try succeeded(sent, attempt, as: remoteID, response, flow, output)
  }

  /// Takes the write's place within the service's limit, for which it may have to wait.
  ///
  /// - Throws: where it gets none in time. Nothing was sent, so the key is free again.
  private func admit(
    _ row: LedgerRow, _ flow: inout LiveFlow
  ) throws(LedgerFailure) {
    guard flow.admission == nil else { return }
    do throws(APIError) {
      flow.admission = try backend.admit(.write)
    } catch {
      withdraw(row, because: error.words)
      throw .api(error)
    }
  }

  /// Nothing was sent of it, and this process will not.
  private func withdraw(_ row: LedgerRow, because reason: String) {
    record(
      Unrecorded(row, OwnerID(text: row.live?.owner ?? ""), [.withdraw], reason: reason))
  }

  private func dispatch(_ row: LedgerRow, isResend: Bool) throws(LedgerRefusal) -> LiveMove {
    let owner: OwnerID
    do throws(LedgerRefusal) { owner = try owners.own() } catch {
      if !isResend { withdraw(row, because: error.message) }
      throw error
    }
    guard isResend || owner.text == row.live?.owner else {
      // Who lost its lock may be taken for dead: it sends nothing any more.
      withdraw(row, because: "the lock of its owner was lost")
      return .overtaken
    }
    failpoints.pass(.beforeDispatched)
    let (uptime, now) = (sources.uptime.now(), sources.clock.now())
    var change = LiveChange(
      row, isResend ? .resend(owner: owner, at: uptime) : .dispatch(at: uptime))
    change.adding = { row throws(SQLiteError) in
      if row.live?.dispatchedAt == nil { row.live?.dispatchedAt = now }
    }
    do throws(SQLiteError) { return try move(change) } catch {
      // Nothing was sent, and it is not known which of the two states stands on the disk. An owner
      // that lives and does nothing would keep the key forever.
      record(
        Unrecorded(
          row, owner,
          [
            .withdraw,
            .answered(.refused, attempt: Int(row.attempt) + 1, at: uptime),
          ], reason: error.plain))
      throw LedgerRefusal(store: error)
    }
  }

  /// The request was refused, or nobody knows.
  ///
  /// - Throws: the service's refusal, once it is recorded or kept to be.
  private func failed(
    _ row: LedgerRow, _ attempt: Int, _ error: APIError, _ flow: inout LiveFlow
  ) throws(LedgerFailure) {
    let isUnclear = error.delivery == .unknown
    flow.reason = error.words
    let isRecorded = record(
      Unrecorded(
        row, OwnerID(text: row.live?.owner ?? ""),
        [
          .answered(
            isUnclear ? .unclear : .refused, attempt: attempt, at: sources.uptime.now())
        ], reason: error.words))
    guard isUnclear else { throw .api(error) }
    guard isRecorded else {
      throw .refused(
        .outcomeUnknown(
          row, flow.call.name(of: row), after: waits.inProgress, because: error.words))
    }
    failpoints.pass(.afterUnknown)
  }

  /// Proof: the agent is told of it, whether or not it can be recorded.
  private func succeeded(
    _ row: LedgerRow, _ attempt: Int, as remoteID: String, _ response: JSONValue,
    _ flow: LiveFlow, _ output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    let proof = Unrecorded(
      row, OwnerID(text: row.live?.owner ?? ""),
      [.answered(.succeeded(remoteID: remoteID), attempt: attempt, at: sources.uptime.now())],
      response: response, remoteID: remoteID)
    let recorded: LedgerRow?
    do throws(SQLiteError) {
      recorded = try store(proof)
    } catch {
      keep(proof, because: error.plain)
      return try tell(proof, error.plain, flow, output)
    }
    failpoints.pass(.afterSucceeded)
    guard let recorded else {
      return try tell(proof, "another operation has the same result", flow, output)
    }
    return try finish(recorded, flow, output)
  }
}

extension RemoteID {
  /// What a 2xx says was made or changed; nil where it should name what it made and does not.
  static func result(
    of response: JSONValue, _ request: WriteRequest, for row: LedgerRow
  ) -> String? {
    let remoteID = of(response, for: request)?.id
    return row.live?.makesSomething == true ? remoteID : remoteID ?? ""
  }
}

extension APIError {
  /// A 2xx that cannot be read.
  static func unreadable(_ what: String) -> APIError {
    APIError(status: nil, code: nil, message: what, delivery: .unknown)
  }

  /// For the middle of a sentence.
  var words: String {
    [status.map(String.init), code, message].compactMap(\.self).joined(separator: " ")
  }
}
