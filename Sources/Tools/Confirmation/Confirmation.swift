import APICore
import JSON
import Ledger

/// What the caller of a write is told that needs a yes.
enum Confirmation {
  /// - Parameter problem: why the no could not be kept.
  static func declined(_ tool: String, unkept problem: LedgerRefusal? = nil) -> ToolError {
    let open = problem.map { problem in
      "; the no could not be kept (`\(problem.code.rawValue)`), so a yes to the same question "
        + "would still be taken until it expires"
    }
    return ToolError(
      .declined,
      "the user was asked about `\(tool)` and did not say yes; nothing was changed; do not try it "
        + "again or another way unless the user asks for it\(open ?? "")")
  }

  /// - Parameters:
  ///   - plan: `plan` of `DryRun.output`, with the `request_state` or the `plan_id` of the ledger.
  ///   - reply: what came back before.
  static func required(
    for call: Invocation, plan: JSONValue, after reply: Dialogue.Reply
  ) -> ToolError {
    let proposal = proposal(call, plan)
    guard let state = plan["request_state"]?.string else {
      var error = ToolError(
        .confirmationRequired,
        "\(proposal) This needs a yes, and nothing was changed. Show it to the user; after a yes, "
          + "call `\(call.context.tool)` again with the same arguments and `idempotency_key`: "
          + "\"\(plan["plan_id"]?.string ?? "")\" (good until "
          + "\(plan["expires_at"]?.string ?? "")); after a no, do not call it")
      error.plan = plan
      return error
    }
    if reply == .unusable(isSecond: true) { return unanswered(proposal, plan) }
    var error = ToolError(
      .confirmationRequired, "\(proposal) The user has not said yes; nothing was changed")
    error.question = Question(
      proposal: proposal,
      state: reply == .unusable(isSecond: false) ? state + Question.secondMark : state)
    return error
  }

  /// A host that gives back no answer would be asked forever. Its `accept` is not a yes: whether a
  /// person was asked is not known. Neither is the plan's ID, which the model could use itself.
  private static func unanswered(_ proposal: String, _ plan: JSONValue) -> ToolError {
    var error = ToolError(
      .confirmationRequired,
      "\(proposal) The question was put twice, and both times it came back without the answer of "
        + "its form, which is not a yes; nothing was changed. This host cannot pass the user's "
        + "answer on: show the plan to the user and say so; they can do it in ClickUp itself, or "
        + "use a host that shows forms; do not call it again unless they ask for it")
    var plan = plan
    plan["request_state"] = nil
    plan["expires_at"] = nil
    error.plan = plan
    return error
  }

  /// What would happen, for people: the thing that is changed, the other arguments, and what goes
  /// with it. Nothing stays hidden without a word.
  private static func proposal(_ call: Invocation, _ plan: JSONValue) -> String {
    let names = (call.arguments.object ?? [:]).keys.sorted()
    let parts = (names.filter(isSubject) + names.filter { !isSubject($0) }).map { name in
      let value = call.arguments[name] ?? .null
      let shown = plan["understood"]?[name] ?? value
      return ShownValue(name: name, text: shown.string ?? shown.canonicalString)
    }
    var sentences = [
      "`\(call.context.tool)` would be run with "
        + "\(listed(parts.map(\.words), atMost: argumentsAtMost))."
    ]
    sentences += Consequences.sentence(plan["consequences"]).map { [$0] } ?? []
    if parts.count > argumentsAtMost || parts.contains(where: \.isCut) {
      sentences.append(
        "Not all of it is shown here: look at the whole call, or at its plan (`dry_run`), before "
          + "you say yes.")
    }
    return sentences.joined(separator: " ")
  }

  /// More than the things of any one tool, and as much as people read.
  private static let argumentsAtMost = 12

  /// Whether the argument names what is changed or where something new goes: shown before what the
  /// agent wrote itself, which can be long.
  private static func isSubject(_ argument: String) -> Bool {
    argument.hasSuffix("_id") || ["depends_on", "dependency_of", "parent"].contains(argument)
  }
}

/// An argument as it is shown to a person who decides, with what is left out of it.
private struct ShownValue {
  let words: String
  /// Whether there is text that is not shown.
  let isCut: Bool

  /// Room for what an undoing does, and to what.
  private static let scalarsAtMost = 400

  init(name: String, text: String) {
    // A text can be pushed out of sight by blank lines.
    let lean = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let length = lean.unicodeScalars.count
    var notes: [String] = []
    if length < text.unicodeScalars.count { notes.append("white space shortened") }
    if length > Self.scalarsAtMost {
      notes.append("\(length - Self.scalarsAtMost) more characters are not shown")
    }
    let note = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
    words = "`\(name)` \(quoted(lean, atMost: Self.scalarsAtMost))\(note)"
    isCut = length > Self.scalarsAtMost
  }
}
