import JSON
import Testing

@testable import Tools

@Suite("Long texts are read on in parts, byte for byte")
struct LongTextTests {
  /// Each of it is one character to a person, and several scalars or bytes: never cut inside.
  private static let mixed = "A\r\n👩‍👩‍👧‍👦e\u{301}\u{323}🇩🇪क्षि\"\\\tü\u{2028}"

  private static func text(_ count: Int) -> String { String(repeating: mixed, count: count) }

  /// The text that `read` gives in parts, and how many there were.
  private func whole(
    _ read: (_ cursor: JSONValue?) throws -> (thing: JSONValue?, name: String)
  ) throws -> (text: String, parts: Int) {
    var (text, parts, end): (String, Int, Int64) = ("", 0, 0)
    var cursor: JSONValue?
    repeat {
      let (thing, name) = try read(cursor)
      let part = try #require(thing?[name]?.string)
      let cut = thing?["cut"]
      if let cut {
        #expect(cut["from"]?.integer == end)
        end += Int64(part.unicodeScalars.count)
        #expect(cut["to"]?.integer == end)
      }
      text += part
      parts += 1
      cursor = cut?["cursor"]
    } while cursor != nil && parts < 100
    return (text, parts)
  }

  private func arguments(_ base: JSONValue, _ cursor: JSONValue?) -> JSONValue {
    var arguments = base
    if let cursor { arguments["cursor"] = cursor }
    return arguments
  }

  @Test("Each notice says of which text it speaks, and each cursor is sent where it belongs")
  func ofWhichText() throws {
    let world = try ExampleWorld(hasFieldValues: false)
    let task = JSONValue.string(try world.id("task"))
    let text = JSONValue.string(String(repeating: "long ", count: 6_000))
    _ = try world.answer("update_task", ["task_id": task, "description": text])
    _ = try world.answer("post_comment", ["task_id": task, "comment_text": text])
    let whole = try world.answer("get_task", ["task_id": task, "include_comments": true])
    let notices = try #require(whole["notice"]?.string).split(separator: "; ")
    #expect(notices.contains { $0.hasPrefix("the description with `cut` is shown in part") })
    #expect(notices.contains { $0.hasPrefix("a comment with `cut` is shown in part") })
    let comment = try #require(whole["comments"]?[0]?["cut"]?["cursor"])
    let own = try #require(whole["cut"]?["cursor"])
    for (tool, cursor, owner) in [
      ("get_task", comment, "list_comments"), ("list_comments", own, "get_task"),
    ] {
      let error = try world.refusal(tool, ["task_id": task, "cursor": cursor])
      #expect(error.violations.map { $0["pointer"] } == ["/cursor"])
      #expect(error.message.contains("give it to `\(owner)`, with the same `task_id`"))
      _ = try world.answer(owner, ["task_id": task, "cursor": cursor])
    }
  }

  @Test("A description, a comment, a field, a List and a time entry", arguments: [false, true])
  func allOfThem(isLive: Bool) throws {
    let world = try ExampleWorld(hasFieldValues: false, isLive: isLive)
    let task = JSONValue.string(try world.id("task"))
    // As long as a write may make them.
    let text = Self.text(4_166) + String(repeating: "z", count: 16)
    #expect(text.unicodeScalars.count == 100_000)
    _ = try world.answer("update_task", ["task_id": task, "description": .string(text)])
    _ = try world.answer("post_comment", ["task_id": task, "comment_text": .string(text)])
    _ = try world.answer(
      "set_custom_field",
      ["task_id": task, "field_id": .string(try world.id("field_text")), "value": .string(text)])
    _ = try world.answer(
      "log_time", ["task_id": task, "duration": "1h", "description": .string(text)])
    let list = JSONValue.string(try world.id("list"))
    _ = try world.answer("update_list", ["list_id": list, "content": .string(text)])

    let readers: [(String, (JSONValue?) throws -> (JSONValue?, String))] = [
      (
        "description",
        { (try world.answer("get_task", arguments(["task_id": task], $0)), "description") }
      ),
      (
        "field",
        {
          let answer = try world.answer("get_task", arguments(["task_id": task], $0))
          return (answer["custom_fields"]?.array?.first { $0["type"] == "text" }, "value")
        }
      ),
      (
        "comment",
        {
          let answer = try world.answer("list_comments", arguments(["task_id": task], $0))
          return (answer["comments"]?[0], "comment_text")
        }
      ),
      (
        "list",
        { (try world.answer("get_list", arguments(["list_id": list], $0)), "content") }
      ),
      (
        "time entry",
        {
          let answer = try world.answer("list_time_entries", arguments(["task_id": task], $0))
          return (answer["time_entries"]?[0], "description")
        }
      ),
    ]
    for (what, read) in readers {
      let (found, parts) = try whole(read)
      #expect(found.utf8.elementsEqual(text.utf8), "\(what)")
      #expect(parts > 1, "\(what)")
    }
  }

