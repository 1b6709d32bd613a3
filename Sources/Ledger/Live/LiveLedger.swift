import APICore
import JSON
import SQLite
import Synchronization

/// The ledger in front of a service that knows no keys: the effect and its row cannot commit
/// together, so the row goes through the states of `LiveMachine`, each of which is on the disk
/// before the next thing is done.
///
/// This type decides nothing: it reads a row, has `Decision` say what the call means for it,
/// and carries that out until the call has its answer.
///
/// Invariant: a request is sent only where `LiveMachine` asked for it, after the row that says
/// `dispatched` was committed, and once for each such row.
/// Invariant: no transaction is open, and no lock of the store held, while the service is asked.
public final class LiveLedger<B: RemoteBackend>: WriteLedger {
  let store: Store
  let backend: B
  let sources: LiveSources
  let owners: any Ownership
  let waits: LiveWaits
  let failpoints: Failpoints
  /// What an agent may do at all.
  let policy: PolicyLayers
  /// What happened and could not be stored. At most one element for each write that was begun while
  /// the store could be written and ended while it could not.
  let unrecorded = Mutex<[Unrecorded]>([])
  let outages: OutageWatch

  /// - Parameters:
  ///   - store: with `LedgerStore.migrations`, in a file of its own.
  ///   - waits: the standard ones, but for fault runs of the whole program.
  public convenience init(
    store: Store, backend: B, sources: LiveSources, waits: LiveWaits = .standard,
    failpoints: Failpoints = Failpoints(), policy: PolicyLayers = PolicyLayers()
  ) {
    self.init(
      store: store, backend: backend, sources: sources, owners: OwnerFiles(beside: store.path),
      waits: waits, failpoints: failpoints, policy: policy)
  }

  init(
    store: Store, backend: B, sources: LiveSources, owners: any Ownership,
    waits: LiveWaits = .standard, failpoints: Failpoints = Failpoints(),
    policy: PolicyLayers = PolicyLayers()
  ) {
    self.store = store
    outages = OutageWatch(store)
    self.backend = backend
    self.sources = sources
    self.owners = owners
    self.waits = waits
    self.failpoints = failpoints
    self.policy = policy
  }

  public func reader(workspaceID: String) -> WorkspaceReader {
    WorkspaceReader(backend, workspaceID: workspaceID)
  }

  /// Nothing is shared: each write is durable before it is sent.
  public func group<Result>(_ body: () -> Result) -> (Result, LedgerRefusal?) { (body(), nil) }

  /// Executes nothing more: rows that this process leaves open are those of a dead owner from here
  /// on.
  public func close() {
    recordBelated()
    owners.leave()
  }

  // MARK: Carrying out

  public func once(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite,
    output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    do throws(LedgerFailure) {
      return try carryOut(intent, in: scope, plan: plan, output: output)
    } catch {
      guard case .refused(let refusal) = error, refusal.isOutage else { throw error }
      outages.met(refusal, at: sources.clock.now(), isWrite: true)
      // What is wrong with the arguments is said before that it cannot be carried out.
      _ = try LedgerFailure.asking(try plan(reader(workspaceID: scope.workspaceID)))
      throw error
    }
  }

