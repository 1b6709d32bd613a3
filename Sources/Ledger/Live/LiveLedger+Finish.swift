import APICore
import JSON
import SQLite

// From a row that says that it is done to the answer of the call.
extension LiveLedger {
  /// The stored output, or one that is made of the service's answer now, and stored.
  func finish(
    _ row: LedgerRow, _ flow: LiveFlow,
    _ output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    let (stored, sent, notices) = try LedgerFailure.refusing(
      try flow.reporting((try row.parsedOutput(), try row.sent(), try row.notices())))
    if let stored { return outcome(row, stored, flow) }
    guard let sent else { throw .refused(.expired(row, flow.call.name(of: row))) }
    let reader = reader(workspaceID: flow.call.scope.workspaceID)
    let record = row.preImage == nil ? undoing(sent.response, flow, reader).canonicalString : nil
    let result: JSONValue
    do throws(ToolError) {
      result = try output(sent, reader).noting(notices)
    } catch {
      _ = amend(row) { $0.preImage = record ?? $0.preImage }
      throw .refused(.answerUnread(row, flow.call.name(of: row), flow.status))
    }
    failpoints.pass(.beforeOutput)
    let finished = amend(row) {
      $0.preImage = record ?? $0.preImage
      $0.output = result.canonicalString
      $0.live?.answer = nil
    }
    return outcome(finished ?? row, result, flow)
  }

  private func outcome(
    _ row: LedgerRow, _ output: JSONValue, _ flow: LiveFlow
  ) -> LedgerOutcome {
    let report = OperationReport(row, flow.status, keySource: flow.call.keySource)
    return LedgerOutcome(output: output, operation: report.json, sentence: report.sentence)
  }

  /// What undoing will take. It is done whatever this reading comes to.
  private func undoing(
    _ answer: JSONValue, _ flow: LiveFlow, _ reader: WorkspaceReader
  ) -> JSONValue {
    guard let undo = flow.undo else {
      return [
        "cannot": "its answer was lost, and with it what was noted of how things stood before"
      ]
    }
    do throws(APIError) { return try undo.record(answer, reader) } catch {
      return ["cannot": .string("how things stood after it could not be read (\(error.words))")]
    }
  }

  /// Stores what was made of an answer. Where that fails nothing is lost: the service's answer is
  /// stored, and the next call makes the same of it.
  private func amend(
    _ row: LedgerRow, _ change: (inout LedgerRow) -> Void
  ) -> LedgerRow? {
    let now = sources.clock.now()
    do throws(SQLiteError) {
      return try store.write { transaction throws(SQLiteError) in
        try LedgerStore.amend(row, at: now, in: transaction, change)
      }
    } catch { return nil }
  }
}
