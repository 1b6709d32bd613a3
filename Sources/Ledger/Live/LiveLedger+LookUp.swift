import APICore
import JSON
import SQLite

// Finding out what came of a write whose answer was lost. Only looks, never sends.
extension LiveLedger {
  /// What a look-up came to.
  enum LookUp {
    case stored(LedgerRow)
    /// Somebody else moved the row meanwhile.
    case overtaken
    /// The service could not be asked.
    case failed(APIError)
  }

  /// Looks for a write for a call that waits for it.
  ///
  /// - Throws: what ends the call: it has no time for a look-up, or none could be made.
  func lookUp(_ row: LedgerRow, _ flow: inout LiveFlow) throws(LedgerRefusal) {
    guard hasTime(flow) else { throw unsettled(row, flow, because: flow.reason) }
    let found = try flow.reporting(try lookUp(row))
    switch found {
    case .stored: flow.hasLookedUp = true
    case .overtaken: break
    case .failed(let error):
      throw unsettled(
        row, flow, after: error.retryAfter, because: "looking it up failed: \(error.words)")
    }
  }

  func lookUp(_ row: LedgerRow) throws(SQLiteError) -> LookUp {
    let start: Milliseconds
    let found: Finding
    do throws(APIError) {
      let evidence = try evidence(of: row)
      let admission = try evidence.map { evidence throws(APIError) in
        try backend.admit(.lookUp(evidence))
      }
      // After that wait: what counts is what was read, and when.
      start = sources.uptime.now()
      failpoints.pass(.beforeLookUp)
      found = try finding(of: evidence, row, under: admission)
    } catch {
      return .failed(error)
    }
    failpoints.pass(.afterLookUp)
    var change = LiveChange(sequence: row.sequence, epoch: row.live?.epoch) {
      row, connection throws(SQLiteError) in
      .lookedUp(try self.finding(found, for: row, on: connection), startedAt: start)
    }
    change.adding = { next throws(SQLiteError) in
      next.live?.doubt = found.doubt
      // A sweep finds the result again, of which there is an answer.
      guard let result = next.remoteID ?? (next.state == .succeeded ? "" : nil),
        row.remoteID == nil,
        next.output == nil
      else { return }
      next.live?.answer = found.response(of: result)?.canonicalString
    }
    switch try move(change) {
    case .moved(let row, _): return .stored(row)
    case .overtaken, .claimed: return .overtaken
    }
  }

  private func evidence(of row: LedgerRow) throws(APIError) -> Evidence? {
    do throws(SQLiteError) { return try row.evidence() } catch {
      throw .unreadable(error.plain)
    }
  }

  private func finding(
    of evidence: Evidence?, _ row: LedgerRow, under admission: Admission?
  ) throws(APIError) -> Finding {
    guard let evidence, let admission else {
      return .cannotTell("nothing to look for it by is stored any more")
    }
    return try backend.lookUp(evidence, dispatchedAt: row.sentAt, under: admission)
  }

  /// Whether a look-up can still be over before the caller gives up.
  private func hasTime(_ flow: LiveFlow) -> Bool {
    !(flow.cancellation?.isSet ?? false)
      && sources.uptime.now() + waits.inProgress <= flow.deadline
  }

  private func unsettled(
    _ row: LedgerRow, _ flow: LiveFlow, after wait: Milliseconds? = nil, because reason: String?
  ) -> LedgerRefusal {
    let key = flow.call.name(of: row)
    if row.state == .notApplied, flow.hasLookedUp {
      return .presumedNotApplied(row, key, after: wait ?? 0)
    }
    return .outcomeUnknown(
      row, key, after: max(waits.inProgress, wait ?? 0), because: reason)
  }

  // MARK: Late duplicates

  /// The row after it was looked for duplicates, where that is due; a look-up that fails is made
  /// another time.
  func sweptIfDue(_ row: LedgerRow, _ flow: LiveFlow) -> LedgerRow {
    do throws(SQLiteError) {
      guard try isSweepDue(row), hasTime(flow), case .stored(let swept) = try lookUp(row) else {
        return row
      }
      return swept
    } catch { return row }
  }

  func isSweepDue(_ row: LedgerRow) throws(SQLiteError) -> Bool {
    // What was set twice is set.
    guard row.live?.makesSomething == true else { return false }
    return waits.untilSweep(row.operation, at: sources.uptime.now()) == 0
  }

  // MARK: Other processes

  /// Waits a little for the process that is at it.
  ///
  /// - Throws: `in_progress` where that took too long.
  func waitForOther(
    _ row: LedgerRow, _ flow: inout LiveFlow, orAskAfter wait: Milliseconds
  ) throws(LedgerRefusal) {
    guard flow.waited < waits.patience, hasTime(flow) else {
      throw .inProgress(row, flow.call.name(of: row), after: wait)
    }
    sources.pause(flow.takePause())
  }
}

extension LiveLedger {
  /// What the machine needs to know of what was found: whose it may be as well is read in the
  /// transaction that stores it.
  private func finding(
    _ found: Finding, for row: LedgerRow, on connection: Connection
  ) throws(SQLiteError) -> LiveFinding {
    switch found {
    case .made(let things, let isMarked):
      var claimed: Set<String> = []
      for thing in things
      where try LedgerStore.claimant(of: thing.id, beside: row, on: connection) != nil {
        claimed.insert(thing.id)
      }
      var rivals = 0
      if !isMarked, !things.isEmpty {
        rivals = try LedgerStore.rivals(of: row, on: connection) { evidence in
          things.contains { backend.mayHaveMade($0, evidence) }
        }
      }
      return .matches(things.map(\.id), claimed: claimed, isMarked: isMarked, rivals: rivals)
    case .stands(let response):
      let remoteID = try row.evidence().flatMap { RemoteID.of(response, for: $0.request)?.id }
      return .matches([remoteID ?? ""], claimed: [], isMarked: true, rivals: 0)
    case .asBefore: return .matches([], claimed: [], isMarked: true, rivals: 0)
    // Nothing more will be found out by looking again, after a resend either.
    case .cannotTell where row.state == .succeeded,
      .changed where row.state == .succeeded:
      return .matches([], claimed: [], isMarked: true, rivals: 0)
    case .changed, .cannotTell: return .inconclusive
    }
  }
}

extension Finding {
  fileprivate var doubt: String? {
    switch self {
    case .changed(let what), .cannotTell(let what): what
    case .made, .stands, .asBefore: nil
    }
  }

  /// What the service would have answered to the write that has this result.
  fileprivate func response(of remoteID: String) -> JSONValue? {
    switch self {
    case .made(let things, _): things.first { $0.id == remoteID }?.response
    case .stands(let response): response
    case .asBefore, .changed, .cannotTell: nil
    }
  }
}
