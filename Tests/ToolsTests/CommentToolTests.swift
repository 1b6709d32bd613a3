import APICore
import JSON
import Testing

@testable import Tools

@Suite struct CommentToolTests {
  @Test func aCommentIsPostedAndListedFirst() throws {
    let world = try ExampleWorld()
    let task = JSONValue.string(try world.id("task"))
    let user = JSONValue.string(try world.id("user"))
    let posted = try world.answer(
      "post_comment", ["task_id": task, "comment_text": "Look here", "assignee": user])
    #expect(posted["comment_text"] == "Look here")
    #expect(posted["assignee"]?["id"] == user)
    let newest = try #require(
      try world.answer("list_comments", ["task_id": task])["comments"]?[0])
    #expect(newest["id"] == posted["id"])
    #expect(newest["comment_text"] == "Look here")
    #expect(newest["user"] == ["id": user, "username": "Jane Doe"])
    #expect(newest["assignee"] == ["id": user, "username": "Jane Doe"])
    #expect(newest["date"]?.string?.hasPrefix("2026-11-25T12:") == true)
  }

  @Test func pagesFollowOneAnotherWithoutGapOrRepeat() throws {
    let world = try ExampleWorld(commentCount: 27)
    let task = JSONValue.string(try world.id("task"))
    let first = try world.answer("list_comments", ["task_id": task])
    #expect(first["has_more"] == true)
    let second = try world.answer(
      "list_comments", ["task_id": task, "cursor": try #require(first["cursor"])])
    #expect(second["has_more"] == false)
    #expect(second["cursor"] == nil)
    let texts = [first, second].flatMap { $0["comments"]?.array ?? [] }
      .map { $0["comment_text"]?.string }
    #expect(texts == (1...27).reversed().map { "Comment \($0)" })
  }

  @Test func aFullLastPageHasNoMore() throws {
    let world = try ExampleWorld()
    let task = JSONValue.string(try world.id("blocking_task"))
    for number in 1...25 {
      _ = try world.answer(
        "post_comment", ["task_id": task, "comment_text": .string("\(number)")])
    }
    let page = try world.answer("list_comments", ["task_id": task])
    #expect(page["comments"]?.array?.count == 25)
    #expect(page["has_more"] == false)
  }

  static let wrong: [WrongCall] = [
    ("post_comment", ["task_id": "$task"], .invalidArguments, "`comment_text`"),
    (
      "post_comment", ["task_id": "$task", "comment_text": " \n"], .invalidArguments,
      "`comment_text` is empty"
    ),
    (
      "post_comment", ["task_id": "$task", "comment_text": "\u{200B}\u{301} "], .invalidArguments,
      "`comment_text` holds only characters that nobody sees"
    ),
    ("post_comment", ["task_id": "86zzz", "comment_text": "x"], .notFound, "`task_id` \"86zzz\""),
    (
      "post_comment", ["task_id": "$task", "comment_text": "x", "assignee": "1"],
      .invalidArguments, "Jane Doe"
    ),
    (
      "post_comment", ["task_id": "$task", "coment_text": "x"], .invalidArguments,
      "did you mean `comment_text`?"
    ),
    ("list_comments", ["task_id": "86zzz"], .notFound, "`task_id` \"86zzz\""),
    ("list_comments", ["task_id": "$task", "cursor": "x"], .invalidArguments, "`cursor`"),
  ]

  @Test(arguments: wrong)
  func refuses(_ wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }
}
