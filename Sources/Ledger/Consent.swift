import APICore
import Hashing
import JSON

/// How somebody can agree, or has agreed, to a write that needs it.
///
/// A yes is always a yes to a plan: it names, under the store's secret, what was shown, and holds
/// for nothing else. That is why it can come back through hands that nobody trusts.
public enum Consent: Sendable, Hashable {
  /// Nobody can be asked in this dialogue: where a yes is needed, the key must be the `plan_id` of
  /// a plan that was shown.
  case plan
  /// A person can be asked and has not answered: a dry run gives a `request_state` to ask with, and
  /// nothing that needs a yes is carried out.
  case question
  /// A person was asked and answered; the `request_state` that came back with the answer.
  case answer(String)
}

extension Policy {
  /// Whether somebody must say yes first: to what cannot be taken back, and to what the policy
  /// names.
  ///
  /// What a call does decides, and not what its tool is called: an undoing that deletes is a
  /// deletion. Where the policy names the tool, that is known before anything is planned.
  ///
  /// - Parameter request: the one that is planned; nil as long as none is.
  func needsYes(_ tool: String, sending request: WriteRequest? = nil) -> Bool {
    if confirmed.contains(tool) || confirmed.contains("all_writes") { return true }
    guard let request else { return false }
    return request.route.effect.needsYes || (confirmed.contains("deletions") && request.takesAway)
  }
}

extension WriteIntent {
  /// The name under which the change is done once: the caller's own key, else the state of the
  /// question that was answered, so that one yes is one change.
  var name: IdempotencyKey? {
    if let key { return key }
    guard case .answer(let state) = consent, state.hasPrefix(PlanToken.Kind.questionPrefix) else {
      return nil
    }
    return IdempotencyKey(trusted: state)
  }

  /// - Parameter planned: nil as long as nothing is.
  /// - Throws: `confirmation_required` where nobody has agreed, and somebody must.
  func checkConsent(
    under policy: Policy, for planned: PlannedWrite? = nil
  ) throws(LedgerRefusal) {
    let needsYes = policy.needsYes(tool, sending: planned?.request) || planned?.needsYes == true
    guard alwaysNeedsYes || needsYes else { return }
    switch consent {
    case .answer: return
    case .plan where keySource == .plan: return
    case .plan, .question: throw .unconfirmed
    }
  }
}

extension LedgerCall {
  /// Whether the call stands on a plan or on a question that was answered.
  var bearsToken: Bool {
    if case .answer = intent.consent { return true }
    return keySource == .plan
  }

  /// What must still hold when this call is carried out: the plan that its key is, and the question
  /// that was answered.
  ///
  /// - Throws: where one is missing, was changed on its way, is for something else or is too old.
  func tokens(at times: TokenTimes) throws(LedgerRefusal) -> [PlanToken] {
    try intent.checkKey()
    var tokens: [PlanToken] = []
    if let key = intent.key, keySource == .plan {
      tokens.append(try token(key.text, as: .plan, at: times.plan, times.now))
    }
    if let question = try question(at: times) {
      guard !times.isDeclined else { throw .answeredWithNo }
      tokens.append(question)
    }
    return tokens
  }

  /// The question that was answered; nil where none was.
  private func question(at times: TokenTimes) throws(LedgerRefusal) -> PlanToken? {
    guard case .answer(let state) = intent.consent else { return nil }
    return try token(state, as: .question(key: intent.key), at: times.question, times.now)
  }

  /// The question that was answered, whatever arguments and key came with the answer: a no needs
  /// neither to be meant. nil where this ledger did not ask it, or it is over.
  func askedQuestion(at moment: Milliseconds) -> PlanToken? {
    guard case .answer(let state) = intent.consent,
      let token = PlanToken(state, as: .question(key: intent.key), scope: scope, secret: secret),
      moment <= token.expiresAt
    else { return nil }
    return token
  }

  private func token(
    _ text: String, as kind: PlanToken.Kind, at moment: Milliseconds, _ now: Milliseconds
  ) throws(LedgerRefusal) -> PlanToken {
    guard let token = PlanToken(text, as: kind, scope: scope, secret: secret) else {
      throw kind.refusal(
        "this Workspace's ledger did not make for this user, or that was not copied whole")
    }
    guard token.isFor(fingerprint, secret: secret) else {
      let isQuestion = kind.prefix == PlanToken.Kind.questionPrefix
      throw kind.refusal(
        "was made for other arguments or another tool\(isQuestion ? ", or under another key" : "")")
    }
    guard moment <= token.expiresAt else {
      throw kind.refusal("expired at \((now - (moment - token.expiresAt)).iso8601)")
    }
    // It was made when the clock was ahead: how long ago is not known.
    guard moment >= token.expiresAt - PlanToken.lifetime - LedgerTime.slack else {
      throw kind.refusal("was made before the clock was set back")
    }
    return token
  }
}

/// What counts as now for a plan and for a question, and whether the question of this call is over.
struct TokenTimes {
  /// By the clock on the wall.
  let now: Milliseconds
  let plan: Milliseconds
  let question: Milliseconds
  /// It was answered with no.
  let isDeclined: Bool
}

extension TokenTimes {
  /// For a call that bears no token.
  init(withoutToken time: LedgerTime) {
    self.init(now: time.now, plan: time.moment, question: time.moment, isDeclined: false)
  }
}

extension PlanToken.Kind {
  func refusal(_ what: String) -> LedgerRefusal {
    switch self {
    case .plan: .plan(what)
    case .question:
      LedgerRefusal(
        code: .confirmationRefused,
        message: "the answer belongs to a question that \(what); nothing was executed; call again "
          + "without `requestState`, and the user is asked anew",
        retry: Retry(isSafe: false, sameKey: false))
    }
  }
}

extension WriteIntent {
  /// Asked of keys that are free only: what was stored under one before is still answered.
  ///
  /// - Throws: `invalid_key`: it is kept for something else, or is a plan that was changed.
  fileprivate func checkKey() throws(LedgerRefusal) {
    guard let key else { return }
    if key.isOfUndoing, undoes.map({ key == .undo(of: $0) }) != true {
      throw .unusable("begins like the keys that undoings have")
    }
    if key.isOperationID {
      throw .unusable("is an `operation_id`, and no operation here is called that")
    }
    if key.isMangledPlan {
      throw .unusable(
        "looks like a `plan_id` that was changed on its way; pass it exactly as the dry run gave "
          + "it, plan_ included")
    }
  }
}

extension LedgerRefusal {
  fileprivate static func unusable(_ what: String) -> LedgerRefusal {
    LedgerRefusal(
      code: .invalidKey,
      message: "`idempotency_key` \(what); nothing was done; choose another that names the one "
        + "change you intend", retry: Retry(isSafe: false, sameKey: false))
  }

  static var answeredWithNo: LedgerRefusal {
    LedgerRefusal(
      code: .confirmationRefused,
      message: "the answer belongs to a question that the user has answered with no; nothing was "
        + "executed; do not try it again or another way unless the user asks for it; then call "
        + "without `requestState`, and the user is asked anew",
      retry: Retry(isSafe: false, sameKey: false))
  }

  static var unconfirmed: LedgerRefusal {
    LedgerRefusal(
      code: .confirmationRequired,
      message: "this change needs a yes and has none; nothing was executed; call with "
        + "`dry_run: true`, show the plan to the user, and pass its `plan_id` as `idempotency_key`",
      retry: Retry(isSafe: false, sameKey: false))
  }
}
