import APICore

/// `post_list_comment`: one comment on a List itself.
enum PostListComment: PostingTool {
  typealias Site = OnList
  static let route = Route.createListComment
}
