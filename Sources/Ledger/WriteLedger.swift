import APICore
import JSON

/// What the ledger needs to know of a write before anything is planned.
public struct WriteIntent: Sendable {
  public enum KeySource: String, Sendable {
    /// The caller chose the key.
    case client
    /// The key is the `plan_id` of a dry run.
    case plan
    /// No key was given: derived from scope and fingerprint, for additive writes.
    case derived
    /// No key was given and none is derived: the write executes each time.
    case none
  }

  /// The tool's name.
  public let tool: String
  /// The caller's key; nil where none was given.
  public let key: IdempotencyKey?
  /// Arguments after coercion and the schema's constant defaults, without `idempotency_key`,
  /// `dry_run` and `allow_duplicate`, before names, dates or the clock are resolved.
  public let arguments: JSONValue
  /// Creates, comments and time entries: doing it twice makes two.
  public let isAdditive: Bool
  /// The caller asked for a second identical one on purpose (no key is derived).
  public let allowsDuplicate: Bool
  /// The operation that this write takes back: whatever its key, it happens once.
  public let undoes: String?
  /// Whatever is planned for it needs a yes. Where nobody has given one that is said without
  /// planning, which counts all that goes with a deletion.
  public let alwaysNeedsYes: Bool

  /// How somebody can agree, or did.
  public var consent: Consent

  public init(
    tool: String, key: IdempotencyKey?, arguments: JSONValue, isAdditive: Bool,
    allowsDuplicate: Bool, undoes: String? = nil, alwaysNeedsYes: Bool = false,
    consent: Consent = .plan
  ) {
    self.tool = tool
    self.key = key
    self.arguments = arguments
    self.isAdditive = isAdditive
    self.allowsDuplicate = allowsDuplicate
    self.undoes = undoes
    self.alwaysNeedsYes = alwaysNeedsYes
    self.consent = consent
  }
}

/// Who asks, and where: a key means nothing outside its scope.
///
/// Never the process, the connection or the JSON-RPC id: a host restarts the process and counts
/// from 0 again.
public struct Scope: Sendable, Hashable {
  /// "embedded" or "clickup".
  public let backend: String
  public let workspaceID: String
  /// ID of the user that the token belongs to, and the agent profile if one is configured.
  public let principal: String

  public init(backend: String, workspaceID: String, principal: String) {
    self.backend = backend
    self.workspaceID = workspaceID
    self.principal = principal
  }

  public var json: JSONValue {
    [
      "backend": .string(backend), "workspace_id": .string(workspaceID),
      "principal": .string(principal),
    ]
  }
}

/// A write as a tool plans it.
public struct PlannedWrite: Sendable {
  public let request: WriteRequest
  /// Tasks, Lists … that the plan was made from and their versions (`date_updated`), by
  /// "task:ID": a `plan_id` is refused when one of them has changed. Asked for only where there is
  /// a `plan_id`: versions are digests, and most writes have no plan.
  public private(set) var targets: @Sendable () -> [String: String]
  /// What the tool made of names and dates, by argument; a dry run shows it.
  public let understood: JSONObject
  /// How it can be taken back, if it can.
  public let undo: UndoPlan
  /// How much would go with what is deleted, by kind: `{"lists": 2, "comments": 40}`. Part of what
  /// a plan shows, so a `plan_id` and a yes are refused when it has changed, and when what is
  /// counted there is not what it was.
  public var consequences: JSONObject = [:]
  /// Whether somebody must say yes although the request itself looks like one that can be taken
  /// back.
  public var needsYes = false
  /// Sentences on how its arguments were read, for the `notice` of the answer, whichever call of
  /// whichever process gives that.
  public var notices: [String] = []
  /// How many other things the same call writes, for the budget of items a call.
  public var besides = 0
  /// What it takes back, where it is an undoing: refused where a later write touched the same.
  public var takesBack: TakenBack?
  /// The version of the one thing that is changed, for `expected_version`; nil where it has none.
  public var version: String?

  public init(
    _ request: WriteRequest,
    targets: @autoclosure @escaping @Sendable () -> [String: String] = [:],
    understood: JSONObject = [:],
    undo: UndoPlan = .impossible("taskledger knows no request that takes it back")
  ) {
    self.request = request
    self.targets = targets
    self.understood = understood
    self.undo = undo
  }

  public func of(version: String?) -> PlannedWrite {
    var planned = self
    planned.version = version
    return planned
  }

  /// Holds only as long as the names mean the same things, wherever in the request those stand.
  public func holding(_ found: FoundNames) -> PlannedWrite {
    guard !found.all.isEmpty else { return self }
    var planned = self
    let (targets, names) = (targets, found.all)
    planned.targets = {
      names.reduce(into: targets()) { $0["\($1.argument):\($1.text)"] = $1.id }
    }
    return planned
  }

