import APICore
import JSON
import SQLite
import Synchronization

/// That no write is taken, as an agent may be told it.
public struct Outage: Sendable, Equatable {
  /// When this process first met it.
  public let since: Milliseconds
  /// The end of a sentence about the store; names no path.
  public let reason: String

  /// Without a full stop.
  public var sentence: String {
    "writes are refused since \(since.iso8601) (the store cannot be used: \(reason)); reads may "
      + "still work; send none until the user says that it is fixed, who finds out with "
      + "`taskledger doctor` what to do"
  }
}

/// Looks whether writes are taken, and remembers since when they are not.
final class OutageWatch: Sendable {
  private let store: Store
  private let state = Mutex<State?>(nil)

  private struct State {
    /// When it was first met.
    let since: Milliseconds
    /// Whether a write met it, and not only a look: a look alone does not tell that it is over.
    var isOfWrite: Bool
  }

  init(_ store: Store) { self.store = store }

  func outage(at now: Milliseconds) -> Outage? {
    let reason: String?
    do throws(SQLiteError) {
      try store.probe(commits: state.withLock { $0?.isOfWrite ?? false })
      reason = nil
    } catch {
      // Who holds the lock is being let write.
      reason = error.isBusy ? nil : error.plain
    }
    return state.withLock { state in
      guard let reason else {
        state = nil
        return nil
      }
      let standing = state ?? State(since: now, isOfWrite: false)
      state = standing
      return Outage(since: standing.since, reason: reason)
    }
  }

  /// Something was refused.
  func met(_ refusal: LedgerRefusal, at now: Milliseconds, isWrite: Bool) {
    guard refusal.isOutage else { return }
    state.withLock { state in
      state = State(since: state?.since ?? now, isOfWrite: isWrite || state?.isOfWrite == true)
    }
  }
}

extension LedgerRefusal {
  var isOutage: Bool { code == .ledgerUnavailable }
}

extension WriteLedger {
  /// Where there is no store there is nothing to refuse.
  public func outage() -> Outage? { nil }
}

extension Ledger {
  public func outage() -> Outage? { outages.outage(at: clock.now()) }

  /// A write that the store does not take is planned all the same: what is wrong with its arguments
  /// is said before that it cannot be carried out.
  func planned(
    inVain refusal: LedgerRefusal, in scope: Scope,
    _ plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) -> LedgerFailure {
    do throws(ToolError) { _ = try plan(reader(workspaceID: scope.workspaceID)) } catch {
      return .tool(error)
    }
    return .refused(refusal)
  }
}

extension LiveLedger {
  public func outage() -> Outage? { outages.outage(at: sources.clock.now()) }
}

extension LedgerCall {
  /// What a dry run shows while no write is taken: all but a name to carry it out by, where there
  /// is not a secret to sign one with.
  func proposal(
    of planned: PlannedWrite, at times: TokenTimes, nonce: UInt64, during outage: LedgerRefusal
  ) -> Rehearsal {
    var proposal = proposal(of: planned, at: times, nonce: nonce)
    if secret.isEmpty {
      for member in ["plan_id", "request_state", "expires_at"] { proposal[member] = nil }
    }
    proposal["message"] = .string("without dry_run it would be refused now: \(outage.message)")
    return proposal
  }
}
