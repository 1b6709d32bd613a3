import APICore
import JSON
import Testing

@testable import Tools

@Suite("A comment is deleted") struct DeleteCommentTests {
  @Test("One that is not on the first page is found", arguments: [false, true])
  func oldest(isLive: Bool) throws {
    let world = try ExampleWorld(commentCount: 30, isLive: isLive)
    let path = ["task_id": try world.id("task")]
    var comments: [JSONValue] = []
    var position: CommentPosition?
    repeat {
      let page = try world.backend.read(
        ReadRequest(.getTaskComments, path: path, query: position?.query ?? [:]))
      comments += page["comments"]?.array ?? []
      position = page["comments"]?.array?.count == 25 ? CommentPosition(endOf: comments) : nil
    } while position != nil
    let oldest = try #require(comments.last?["id"])
    #expect(comments.count == 30 && comments.last?["comment_text"] == "Comment 1")
    let arguments = try world.filled(["task_id": "$task", "comment_id": oldest])
    let asked = try world.refusal("delete_comment", arguments)
    #expect(
      asked.plan?["understood"]?["comment_id"]?.string?.hasPrefix("\"Comment 1\" of Jane") == true)
    let deleted = try world.answer("delete_comment", arguments)
    #expect(deleted["deleted"] == true && deleted["id"] == oldest)
    #expect(deleted["operation"]?["remote_id"] == oldest)
    #expect(try world.refusal("delete_comment", arguments).code == .notFound)
    #expect(world.watch.problems == [])
  }

  @Test("It is looked for among those of its task, the newest")
  func bounded() throws {
    let world = try ExampleWorld(commentCount: NamedComment.pagesRead * CommentListing.pageSize + 1)
    for (task, words) in [
      ("$task", "one of the newest 500 comments of \"Launch page\""),
      ("$other_task", "one of the comments of \"Launch mail\""),
    ] {
      let error = try world.refusal(
        "delete_comment",
        try world.filled(["task_id": .string(task), "comment_id": "90000000000001"]))
      #expect(error.code == .notFound)
      #expect(error.message.contains(words), "\(error.message)")
    }
    let elsewhere = try world.refusal(
      "delete_comment", try world.filled(["task_id": "$other_task", "comment_id": "$comment"]))
    #expect(elsewhere.code == .notFound)
  }

  @Test("A yes is to the replies as well")
  func replies() throws {
    func consequences(_ replies: JSONValue) throws -> Consequences {
      let reader = WorkspaceReader(
        workspaceID: "9",
        read: { request throws(APIError) in
          #expect(request.path == ["task_id": "86a"] && request.query["start_id"] == ["8"])
          return ["comments": [["id": 7, "reply_count": replies]]]
        }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
      let names = ["task_id": "86a", "comment_id": "7", "date": "1000"]
      return try Consequences.of(WriteRequest(.deleteComment, at: names), reading: reader)
    }
    // A number in recordings, digits in the published document.
    #expect(try consequences("2").json == ["replies": 2])
    #expect(try consequences(2).state == consequences("2").state)
    #expect(try consequences(1).state != consequences(2).state)
    #expect(try consequences(0).state == nil)
    #expect(Consequences.sentence(["replies": 1]) == "1 reply would go with it.")
    #expect(Consequences.sentence(["replies": 2]) == "2 replies would go with it.")
  }
}
