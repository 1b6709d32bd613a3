import APICore
import JSON
import Ledger

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

// JSON-RPC reserves -32768…-32000, so the numbers are positive.
extension ErrorCode {
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