  @Test("No part begins or ends inside a character, whatever its length", arguments: 1...40)
  func characters(limit: Int) throws {
    let whole = Self.text(3)
    let text = try #require(LongText("a", whole))
    let boundaries = Set(
      whole.indices.map {
        whole.unicodeScalars.distance(
          from: whole.startIndex, to: $0)
      } + [whole.unicodeScalars.count])
    let longest = whole.map(\.unicodeScalars.count).max() ?? 0
    var (start, joined) = (0, "")
    while true {
      let shown = text.shown(as: "x", from: start, atMost: limit) { "\($0.offset)" }
      let part = try #require(shown["x"]?.string)
      #expect(part.unicodeScalars.count <= limit && !part.isEmpty)
      joined += part
      guard let next = shown["cut"]?["cursor"]?.string else { break }
      start = try #require(Int(next))
      if limit >= longest { #expect(boundaries.contains(start)) }
    }
    #expect(joined.utf8.elementsEqual(whole.utf8))
  }

  @Test("The answer says what is shown of how much, in which unit, and what reads on")
  func says() throws {
    let world = try ExampleWorld()
    let task = JSONValue.string(try world.id("task"))
    let text = String(repeating: "x", count: 25_000)
    _ = try world.answer("update_task", ["task_id": task, "description": .string(text)])
    _ = try world.answer(
      "post_comment", ["task_id": task, "comment_text": .string(String(text.prefix(4_000)))])
    let first = try world.answer("get_task", ["task_id": task, "include_comments": true])
    #expect(first["description"]?.string?.count == 20_000)
    #expect(first["cut"]?["of"] == 25_000)
    let comment = first["comments"]?[0]
    #expect(comment?["comment_text"]?.string?.count == 3_000)
    for words in [
      "characters (Unicode scalars) `from` to `to` of `of`: `get_task` with the same `task_id` and",
      "`list_comments` with the same `task_id` and its `cut.cursor` as `cursor` reads on",
    ] {
      #expect(first["notice"]?.string?.contains(words) == true, "\(first["notice"] ?? "")")
    }
    let next = try world.answer(
      "list_comments",
      ["task_id": task, "cursor": try #require(comment?["cut"]?["cursor"])])
    #expect(next["comments"]?[0]?["comment_text"]?.string?.count == 1_000)
    #expect(next["has_more"] == false && next["cursor"] == nil)
    let last = try world.answer(
      "get_task", ["task_id": task, "cursor": try #require(first["cut"]?["cursor"])])
    #expect(last["description"]?.string?.count == 5_000)
    #expect(last["cut"] == ["from": 20_000, "to": 25_000, "of": 25_000])
    #expect(last["notice"]?.string?.hasSuffix("and this is its end") == true)
    #expect(last["custom_fields"] == nil && last["comments"] == nil)
  }

  @Test("A text that was changed or deleted between two parts is said, not mixed")
  func changed() throws {
    let world = try ExampleWorld()
    let task = JSONValue.string(try world.id("task"))
    let text = String(repeating: "x", count: 25_000)
    _ = try world.answer("update_task", ["task_id": task, "description": .string(text)])
    let posted = try world.answer("post_comment", ["task_id": task, "comment_text": .string(text)])
    let whole = try world.answer("get_task", ["task_id": task, "include_comments": true])
    let cursor = try #require(whole["cut"]?["cursor"])
    _ = try world.answer("update_task", ["task_id": task, "description": .string(text + "y")])
    let changed = try world.refusal("get_task", ["task_id": task, "cursor": cursor])
    #expect(changed.code == .versionConflict, "\(changed.message)")
    #expect(changed.message.contains("was changed since"))
    _ = try world.answer("update_task", ["task_id": task, "description": ""])
    let gone = try world.refusal("get_task", ["task_id": task, "cursor": cursor])
    #expect(gone.code == .notFound, "\(gone.message)")
    let comment = try #require(whole["comments"]?[0]?["cut"]?["cursor"])
    _ = try world.answer(
      "undo_operation", ["operation_id": try #require(posted["operation"]?["operation_id"])])
    let deleted = try world.refusal("list_comments", ["task_id": task, "cursor": comment])
    #expect(deleted.code == .notFound, "\(deleted.message)")
    let other = try world.refusal(
      "get_task", ["task_id": .string(try world.id("other_task")), "cursor": cursor])
    #expect(other.code == .invalidArguments)
  }

  @Test("However long its texts are when written as JSON, no part is lost to the answer's bound")
  func bound() throws {
    let world = try ExampleWorld(commentCount: 25)
    let task = JSONValue.string(try world.id("task"))
    let text = String(repeating: "\u{1}", count: 90_000)
    _ = try world.answer("update_task", ["task_id": task, "description": .string(text)])
    for _ in 1...25 {
      _ = try world.answer(
        "post_comment",
        [
          "task_id": task, "comment_text": .string("c" + text.prefix(4_000)),
          "allow_duplicate": true,
        ])
    }
    let answer = try world.answer("get_task", ["task_id": task, "include_comments": true])
    #expect(answer.canonicalString.count <= ResultLimit.characters)
    #expect(answer["comments"]?.array?.count == 25)
    #expect(answer["notice"]?.string?.contains("texts are cut") == false)
    let (found, _) = try whole { cursor in
      (try world.answer("get_task", arguments(["task_id": task], cursor)), "description")
    }
    #expect(found == text)
  }
}
