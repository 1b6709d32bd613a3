import JSON
import Ledger

/// What a call that needs a yes does next.
enum Confirmation {
  enum Step: Equatable {
    /// Carry it out; the ledger checks the consent once more.
    case goOn(Consent)
    /// Plan it, and ask: a person where one can be asked, else the caller.
    case ask(Consent)
    case declined
  }

  static func step(_ dialogue: Dialogue, key: IdempotencyKey?) -> Step {
    guard dialogue.canAsk else {
      return key?.isPlan == true ? .goOn(.plan) : .ask(.plan)
    }
    // A plan_id is no yes here: the model can pass it, and a person can be asked.
    switch dialogue.reply {
    case .yes(let state): return .goOn(.answer(state))
    case .no: return .declined
    case .silence: return .ask(.question)
    }
  }

  static func declined(_ tool: String) -> ToolError {
    ToolError(
      .declined,
      "the user was asked about `\(tool)` and did not say yes; nothing was changed; do not try it "
        + "again or another way unless the user asks for it")
  }

  /// - Parameters:
  ///   - plan: `plan` of `DryRun.output`, with the `request_state` or the `plan_id` of the ledger.
  static func required(for call: ToolContext, plan: JSONValue) -> ToolError {
    let proposal = proposal(call, plan)
    guard let state = plan["request_state"]?.string else {
      var error = ToolError(
        .confirmationRequired,
        "\(proposal) This needs a yes, and nothing was changed. Show it to the user; after a yes, "
          + "call `\(call.tool)` again with the same arguments and `idempotency_key`: "
          + "\"\(plan["plan_id"]?.string ?? "")\" (good until "
          + "\(plan["expires_at"]?.string ?? "")); after a no, do not call it")
      error.plan = plan
      return error
    }
    var error = ToolError(
      .confirmationRequired, "\(proposal) The user has not said yes; nothing was changed")
    error.question = Question(
      message: "\(proposal) Let the agent do this?", state: state)
    return error
  }

  /// What would happen, for people: the thing by its name, what goes with it, and the arguments.
  private static func proposal(_ call: ToolContext, _ plan: JSONValue) -> String {
    var parts: [String] = []
    for (name, value) in (call.arguments.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      let shown = plan["understood"]?[name] ?? value
      parts.append("`\(name)` \(quoted(shown.string ?? shown.canonicalString))")
    }
    let subject = "`\(call.tool)` would be run with \(listed(parts, atMost: 12))."
    return Consequences.sentence(plan["consequences"]).map { "\(subject) \($0)" } ?? subject
  }
}
