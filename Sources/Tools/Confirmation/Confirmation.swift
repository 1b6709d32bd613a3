import JSON
import Ledger

/// What the caller of a write is told that needs a yes.
enum Confirmation {
  /// - Parameter problem: why the no could not be kept.
  static func declined(_ tool: String, unkept problem: LedgerRefusal? = nil) -> ToolError {
    let open = problem.map { problem in
      "; the no could not be kept (`\(problem.code)`), so a yes to the same question would still "
        + "be taken until it expires"
    }
    return ToolError(
      .declined,
      "the user was asked about `\(tool)` and did not say yes; nothing was changed; do not try it "
        + "again or another way unless the user asks for it\(open ?? "")")
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
      // Room for what an undoing does, and to what.
      let words = quoted(shown.string ?? shown.canonicalString, atMost: 400)
      parts.append("`\(name)` \(words)")
    }
    let subject = "`\(call.tool)` would be run with \(listed(parts, atMost: 12))."
    return Consequences.sentence(plan["consequences"]).map { "\(subject) \($0)" } ?? subject
  }
}