  private func carryOut(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite,
    output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome {
    recordBelated()
    var flow = try LedgerFailure.refusing(try begin(intent, in: scope))
    while true {
      let (row, time) = try LedgerFailure.refusing(try flow.reporting(try find(flow)))
      let decision = decide(row, flow.call, hasLookedUp: flow.hasLookedUp)
      guard let row, decision != .fresh else {
        guard let prepared = try prepare(flow.call, at: time, plan) else { continue }
        flow.undo = prepared.undo
        flow.prepared = prepared.row
        if let outcome = try send(prepared.row, isResend: false, &flow, output) { return outcome }
        continue
      }
      switch decision {
      case .replay:
        return try finish(sweptIfDue(row, flow), flow, output)
      case .resend where flow.admission == nil:
        try resending(row, flow.call.name(of: row)) { () throws(LedgerFailure) in
          flow.undo = try planResend(of: row, flow, at: time, plan)
          do throws(APIError) { flow.admission = try backend.admit(.write) } catch {
            throw .api(error)
          }
        }
      // Both may have taken long: whether it was looked for lately enough is decided anew.
      case .resend:
        let outcome = try resending(row, flow.call.name(of: row)) {
          () throws(LedgerFailure) in
          try send(row, isResend: true, &flow, output)
        }
        if let outcome { return outcome }
      case .inProgress(let wait):
        if let outcome = try unrecordedOutcome(of: row, flow, output) { return outcome }
        try LedgerFailure.refusing(try waitForOther(row, &flow, orAskAfter: wait))
      case .ownerDied:
        try LedgerFailure.refusing(try release(row, flow))
      case .lookUp:
        try LedgerFailure.refusing(try lookUp(row, &flow))
      case .fresh, .expired, .otherTool, .otherArguments, .wait, .needsReview, .abandoned:
        let refusal = flow.call.refusal(decision, of: row, because: flow.reason)
        if let refusal { throw .refused(refusal) }
      }
    }
  }

  /// That sending it again failed says nothing of the sendings before: they are only presumed to
  /// have changed nothing.
  private func resending<Result>(
    _ row: LedgerRow, _ key: String, _ send: () throws(LedgerFailure) -> Result
  ) throws(LedgerFailure) -> Result {
    do throws(LedgerFailure) { return try send() } catch {
      guard case .api(let error) = error else { throw error }
      throw .refused(
        .presumedNotApplied(row, key, after: error.retryAfter ?? 0, because: error.words))
    }
  }

  private func begin(_ intent: WriteIntent, in scope: Scope) throws(LedgerRefusal) -> LiveFlow {
    LedgerStore(store).noteClock(at: sources.clock.now())
    let secret = try LedgerRefusal.reporting(
      try LedgerStore(store).keepSecret(drawnFrom: sources.secrets))
    let context = CallContext.current
    return LiveFlow(
      LedgerCall(intent, in: scope, secret: secret),
      deadline: context?.deadline ?? sources.uptime.now() + waits.call,
      cancellation: context?.cancellation)
  }

  /// The row that a call repeats, or else the one that it made itself: a call without a key that
  /// is to execute each time repeats none, and still must not send twice what it does not know the
  /// end of.
  private func find(
    _ flow: LiveFlow
  ) throws(SQLiteError) -> (row: LedgerRow?, time: LedgerTime) {
    let (row, time) = try find(flow.call)
    guard row == nil, let prepared = flow.prepared else { return (row, time) }
    return (try self.row(prepared), time)
  }

  func find(
    _ call: LedgerCall
  ) throws(SQLiteError) -> (row: LedgerRow?, time: LedgerTime) {
    let now = sources.clock.now()
    return try store.read { connection throws(SQLiteError) in
      let time = try LedgerStore.time(at: now, on: connection)
      return (try call.row(on: connection, at: time), time)
    }
  }

  /// - Parameter hasLookedUp: of `Decision.of`.
  func decide(_ row: LedgerRow?, _ call: LedgerCall, hasLookedUp: Bool = false) -> Decision {
    let operation = row?.operation
    let isAsked = operation?.state == .prepared || operation?.state == .dispatched
    return Decision.of(
      operation, for: call.live,
      isOwnerAlive: isAsked && (operation.map { owners.isAlive($0.owner) } ?? false),
      hasLookedUp: hasLookedUp, at: sources.uptime.now(), waits: waits)
  }

  /// Records that a row's owner is dead.
  private func release(_ row: LedgerRow, _ flow: LiveFlow) throws(LedgerRefusal) {
    let now = sources.uptime.now()
    _ = try flow.reporting(try move(LiveChange(row, .ownerDied(at: now))))
  }

  // MARK: The store

  /// Stores what happened to an operation.
  ///
  /// Where COMMIT said that it failed, what stands in the file decides whether it did.
  func move(_ change: LiveChange) throws(SQLiteError) -> LiveMove {
    let now = sources.clock.now()
    var made: LiveMove = .overtaken
    do throws(SQLiteError) {
      return try store.write { transaction throws(SQLiteError) in
        made = try LedgerStore.move(change, waits: waits, at: now, in: transaction)
        return made
      }
    } catch {
      guard case .moved(let row, _) = made, try stands(row) else { throw error }
      return made
    }
  }

  /// Whether a row was stored after all.
  func stands(_ row: LedgerRow) throws(SQLiteError) -> Bool {
    try store.settle()
    return try self.row(row)?.live == row.live
  }
}

/// Where time, names and chance come from.
public struct LiveSources: Sendable {
  /// Unix time: for people and for the service.
  public var clock: any Clock
  /// The host's uptime: for every wait.
  public var uptime: any Clock
  /// Names operations.
  public var ids: any IDSource
  /// What the store's secret is drawn from, once.
  public var secrets: any IDSource
  /// Lets time pass.
  public var pause: @Sendable (Milliseconds) -> Void

  public init(
    clock: any Clock, uptime: any Clock = UptimeClock(), ids: any IDSource = SystemIDSource(),
    secrets: any IDSource = SystemIDSource(), pause: @escaping @Sendable (Milliseconds) -> Void
  ) {
    self.clock = clock
    self.uptime = uptime
    self.ids = ids
    self.secrets = secrets
    self.pause = pause
  }
}
