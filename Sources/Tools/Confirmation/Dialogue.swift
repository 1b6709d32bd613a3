import APICore
import JSON

/// What can be asked in the middle of a call, and what was answered.
public struct Dialogue: Sendable {
  /// Whether the caller puts questions to a person.
  public let canAsk: Bool
  /// Answers by the name of the question, as the caller gave them; nobody has checked them.
  public let answers: JSONObject
  /// What came back with them: the `requestState` of the question.
  public let state: String?

  public init(canAsk: Bool, answers: JSONObject = [:], state: String? = nil) {
    self.canAsk = canAsk
    self.answers = answers
    self.state = state
  }

  /// Where nobody can be asked: the older revisions, scripts, the command line.
  public static let none = Dialogue(canAsk: false)

  /// What was said to the question of a call that needs a yes.
  enum Reply: Equatable {
    case yes(state: String)
    case no(state: String)
    /// Nothing yet: the question is put.
    case silence
    /// The question came back without an answer that can be read, e.g. an `accept` without the
    /// form's content (https://github.com/openai/codex/issues/23383): it is put again, once.
    case unusable(isSecond: Bool)
  }

  var reply: Reply {
    guard var state else { return .silence }
    let isSecond = state.hasSuffix(Question.secondMark)
    if isSecond { state.removeLast(Question.secondMark.count) }
    let unusable = Reply.unusable(isSecond: isSecond)
    guard let answer = answers[Question.name] else { return unusable }
    switch answer["action"]?.string {
    case "accept":
      switch answer["content"]?[Question.name] {
      case .bool(true)?: return .yes(state: state)
      case .bool(false)?: return .no(state: state)
      default: return unusable
      }
    case "decline", "cancel": return .no(state: state)
    default: return unusable
    }
  }
}

// The question as a form with one box to tick.
extension Question {
  /// Of the question, and of the box in its form.
  public static let name = "confirm"
  /// Ends the state of a question that is put the second time. It is not signed: all that it can
  /// change is whether there is a third.
  static let secondMark = ".again"

  /// A JSON schema in the subset that forms allow
  /// (https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation).
  public var form: JSONValue {
    [
      "type": "object",
      "properties": .object([
        Self.name: [
          "type": "boolean", "title": "Do it",
          "description": "Tick to let this happen; leave it to have nothing changed",
          "default": false,
        ]
      ]),
      "required": [.string(Self.name)],
    ]
  }
}
