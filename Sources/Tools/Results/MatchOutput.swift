import APICore
import JSON

/// Where the words of a search stand, as `search_tasks` answers it: what people wrote is in members
/// of its own.
enum MatchOutput {
  static func lean(_ match: TaskMatch, _ context: ToolContext) -> JSONValue {
    let text = match.text.map(JSONValue.string)
    return switch match.place {
    case .id: ["in": "id"]
    case .name: ["in": "name"]
    case .description: .present(["in": "description", "text": text])
    case .field(let name):
      .present(["in": "custom_field", "name": .string(name), "value": text])
    case .comment(let comment):
      .present([
        "in": "comment", "id": comment.map { .string($0.id) },
        "reply_to": comment?.parent.map(JSONValue.string),
        "user": comment?.user.map(JSONValue.string),
        "date": comment.map { .string(context.text($0.date)) }, "text": text,
      ])
    case .tag: .present(["in": "tag", "name": text])
    case .checklist: .present(["in": "checklist", "text": text])
    }
  }
}
