import APICore

/// `list_replies`: what was answered to one comment, wherever that stands.
enum ListReplies: CommentPageTool {
  static let routes: Set<Route> = [.getThreadedComments]

  struct Site: Decodable, Sendable {
    let commentID: Naming<NamedThread>

    enum CodingKeys: String, CodingKey {
      case commentID = "comment_id"
    }
  }

  static let member = "replies"

  static func listing(
    _ site: Site, reading workspace: WorkspaceReader
  ) throws(ToolError) -> CommentListing {
    .replies(to: try site.commentID.found(in: workspace).id)
  }

  static func missing(_ site: Site) -> ToolError? {
    NamedThread.missing(site.commentID.quoted, argument: site.commentID.argument)
  }
}

/// A comment by its ID alone, as the replies to it are read: whether it is there, that tells.
struct NamedThread: Nameable {
  static let kind = ToolCatalogue.Named.comment

  let id: String

  static func find(
    _ text: String, argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> NamedThread {
    let id = text.trimmingBlanks
    guard Int64(id) != nil else { throw missing(quoted(text), argument: argument) }
    return NamedThread(id: id)
  }

  fileprivate static func missing(_ text: String, argument: String) -> ToolError {
    ToolError(
      argument: argument,
      "`\(argument)` \(text) is not the ID of a comment that this user can see; `list_comments` "
        + "and `get_list_comments` show them", code: .notFound)
  }
}
