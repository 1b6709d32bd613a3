import APICore
import JSON

/// The text of a comment: blocks as the API takes them, and the plain text that they read as.
///
/// A block is `{"text", "attributes"}`, or `{"type": "tag", "user": {"id"}}` for a mention; marks
/// of lines (lists, code) stand on the "\n" that ends the line.
/// https://developer.clickup.com/docs/comment-formatting
struct CommentText: Sendable, Equatable {
  let blocks: [JSONValue]
  let plain: String

  /// From `comment_text`, `comment`, or both: the service then shows both, one after the other.
  ///
  /// - Parameter username: the name of a mentioned person; nil where there is none of that ID.
  init(
    text: String?, blocks given: [JSONValue]?, username: (Int64) throws(APIError) -> String?
  ) throws(APIError) {
    guard text != nil || given != nil else {
      throw Refusal.invalid("`comment_text` or `comment` is missing")
    }
    var blocks: [JSONValue] = []
    var plain = ""
    if let text, !text.isEmpty {
      blocks.append(["text": .string(text)])
      plain += text
    }
    for (index, block) in (given ?? []).enumerated() {
      blocks.append(block)
      plain += try Self.plain(block, index, username)
    }
    guard plain.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid("the comment is empty; give `comment_text` some words")
    }
    self.blocks = blocks
    self.plain = plain
  }

  private static func plain(
    _ block: JSONValue, _ index: Int, _ username: (Int64) throws(APIError) -> String?
  ) throws(APIError) -> String {
    if let attributes = block["attributes"], attributes.object == nil {
      throw Refusal.invalid("`comment[\(index)].attributes` must be an object")
    }
    if block["type"]?.string == "tag" {
      guard let id = block["user"]?["id"].flatMap(BodyValues.wholeNumber),
        let name = try username(id)
      else {
        throw Refusal.invalid(
          "`comment[\(index)].user.id` must be the ID of a member of the Workspace")
      }
      return "@\(name)"
    }
    guard let text = block["text"]?.string else {
      throw Refusal.invalid(
        "`comment[\(index)]` must be {\"text\": …} or {\"type\": \"tag\", \"user\": {\"id\": …}}")
    }
    return text
  }
}
