import APICore
import JSON
import SQLite

/// One call that asks for a write, as the ledger sees it: who asks, for what, under which name.
struct LedgerCall {
  let intent: WriteIntent
  let scope: Scope
  let secret: [UInt8]
  let fingerprint: Fingerprint

  init(_ intent: WriteIntent, in scope: Scope, secret: [UInt8]) {
    self.intent = intent
    self.scope = scope
    self.secret = secret
    fingerprint = Fingerprint(tool: intent.tool, arguments: intent.arguments, secret: secret)
  }

  var keySource: WriteIntent.KeySource { intent.keySource }

  /// The row that this call would repeat.
  func row(on connection: Connection, at time: LedgerTime) throws(SQLiteError) -> LedgerRow? {
    if let key = intent.name {
      let row = try LedgerStore.row(key: key, in: scope, on: connection)
      // A yes to what was done a moment ago without a key does it no second time, and neither does
      // another key to what was undone before.
      guard row == nil, intent.key == nil || intent.undoes != nil else { return row }
    }
    if let operation = intent.undoes {
      return try LedgerStore.row(undoing: operation, in: scope, on: connection)
    }
    guard DerivedKey.isDerived(for: intent) else { return nil }
    return try LedgerStore.row(
      fingerprint: fingerprint, among: time.recent(DerivedKey.window), in: scope, on: connection)
  }

  /// The answer of a call that `row` settles; nil where it is to be carried out.
  ///
  /// - Throws: where the key is used up by something else, or its answer is gone.
  func answer(from row: LedgerRow?) throws(LedgerRefusal) -> LedgerOutcome? {
    try answer(from: row, Decision.of(row, for: live))
  }

  /// - Parameter decision: on `row`.
  func answer(
    from row: LedgerRow?, _ decision: Decision
  ) throws(LedgerRefusal) -> LedgerOutcome? {
    guard let row else { return nil }
    if let refusal = refusal(decision, of: row) { throw refusal }
    guard decision == .replay else { return nil }
    let output = try LedgerRefusal.reporting(try row.parsedOutput())
    // Nothing was made yet of what the service answered.
    guard let output else { throw .answerUnread(row, name(of: row), .replayed) }
    let report = OperationReport(row, .replayed, keySource: keySource)
    return LedgerOutcome(output: output, operation: report.json, sentence: report.sentence)
  }

  /// The key was used for other arguments of the tool.
  func conflict(with row: LedgerRow) -> LedgerRefusal {
    do throws(SQLiteError) {
      let stored = try row.json(row.arguments)
      return .conflict(row, name(of: row), ArgumentDifference.paths(stored, intent.arguments))
    } catch { return LedgerRefusal(store: error) }
  }

  /// As a decision compares it.
  var live: LiveCall { LiveCall(tool: intent.tool, fingerprint: fingerprint.text) }

  /// By which name the caller can ask for `row` again.
  func name(of row: LedgerRow) -> String { intent.name?.text ?? row.key ?? row.operationID }

  /// The row of this call when it is carried out now; nothing has come of it yet.
  func row(
    _ operationID: OperationID, sending request: WriteRequest, at now: Milliseconds,
    moment: Milliseconds
  ) -> LedgerRow {
    let key = intent.name ?? (keySource == .derived ? DerivedKey.key(of: operationID) : nil)
    return LedgerRow(
      operationID: operationID.text, scope: scope, key: key?.text, keySource: keySource,
      tool: intent.tool, fingerprint: fingerprint.text,
      arguments: intent.arguments.canonicalString, request: request.json.canonicalString,
      undoOf: intent.undoes, isDeletion: request.takesAway,
      firstExecutedAt: now, moment: moment)
  }
}

extension WriteIntent {
  var keySource: KeySource {
    if let key = name {
      if let operation = undoes, key == .undo(of: operation) { return .derived }
      let prefixes = [PlanToken.Kind.planPrefix, PlanToken.Kind.questionPrefix]
      return prefixes.contains(where: key.text.hasPrefix) ? .plan : .client
    }
    return DerivedKey.isDerived(for: self) ? .derived : .none
  }
}
