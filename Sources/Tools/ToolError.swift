import APICore
import JSON
import JSONSchema
import Ledger

/// Why a tool did not do what it was asked: a result that the model reads, not a protocol error.
public struct ToolError: Error, Sendable {
  public let code: ErrorCode
  /// Names the argument in backticks, says what happened and what to do next; no full stop at the
  /// end.
  public private(set) var message: String
  /// Each violated rule of the arguments: `[{"pointer": "/due_date", "message": "…"}]`.
  public var violations: [JSONValue] = []
  /// The `operation` object, where the ledger has a row.
  public var operation: JSONValue?
  /// Whether asking again is safe, and how.
  public var retry: LedgerRefusal.Retry?
  /// What would be done after a yes, where one is needed.
  public var plan: JSONValue?
  /// To be put to a person, where the caller said that it can.
  public var question: Question?

  public init(_ code: ErrorCode, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension ToolError {
  /// `{"code","violations"?,"retry"?,"operation"?,"plan"?}`: what a program reads,
  /// without the sentence.
  public var details: JSONValue {
    var members: JSONObject = ["code": .string(code.rawValue)]
    if !violations.isEmpty { members["violations"] = .array(violations) }
    members["retry"] = retry?.json
    members["operation"] = operation
    members["plan"] = plan
    return .object(members)
  }

  /// The same with `message`.
  public var json: JSONValue {
    var json = details
    json["message"] = .string(message)
    return json
  }
}

extension ToolError {
  /// Longer than any sentence of the program with the lists in it (20 quotations of 120).
  static let messageLimit = 8_000
  /// Of one violation: a rule, and a piece of what broke it.
  static let violationLimit = 500
  /// A caller that broke more rules begins with these.
  static let violationsAtMost = 50

  /// The same within bounds, whatever it repeats of the arguments or of the service's answer.
  var shortened: ToolError {
    var error = self
    error.message = message.cut(toScalars: Self.messageLimit)
    error.violations = violations.prefix(Self.violationsAtMost).map { violation in
      .object(
        (violation.object ?? [:]).mapValues { member in
          member.string.map { .string($0.cut(toScalars: Self.violationLimit)) } ?? member
        })
    }
    if let plan {
      error.plan = nil
      error.plan = ResultLimit.fitted(plan: plan, beside: error.json.size)
    }
    return error
  }
}

/// The stable words that errors start with, and the numbers that the direct dialect gives them.
///
/// JSON-RPC reserves -32768…-32000, so the numbers are positive.
public enum ErrorCode: String, Sendable, CaseIterable {
  /// The arguments break the schema; `violations` lists every rule.
  case invalidArguments = "invalid_arguments"
  /// What an argument names does not exist, or this user cannot see it.
  case notFound = "not_found"
  /// A name fits several things; the message lists them.
  case ambiguous = "ambiguous"
  /// The service refused the request; its own code and words are in the message.
  case refusedByService = "refused_by_service"
  /// The service cannot be asked at all: its token is missing, or is none.
  case notSetUp = "not_set_up"
  /// The key's form is wrong.
  case invalidKey = "invalid_key"
  /// The key is a sample value out of documentation.
  case placeholderKey = "placeholder_key"
  /// The key was used for another change.
  case keyConflict = "key_conflict"
  /// The key's stored answer is gone; it is not executed again.
  case keyExpired = "key_expired"
  /// The `plan_id` cannot be executed: expired, tampered with, for other arguments, or outdated.
  case planRefused = "plan_refused"
  /// The same change is being executed by another call.
  case inProgress = "in_progress"
  /// It may have happened.
  case outcomeUnknown = "outcome_unknown"
  /// It may have happened, and looking it up does not tell: somebody has to.
  case needsReview = "needs_review"
  /// It was sent, looked for long after and not found: the same key sends it again.
  case presumedNotApplied = "presumed_not_applied"
  /// It was done, and its answer could not be read back: the same key gives it.
  case answerUnread = "answer_unread"
  /// Another process holds the store.
  case ledgerBusy = "ledger_busy"
  /// The ledger cannot be written: no writes until it can.
  case ledgerUnavailable = "ledger_unavailable"
  /// What was asked for is not allowed here, whoever asks; nothing was sent.
  case policyDenied = "policy_denied"
  /// So much was written that the next write must wait.
  case budgetExhausted = "budget_exhausted"
  /// It needs a yes that it has not got; nothing was sent.
  case confirmationRequired = "confirmation_required"
  /// The yes belongs to another question, or came too late; nothing was sent.
  case confirmationRefused = "confirmation_refused"
  /// The user said no; nothing was sent.
  case declined
  /// What `expected_version` names has been changed since; nothing was sent.
  case versionConflict = "version_conflict"
  /// There is no request that takes the operation back, or it is an undoing itself.
  case cannotUndo = "cannot_undo"
  /// What the operation wrote is now another: undoing it would take somebody's change along.
  case changedSince = "changed_since"
  /// Several Workspaces are reachable, and none is chosen.
  case workspaceUnclear = "workspace_unclear"
  /// A defect of this program.
  case internalError = "internal_error"

  /// The code of a JSON-RPC error in the direct dialect.
  public var number: Int64 {
    switch self {
    case .invalidArguments: -32602  // JSON-RPC's own "invalid params"
    case .notFound: 1001
    case .ambiguous: 1002
    case .refusedByService: 1003
    case .workspaceUnclear: 1004
    case .notSetUp: 1005
    case .invalidKey: 1101
    case .placeholderKey: 1102
    case .keyConflict: 1103
    case .keyExpired: 1104
    case .planRefused: 1105
    case .inProgress: 1201
    case .outcomeUnknown: 1202
    case .ledgerBusy: 1203
    case .ledgerUnavailable: 1204
    case .needsReview: 1205
    case .presumedNotApplied: 1206
    case .answerUnread: 1207
    case .policyDenied: 1301
    case .budgetExhausted: 1302
    case .confirmationRequired: 1311
    case .confirmationRefused: 1312
    case .declined: 1313
    case .versionConflict: 1106
    case .cannotUndo: 1401
    case .changedSince: 1402
    case .internalError: 1900
    }
  }
}
