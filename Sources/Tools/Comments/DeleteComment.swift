import APICore

/// `delete_comment`: what was said, with the replies to it.
enum DeleteComment: DeletingTool {
  typealias Arguments = OnComment
  static let route = Route.deleteComment
}
