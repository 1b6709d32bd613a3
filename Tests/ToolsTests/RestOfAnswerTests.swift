import JSON
import Testing

@testable import Tools

/// An answer that is too large says which call reads what is missing.
@Suite("What an answer had no room for")
struct RestOfAnswerTests {
  @Test("Each tool says it, in words that stand for tools and arguments that there are")
  func eachTool() throws {
    let tools = Dictionary(
      uniqueKeysWithValues: try SchemaFiles.all.map { ($0.name, try $0.definition()) })
    for (name, own) in tools {
      let sentence = try #require(RestOfAnswer.sentence(of: name), "\(name)")
      // The words in backticks.
      let words = sentence.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      #expect(tools[words.first { tools[$0] != nil } ?? ""] != nil, "\(name) names no tool")
      var known = Self.members(of: own.inputSchema).union(Self.members(of: own.outputSchema))
      for word in words {
        if let tool = tools[word] {
          known.formUnion(Self.members(of: tool.inputSchema))
          known.formUnion(Self.members(of: tool.outputSchema))
        } else {
          #expect(["cut", "cut.cursor"].contains(word) || known.contains(word), "\(name): \(word)")
        }
      }
    }
    #expect(RestOfAnswer.sentence(of: "no_such_tool") == nil)
  }

  private static func members(of schema: JSONValue) -> Set<String> {
    Set(
      Subschema.all(in: schema).flatMap { part in
        part.schema["properties"]?.object?.map(\.key) ?? []
      })
  }

  @Test(
    "What was written and is too long to be shown is read with another tool",
    arguments: [false, true])
  func written(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let text = String(repeating: "é", count: 90_000)
    let posted = try world.answer(
      "post_comment", world.filled(["task_id": "$task", "comment_text": .string(text)]))
    let notice = try #require(posted["notice"]?.string)
    #expect(notice.contains("texts are cut at") && notice.contains("`list_comments`"))
    // And that is true.
    var arguments = try world.filled(["task_id": "$task"])
    var read = ""
    repeat {
      let page = try world.answer("list_comments", arguments)
      let comment = page["comments"]?.array?.first { $0["id"] == posted["id"] }
      read += comment?["comment_text"]?.string ?? ""
      arguments["cursor"] = comment?["cut"]?["cursor"]
    } while arguments["cursor"] != nil
    #expect(read == text)
  }

  @Test("An option that is not shown is set by its name, and nearly its name finds it")
  func options() throws {
    let world = try ExampleWorld()
    let options = (0..<1_500).map { number -> JSONValue in
      ["name": .string("Part \(number) of a catalogue with long names")]
    }
    let field = try world.answer(
      "create_custom_field",
      world.filled([
        "list_id": "$list", "name": "Part", "type": "drop_down",
        "type_config": ["options": .array(options)],
      ]))
    let fields = try world.answer("get_custom_fields", world.filled(["list_id": "$list"]))
    #expect(fields["notice"]?.string?.contains("`set_custom_field` with the name") == true)
    let last = "Part 1499 of a catalogue with long names"
    var set = try world.filled(["task_id": "$task"])
    set["field_id"] = field["id"]
    set["value"] = .string(last)
    #expect(try world.answer("set_custom_field", set)["field"]?["value"] == .string(last))
    set["value"] = "Prat 1499 of a catalogue with long names"
    let error = try world.refusal("set_custom_field", set)
    #expect(error.message.contains("of its 1500 options the nearest are \"\(last)\""))
  }

  @Test("More Spaces with statuses than fit are shown without these")
  func spaces() throws {
    let world = try ExampleWorld()
    let statuses = (0..<80).map { JSONValue.string("a status with a long name \($0)") }
    for number in 0..<40 {
      _ = try world.answer(
        "create_space", ["name": .string("Space \(number)"), "statuses": .array(statuses)])
    }
    let all = try world.answer("get_workspace", [:])
    let shown = all["spaces"]?.array?.compactMap { $0["name"]?.string } ?? []
    #expect(shown.filter { $0.hasPrefix("Space ") }.count == 40)
    let notice = try #require(all["notice"]?.string)
    #expect(notice.contains("without their statuses; `get_workspace` with a Space's ID as"))
    let id = try #require(all["spaces"]?.array?.last?["id"])
    let one = try world.answer("get_workspace", ["container_id": id])
    #expect(one["spaces"]?[0]?["statuses"]?.array?.count == 80)
  }
}
