import APICore

/// One question to a person for all items of a call that need a yes.
///
/// Its state holds those of the items' own questions, which the ledger has signed and checks one by
/// one: a yes is good for what was asked about, and for nothing else.
struct BulkQuestion {
  private struct Part {
    let digest: String
    let question: Question
  }

  private var parts: [Part] = []
  /// By the digest of what the item says.
  private var states: [String: String] = [:]

  init() {}

  /// - Parameter dialogue: of the call; its state comes from outside, and what is not right in it
  ///   is refused where it is used.
  init(answeredIn dialogue: Dialogue) {
    let state =
      switch dialogue.reply {
      case .yes(let state), .no(let state): state
      case .silence, .unusable: ""
      }
    for part in state.split(separator: Self.separator) {
      guard let colon = part.firstIndex(of: ":") else { continue }
      states[String(part[..<colon])] = String(part[part.index(after: colon)...])
    }
  }

  private static let separator: Character = " "

  func state(of digest: String) -> String? { states[digest] }

  mutating func add(_ question: Question?, of digest: String) {
    question.map { parts.append(Part(digest: digest, question: $0)) }
  }

  /// What the call ends with, so that the question is put; nil where there is nothing to ask, or
  /// nobody who answers.
  ///
  /// - Parameter count: how many items the call has.
  func error(of call: Invocation, _ count: Int) -> ToolError? {
    guard !parts.isEmpty, call.dialogue.reply != .unusable(isSecond: true) else { return nil }
    let others = count - parts.count
    var sentences = [
      "`\(call.context.tool)`: \(parts.count) of its \(count) changes "
        + (parts.count == 1 ? "needs a yes" : "need a yes")
        + (others == 0 ? "." : "; the others were tried already.")
    ]
    var isCut = parts.count > Self.partsAtMost
    for (index, part) in parts.prefix(Self.partsAtMost).enumerated() {
      let shown = part.question.proposal.cut(toScalars: Self.scalarsAtMost)
      if shown != part.question.proposal { isCut = true }
      sentences.append("\(index + 1). \(shown)")
    }
    if isCut {
      sentences.append(
        "Not all of them are shown here whole: look at the plan (`dry_run`) before you say yes.")
    }
    let proposal = sentences.joined(separator: "\n")
    var error = ToolError(
      .confirmationRequired,
      "\(proposal) The user has not said yes; none of these was changed")
    let states = parts.map { "\($0.digest):\($0.question.state)" }
      .joined(separator: String(Self.separator))
    let isAgain = call.dialogue.reply == .unusable(isSecond: false)
    error.question = Question(
      proposal: proposal, state: isAgain ? states + Question.secondMark : states)
    return error
  }

  /// As many as people read, each with what is changed and what goes with it.
  private static let partsAtMost = 20
  private static let scalarsAtMost = 400
}
