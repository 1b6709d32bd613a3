// Comments.
// https://developer.clickup.com/reference
extension Route {
  public static let getTaskComments = reading("/task/{task_id}/comment", "GetTaskComments")
  public static let createTaskComment = writing(
    .post, "/task/{task_id}/comment", "CreateTaskComment", .makes, .answered(.comment, "id"),
    foundBy: .createdComment)
  public static let deleteComment = writing(
    .delete, "/comment/{comment_id}", "DeleteComment", .removes, .at(.comment, "comment_id"),
    foundBy: .none(
      reason: "no route reads a single comment; see whether the task still has it"))

  static let comments: [Route] = [.getTaskComments, .createTaskComment, .deleteComment]
}
