import APICore

/// `reply_to_comment`: one reply to a comment of a task or a List.
enum ReplyToComment: PostingTool {
  typealias Site = OnComment
  static let route = Route.createThreadedComment
}
