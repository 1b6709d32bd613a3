import APICore

/// `delete_comment`: what was said, with the replies to it; or one reply.
enum DeleteComment: DeletingTool {
  typealias Arguments = OnCommentOrReply
  static let route = Route.deleteComment
}
