import APICore
import JSON
import SQLite
import Synchronization

/// The ledger of a backend that writes into the same store: the effect, its row and its answer
/// commit in one transaction, so a key goes from nothing to done in one step and there is nothing
/// to settle after a crash.
///
/// The order of a write: look the key up (a replay or a conflict ends there, even when what was
/// written is gone since), plan, write, make the output, insert the row. Whatever fails undoes all
/// of it, and the key stays free.
///
/// Invariant: a write that has a key is sent only in a transaction that looked the key up and did
/// not find it, or in a rehearsal, which is undone.
public final class Ledger<B: Backend>: WriteLedger where B.Transaction == SQLite.Transaction {
  let store: Store
  let backend: B
  let clock: any Clock
  let ids: any IDSource
  let secrets: any IDSource
  let failpoints: Failpoints
  /// What an agent may do at all.
  let policy: PolicyLayers
  /// Operations that the group which is open has executed; nil outside of one.
  let grouped = Mutex<[String]?>(nil)
  let outages: OutageWatch

  /// - Parameters:
  ///   - store: the one that `backend` writes to, with `LedgerStore.migrations`.
  ///   - ids: names operations.
  ///   - secrets: what the store's secret is drawn from, once; the system's random numbers but in
  ///     recordings and tests, which must come out the same.
  ///   - failpoints: where a test of crashes ends the process.
  public init(
    store: Store, backend: B, clock: any Clock, ids: any IDSource,
    secrets: any IDSource = SystemIDSource(), failpoints: Failpoints = Failpoints(),
    policy: PolicyLayers = PolicyLayers()
  ) {
    self.store = store
    outages = OutageWatch(store)
    self.backend = backend
    self.clock = clock
    self.ids = ids
    self.secrets = secrets
    self.failpoints = failpoints
    self.policy = policy
  }

  public func reader(workspaceID: String) -> WorkspaceReader {
    WorkspaceReader(backend, workspaceID: workspaceID)
  }

  public func entry(_ lookup: EntryLookup, in scope: Scope) throws(LedgerRefusal) -> LedgerEntry? {
    try LedgerStore(store).entry(lookup, in: scope)
  }

  // MARK: Carrying out

  public func once(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite,
    output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    let look = try LedgerFailure.refusing(try firstLook(for: intent, in: scope))
    if let settled = look?.settled { return settled }
    // Known by the tool's name: then nothing is planned in vain.
    try LedgerFailure.refusing(try intent.checkConsent(under: policy.policy))
    let operationID = OperationID(drawnFrom: ids)
    var made: LedgerOutcome?
    failpoints.pass(.beforeTransaction)
    do throws(LedgerFailure) {
      let outcome = try store.writeReadingFirst { transaction throws(LedgerFailure) in
        // Another process may have been here since the first look.
        let look = try LedgerFailure.refusing(
          try self.look(after: look, for: intent, in: scope, in: transaction))
        if let settled = look.settled { return settled }
        failpoints.pass(.afterKeyRead)
        let outcome = try carryOut(
          look.call, as: operationID, at: look.time, in: transaction, plan: plan, output: output)
        made = outcome
        failpoints.pass(.beforeCommit, if: !isInGroup)
        return outcome
      }
      failpoints.pass(.afterCommit, if: made != nil && !isInGroup)
      if made != nil { grouped.withLock { $0?.append(operationID.text) } }
      return outcome
    } catch {
      guard case .refused(let refusal) = error else { throw error }
      outages.met(refusal, at: clock.now(), isWrite: true)
      // All was done and only COMMIT failed: what stands in the file now is the truth.
      guard let made else {
        throw refusal.isOutage ? planned(inVain: refusal, in: scope, plan) : error
      }
      switch hasRecorded([operationID.text]) {
      case true?: return made
      case false?: throw error
      case nil: throw .refused(.unknown(refusal.message))
      }
    }
  }

  private func carryOut(
    _ call: LedgerCall, as operationID: OperationID,
    at time: LedgerTime, in transaction: Transaction,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite,
    output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    let view = WorkspaceReader(backend, workspaceID: call.scope.workspaceID, in: transaction)
    let planned = try planned(call, at: time, reading: view.remembering(), in: transaction, plan)
    try LedgerFailure.refusing(try call.intent.checkConsent(under: policy.policy, for: planned))
    // What is refused up to here has stood in nobody's way.
    try LedgerFailure.reporting(try transaction.lock())
    failpoints.pass(.afterLock)
    let response = planned.request.completed(
      try LedgerFailure.sending(try backend.write(planned.request, in: transaction)))
    failpoints.pass(.afterEffect)
    let reader = view.remembering()
    let result = try LedgerFailure.asking(try output(SentWrite(planned.request, response), reader))
    let record = try LedgerFailure.sending(try planned.undo.record(response, reader))
    let remote = RemoteID.of(response, for: planned.request)
    var row = call.row(
      operationID, sending: planned.request, at: time.now, moment: time.moment)
    (row.remoteID, row.remoteType) = (remote?.id, remote?.type)
    (row.output, row.preImage) = (result.canonicalString, record.canonicalString)
    try LedgerFailure.reporting { () throws(SQLiteError) in
      _ = try LedgerStore.insert(row, in: transaction)
    }
    failpoints.pass(.afterRow)
    let report = OperationReport(row, .executed)
    return LedgerOutcome(output: result, operation: report.json, sentence: report.sentence)
  }

  /// What the tool plans now, where the call's own plan (if its key is one) still holds and the
  /// policy allows it.
  func planned(
    _ call: LedgerCall, at time: LedgerTime, reading reader: WorkspaceReader,
    in transaction: Transaction, _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> PlannedWrite {
    let times = try LedgerFailure.reporting { () throws(SQLiteError) in
      guard call.bearsToken else { return TokenTimes(withoutToken: time) }
      return try LedgerStore.tokenTimes(of: call, at: time, on: transaction.connection)
    }
    let planned = try call.planned(at: times, reading: reader, plan)
    try LedgerFailure.refusing(
      try LedgerStore.refuseTouched(
        planned.takesBack, in: call.scope, on: transaction.connection))
    try checkPolicy(
      planned, in: call.scope, at: time, reading: reader, on: transaction.connection)
    return planned
  }

  /// Whether the rows of these operations stand; nil where that cannot be found out.
  func hasRecorded(_ operationIDs: [String]) -> Bool? {
    do throws(SQLiteError) {
      try store.settle()
      return try store.read { connection throws(SQLiteError) in
        for operationID in operationIDs {
          guard try LedgerStore.hasRow(operationID: operationID, on: connection) else {
            return false
          }
        }
        return true
      }
    } catch { return nil }
  }
}
