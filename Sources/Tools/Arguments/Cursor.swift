import APICore
import Foundation
import Hashing
import JSON

/// Where the next page of an answer begins, as an opaque text.
///
/// Bound to the tool and to every other argument but `limit`: a cursor of another query would give
/// a page that has nothing to do with what was asked. Not signed: all it can do is name a place in
/// the caller's own answer.
enum Cursor {
  /// What a cursor is good for: a tool, and the arguments that choose what it answers.
  struct Query {
    let tool: String
    private let arguments: JSONValue

    init(tool: String, arguments: JSONValue) {
      self.tool = tool
      self.arguments = arguments
    }

    /// Of another tool, which takes some of the same arguments.
    func handed(to tool: String, with names: Set<String>) -> Query {
      let shared = (arguments.object ?? [:]).filter { names.contains($0.key) }
      return Query(tool: tool, arguments: .object(shared))
    }

    /// 64 bits: enough to tell queries apart that nobody made to collide.
    fileprivate var digest: String {
      var query = arguments
      query["cursor"] = nil
      query["limit"] = nil
      let digest = SHA256.hash(Array(tool.utf8) + [0] + query.canonicalBytes)
      return String(digest.hex.prefix(16))
    }
  }

  static func make(_ place: JSONValue, _ context: ToolContext) -> String {
    make(place, context.query)
  }

  static func make(_ place: JSONValue, _ query: Query) -> String {
    let token: JSONValue = ["p": place, "q": .string(query.digest)]
    return Data(token.canonicalBytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// - Parameter read: reads what `make` was given; nil for what the tool never gave.
  /// - Throws: `invalid_arguments`: no cursor, or one of another query.
  static func read<Place>(
    _ text: String, _ context: ToolContext, as read: (JSONValue) -> Place?
  ) throws(ToolError) -> Place {
    try self.read(text, context.query, as: read)
  }

  static func read<Place>(
    _ text: String, _ query: Query, as read: (JSONValue) -> Place?
  ) throws(ToolError) -> Place {
    guard let token = token(text), let place = token["p"] else { throw noCursor(text) }
    guard token["q"]?.string == query.digest else {
      throw ToolError(
        argument: "cursor",
        "`cursor` belongs to another query; send the other arguments as they were in the call that "
          + "gave it (only `limit` may change), or leave `cursor` out to begin at the first page")
    }
    guard let position = read(place) else { throw noCursor(text) }
    return position
  }

  private static func noCursor(_ text: String) -> ToolError {
    ToolError(
      argument: "cursor",
      "`cursor` \(quoted(text)) is not a cursor of this tool; pass the `cursor` of the previous "
        + "answer unchanged, or leave it out to begin at the first page")
  }

  /// Refuses a cursor that is of `query`, in which another tool reads on.
  ///
  /// - Parameter text: what it reads on in.
  static func refuse(
    _ cursor: String, of query: Query, text: String
  ) throws(ToolError) {
    guard token(cursor)?["q"]?.string == query.digest else { return }
    throw ToolError(
      argument: "cursor",
      "`cursor` reads on in \(text): give it to `\(query.tool)`, with the same `task_id`")
  }

  private static func token(_ text: String) -> JSONValue? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let bytes = Data(base64Encoded: base64) else { return nil }
    do {
      return try JSONValue.parse(bytes)
    } catch {
      return nil  // the caller answers for what is not a token
    }
  }
}
