import JSON

/// Comments as the tools answer them.
enum CommentOutput {
  /// Characters (Unicode scalars) of one comment; a full page of them stays below the 100,000 that
  /// an answer may have.
  static let textLimit = 3_000

  static func lean(_ comment: JSONValue, _ context: ToolContext) -> JSONValue {
    let replies = comment["reply_count"]?.identifier.flatMap { Int64($0) } ?? 0
    return .present([
      "id": TaskOutput.id(comment["id"]),
      "comment_text": comment["comment_text"]?.string.map { .string(cut($0)) },
      "user": TaskOutput.user(comment["user"]), "assignee": TaskOutput.user(comment["assignee"]),
      "date": context.text(of: comment["date"]), "resolved": comment["resolved"],
      "reply_count": replies > 0 ? .integer(replies) : nil,
    ])
  }

  private static func cut(_ text: String) -> String {
    text.cut(
      toScalars: textLimit,
      ending: "… [cut: \(textLimit) of \(text.unicodeScalars.count) characters]")
  }
}
