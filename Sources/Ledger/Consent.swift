import APICore
import Hashing
import JSON

/// Whether somebody must agree to a write before it happens, and how they did.
///
/// A yes is always a yes to a plan: it names, under the store's secret, what was shown, and holds
/// for nothing else. That is why it can come back through hands that nobody trusts.
public enum Consent: Sendable, Hashable {
  case notNeeded
  /// Nobody can be asked in this dialogue: the key must be the `plan_id` of a plan that was shown.
  case plan
  /// A person is to be asked: a dry run gives a `request_state` to ask with, and nothing is
  /// carried out.
  case question
  /// A person was asked and said yes; the `request_state` that came back with the answer.
  case answer(String)
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
}

extension LedgerCall {
  /// What must still hold when this call is carried out: the plan that its key is, and the question
  /// that was answered with yes.
  ///
  /// - Throws: where one is missing, was changed on its way, is for something else or is too old.
  func tokens(at moment: Milliseconds) throws(LedgerRefusal) -> [PlanToken] {
    var tokens: [PlanToken] = []
    if let key = intent.key, keySource == .plan {
      tokens.append(try token(key.text, as: .plan, at: moment))
    }
    if case .answer(let state) = intent.consent {
      tokens.append(try token(state, as: .question(key: intent.key), at: moment))
    }
    return tokens
  }

  /// - Throws: `confirmation_required` where nobody has agreed. The dialogue asks before it comes
  ///   here; this is the guard that no way around it gets past.
  func checkConsent() throws(LedgerRefusal) {
    switch intent.consent {
    case .notNeeded, .answer: return
    case .plan where keySource == .plan: return
    case .plan, .question: throw .unconfirmed
    }
  }

  private func token(
    _ text: String, as kind: PlanToken.Kind, at moment: Milliseconds
  ) throws(LedgerRefusal) -> PlanToken {
    guard let token = PlanToken(text, as: kind, scope: scope, secret: secret) else {
      let isQuestion = kind.prefix == PlanToken.Kind.questionPrefix
      throw kind.refusal(
        "this Workspace's ledger did not make for this user\(isQuestion ? " and this key" : ""), "
          + "or that was not copied whole")
    }
    guard token.isFor(fingerprint, secret: secret) else {
      throw kind.refusal("was made for other arguments or another tool")
    }
    guard moment <= token.expiresAt else {
      throw kind.refusal("expired at \(token.expiresAt.iso8601)")
    }
    return token
  }
}

extension PlanToken.Kind {
  func refusal(_ what: String) -> LedgerRefusal {
    switch self {
    case .plan: .plan(what)
    case .question:
      LedgerRefusal(
        code: "confirmation_refused",
        message: "the answer belongs to a question that \(what); nothing was executed; call again "
          + "without `requestState`, and the user is asked anew",
        retry: LedgerRefusal.Retry(isSafe: false, sameKey: false))
    }
  }
}

extension LedgerRefusal {
  static var unconfirmed: LedgerRefusal {
    LedgerRefusal(
      code: "confirmation_required",
      message: "this change needs a yes and has none; nothing was executed; call with "
        + "`dry_run: true`, show the plan to the user, and pass its `plan_id` as `idempotency_key`",
      retry: Retry(isSafe: false, sameKey: false))
  }
}
