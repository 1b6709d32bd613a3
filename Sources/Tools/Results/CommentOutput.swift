import JSON

/// Comments as the tools answer them.
enum CommentOutput {
  static func lean(
    _ comment: JSONValue, _ context: ToolContext, _ reading: TextReading
  ) -> JSONValue {
    let replies = comment["reply_count"]?.identifier.flatMap { Int64($0) } ?? 0
    let members: [String: JSONValue?] = [
      "id": TaskOutput.id(comment["id"]),
      "comment_text": comment["comment_text"]?.string.map(JSONValue.string),
      "user": TaskOutput.user(comment["user"]), "assignee": TaskOutput.user(comment["assignee"]),
      "date": context.text(of: comment["date"]), "resolved": comment["resolved"],
      "reply_count": replies > 0 ? .integer(replies) : nil,
    ]
    let text = reading.each(
      text(of: comment), as: "comment_text", date: comment["date"]?.identifier)
    return .present(members.merging(text) { $1 })
  }

  static func text(of comment: JSONValue) -> LongText? {
    LongText(comment["id"]?.identifier, comment["comment_text"]?.string)
  }
}