  /// - Parameter state: changes whenever one of the things that go with it does.
  public func taking(_ consequences: JSONObject, state: String?) -> PlannedWrite {
    var planned = self
    planned.consequences = consequences
    if let state {
      let targets = targets
      planned.targets = { targets().merging(["consequences": state]) { $1 } }
    }
    return planned
  }
}

/// A write that was carried out: what its output is made from, in whichever process.
///
/// The request says by ID what was written; the names in the call's arguments may mean something
/// else by then, or nothing. Its texts are as they were sent, with what marks the write.
public struct SentWrite: Sendable {
  public let request: WriteRequest
  /// The service's answer.
  public let response: JSONValue

  public init(_ request: WriteRequest, _ response: JSONValue) {
    self.request = request
    self.response = response
  }
}

/// What became of a write that was asked for.
public struct LedgerOutcome: Sendable {
  /// The tool's structured output, without `operation`: just made, or the stored one of a replay.
  public let output: JSONValue
  /// The `operation` object for the agent (`design/ledger.md`, "What the agent is told").
  public let operation: JSONValue
  /// One sentence about the operation, for the text block.
  public let sentence: String

  public init(output: JSONValue, operation: JSONValue, sentence: String) {
    self.output = output
    self.operation = operation
    self.sentence = sentence
  }
}

/// Why the ledger did not carry out (or cannot vouch for) a write.
public struct LedgerRefusal: Error, Sendable {
  public let code: ErrorCode
  /// What happened, whether anything changed, and the one next step; no full stop at the end.
  public let message: String
  /// The `operation` object, where a row exists.
  public let operation: JSONValue?
  public let retry: Retry
  /// What only who runs the program can use: paths, and steps at the machine.
  public var detail: String?

  public init(code: ErrorCode, message: String, operation: JSONValue? = nil, retry: Retry) {
    self.code = code
    self.message = message
    self.operation = operation
    self.retry = retry
  }
}

/// What `once` throws: the tool's own error, the service's, or the ledger's.
public enum LedgerFailure: Error {
  /// Planning or reading back failed: nothing was executed, the key stays free.
  case tool(ToolError)
  /// The service refused the write.
  case api(APIError)
  case refused(LedgerRefusal)
}

/// The only place in the program where a planned write is carried out.
///
/// The protocol is the seam to the tools: it hides which backend, and so which proof, stands below.
public protocol WriteLedger: Sendable {
  /// Carries out at most one write per key: looks the key up, plans, sends, records.
  ///
  /// Refused as `confirmation_required` where somebody must say yes first and nobody has.
  ///
  /// - Parameters:
  ///   - plan: asked only when the key is fresh; reads through the reader and ends in one request.
  ///   - output: makes the tool's structured output from what was sent and answered; may read back.
  func once(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite,
    output: (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue
  ) throws(LedgerFailure) -> LedgerOutcome

  /// Plans without executing and without a row.
  ///
  /// - Returns: what the key would do now, and by what it is carried out.
  func dryRun(
    _ intent: WriteIntent, in scope: Scope,
    plan: (WorkspaceReader) throws(ToolError) -> PlannedWrite
  ) throws(LedgerFailure) -> Rehearsal

  /// Keeps that a person said no: the question that was answered is good for nothing any more.
  ///
  /// - Parameter intent: has the `request_state` that came back with the no as its consent.
  /// - Returns: the answer that stands where the change was made before the no came; nil otherwise.
  func decline(_ intent: WriteIntent, in scope: Scope) throws(LedgerRefusal) -> LedgerOutcome?

  /// Reads outside of any write.
  func reader(workspaceID: String) -> WorkspaceReader

  /// The row of a key or of an operation ID in this scope; nil where there is none.
  func entry(_ lookup: EntryLookup, in scope: Scope) throws(LedgerRefusal) -> LedgerEntry?

  /// What was written, newest first.
  func page(_ query: LedgerQuery) throws(LedgerRefusal) -> LedgerPage

  /// Says how an operation ended that is unclear; changes nothing where it is clear.
  ///
  /// - Returns: nil where this scope has no such operation.
  func resolve(
    _ operationID: String, as resolution: Resolution, in scope: Scope
  ) throws(LedgerRefusal) -> ResolutionOutcome?

  /// Finds out, without sending anything, what came of writes whose outcome is not known.
  func reconcile() throws(LedgerRefusal) -> Reconciliation

  /// Why and since when no write is taken; nil where writes are. Changes nothing.
  func outage() -> Outage?

  /// Lets the writes that `body` asks for share one transaction, where the backend can.
  ///
  /// - Returns: what `body` made, and why the shared commit failed, if it did: then nothing of the
  ///   group happened, and no answer out of it may be given.
  func group<Result>(_ body: () -> Result) -> (Result, LedgerRefusal?)
}

public enum EntryLookup: Sendable {
  case key(IdempotencyKey)
  case operationID(String)
}
