import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("Cursors")
struct CursorTests {
  private func context(
    _ arguments: JSONValue, tool: String = "search_tasks"
  ) throws -> ToolContext {
    try .test(tool: tool, arguments: arguments)
  }

  @Test("A cursor leads on in the same query, whatever the page's length")
  func sameQuery() throws {
    let cursor = Cursor.make(["offset": 25], try context(["query": "a", "limit": 25]))
    let next = try context(["query": "a", "limit": 50, "cursor": .string(cursor)])
    #expect(try Cursor.read(cursor, next) { $0 } == ["offset": 25])
    #expect(
      cursor.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
  }

  @Test("A cursor of another query or tool, or none at all, is refused")
  func others() throws {
    let cursor = Cursor.make(["offset": 25], try context(["query": "a"]))
    for other in [
      try context(["query": "b"]), try context([:]),
      try context(["query": "a"], tool: "list_comments"),
    ] {
      let error = try #require(throws: ToolError.self) {
        try Cursor.read(cursor, other) { $0 }
      }
      #expect(error.code == .invalidArguments && error.message.contains("belongs to another query"))
    }
    for text in ["", "x", "25", "!!!!", "bnVsbA", String(cursor.dropLast(4))] {
      let error = try #require(throws: ToolError.self) {
        try Cursor.read(text, try context(["query": "a"])) { $0 }
      }
      #expect(error.message.contains("is not a cursor of this tool"))
    }
  }

  static let forged: [(tool: String, places: [JSONValue])] = [
    (
      "search_tasks",
      [
        nil, [], 25, "25", [:], ["offset": -1], ["offset": "x"], ["offset": 1e300],
        ["offset": 1.5], ["offset": nil], ["offset": 9_223_372_036_854_775_807],
      ]
    ),
    (
      "list_comments",
      [
        nil, [], 1, [:], ["start": 1], ["start_id": "1"], ["start": -1, "start_id": "1"],
        ["start": "x", "start_id": "1"], ["start": 1e300, "start_id": "1"],
        ["start": 1, "start_id": []], ["start": 1, "start_id": ""], ["team_id": "1"],
        ["text": "1", "offset": 0, "version": "x", "date": "1"],
        ["text": "x", "offset": 1, "version": "x", "date": "1"],
        ["text": "1", "offset": 1, "version": "x"],
      ]
    ),
    (
      "list_time_entries",
      [nil, [], [:], 1, [1], ["1", "2"], [1, 2], [1e300, "2"], [1, "2", 3], [nil, nil]]
    ),
  ]

  @Test("A place that the tool cannot have given is refused", arguments: forged)
  func forgedPlaces(tool: String, places: [JSONValue]) throws {
    let world = try ExampleWorld()
    var arguments: JSONValue =
      tool == "list_comments" ? ["task_id": .string(try world.id("task"))] : [:]
    let context = try context(arguments, tool: tool)
    for place in places {
      arguments["cursor"] = .string(Cursor.make(place, context))
      let error = try world.refusal(tool, arguments)
      #expect(error.message.contains("is not a cursor of this tool"), "\(place): \(error.message)")
      #expect(error.violations.map { $0["pointer"] } == ["/cursor"])
    }
  }

  /// `custom_task_ids` without `team_id` is refused by the service, so it would be seen.
  @Test("A cursor of comments names a comment and nothing else")
  func noOtherParameters() throws {
    let world = try ExampleWorld()
    var arguments: JSONValue = ["task_id": .string(try world.id("task"))]
    let place: JSONValue = ["start": "9000000000000", "start_id": "1", "custom_task_ids": "true"]
    arguments["cursor"] = .string(
      Cursor.make(place, try context(arguments, tool: "list_comments")))
    #expect(try world.answer("list_comments", arguments)["comments"]?.array?.count == 1)
  }
}

@Suite("The size of results")
struct ResultSizeTests {
  @Test(
    "The estimate is never below the text",
    arguments: [
      nil, true, 1, -1.5e300, "plain",
      "\"\\\n\u{1}ü😀", [1, "a", []], ["a": ["b": nil], "": [:]],
    ] as [JSONValue])
  func estimate(value: JSONValue) {
    #expect(value.size >= value.canonicalBytes.count)
    #expect(value.size <= value.canonicalBytes.count * 2 + 40)
  }

  @Test("What fits is left alone; what does not is cut, and says so")
  func cut() {
    let small: JSONValue = ["text": .string(String(repeating: "x", count: 90_000))]
    #expect(ResultLimit.fitted(small) == small)
    let texts: [JSONValue] = (0..<30).map { _ in .string(String(repeating: "\n", count: 9_000)) }
    let large = ResultLimit.fitted(["id": "86a", "notice": "first", "texts": .array(texts)])
    #expect(large.canonicalString.count <= ResultLimit.characters)
    #expect(large["id"] == "86a")
    #expect(large["texts"]?.array?.count == 30)
    #expect(large["notice"]?.string?.hasPrefix("first; texts are cut at ") == true)
  }
}

@Suite("The bound of answers holds whatever is in them")
struct ResultLimitTests {
  /// One character to Swift, seven scalars and 25 bytes.
  private static let family = "👩‍👩‍👧‍👦"
  /// One character of 60,001 scalars.
  private static let marked = "e" + String(repeating: "\u{301}", count: 60_000)

  private static let option: JSONValue = [
    "id": "0e8a2f0c-3f52-4b0c-9d1c-000000000000", "name": "An option among many",
  ]

  /// Under names: what a test is called with is written into the log, which took a minute.
  private static let tooLarge: [String: JSONValue] = [
    "a long text": ["text": .string(String(repeating: family, count: 90_000))],
    "marks": ["text": .string(marked), "other": .string(marked)],
    "many options": [
      "fields": [["id": "f", "options": .array(Array(repeating: option, count: 3_000))]]
    ],
    "many lists": [
      // Three times the bound; at 20 lists of 20 it fits.
      "deep": .array(Array(repeating: .array(Array(repeating: option, count: 60)), count: 60))
    ],
    "many members": ["id": "86a", "wide": .object(JSONObject(wide))],
  ]

  @Test(arguments: tooLarge.keys.sorted())
  func holds(what: String) throws {
    let result = try #require(Self.tooLarge[what])
    let fitted = ResultLimit.fitted(result)
    #expect(result.canonicalBytes.count > ResultLimit.characters)
    #expect(fitted.canonicalBytes.count <= ResultLimit.characters)
    #expect(fitted["notice"]?.string?.isEmpty == false)
    #expect(fitted["id"] == result["id"])
  }

  /// Of an object no part is left out: half of one says something else.
  private static let wide = Dictionary(
    uniqueKeysWithValues: (0..<8_000).map { ("member \($0)", JSONValue.integer(1)) })

  @Test("Many options are cut to as many as fit, and their names are not")
  func options() {
    let options = JSONValue.array(Array(repeating: Self.option, count: 3_000))
    let fitted = ResultLimit.fitted(["fields": [["id": "f", "options": options]]])
    #expect(fitted["fields"]?[0]?["options"]?.array?.count == 1_000)
    #expect(fitted["fields"]?[0]?["options"]?[0] == Self.option)
    #expect(fitted["notice"]?.string?.contains("lists are cut at 1000 elements") == true)
  }

  @Test("A cursor is whole or worth nothing")
  func cursor() {
    let cursor = JSONValue.string(String(repeating: "c", count: 500))
    let fitted = ResultLimit.fitted([
      "cursor": cursor,
      "tasks": .array(Array(repeating: .string(String(repeating: "x", count: 900)), count: 300)),
    ])
    #expect(fitted["cursor"] == cursor && fitted["tasks"]?.array?.count == 300)
  }

  @Test("Texts are cut by scalars")
  func scalars() throws {
    #expect("abc".cut(toScalars: 3) == "abc" && "abcd".cut(toScalars: 3) == "abc…")
    #expect("äöü".cut(toScalars: 3) == "äöü")
    #expect(Self.marked.cut(toScalars: 10).unicodeScalars.count == 11)
    #expect(quoted(Self.marked).unicodeScalars.count == 123)
    let context = try ToolContext.test()
    let reading = TextReading(query: context.query)
    let comment = CommentOutput.lean(
      ["id": "1", "comment_text": .string(Self.marked)], context, reading)
    #expect(comment["comment_text"]?.string?.unicodeScalars.count == TextReading.eachLimit)
    #expect(comment["cut"]?["of"] == 60_001)
    let task: JSONValue = ["id": "86a", "description": .string(Self.marked)]
    let shown = TaskOutput.whole(task, context, reading)
    #expect(shown["description"]??.string?.unicodeScalars.count == TextReading.oneLimit)
    #expect(shown["cut"]??["of"] == 60_001)
  }

  @Test("A part of a text stays as long as its answer says, whatever else is cut")
  func aPart() throws {
    let shown: JSONValue = [
      "description": .string(String(repeating: "x", count: 30_000)),
      "cut": ["from": 0, "to": 30_000, "of": 90_000, "cursor": .string(Self.marked)],
    ]
    var result = shown
    let tag = JSONValue.string(String(repeating: "y", count: 900))
    result["tags"] = .array(Array(repeating: tag, count: 90))
    let fitted = ResultLimit.fitted(result, within: 200_000)
    #expect(fitted["tags"] != result["tags"])
    #expect(fitted["description"] == shown["description"])
    #expect(fitted["cut"] == shown["cut"])
  }

  @Test("An error is bounded too, whatever it repeats")
  func errors() throws {
    let long = String(repeating: Self.family, count: 10_000)
    var error = ToolError(.invalidArguments, long)
    error.violations = Array(
      repeating: ["pointer": .string("/" + long), "message": .string(long)], count: 500)
    let size = error.shortened.json.canonicalString.unicodeScalars.count
    #expect(size <= ResultLimit.characters)
    #expect(error.shortened.violations.count == ToolError.violationsAtMost)
    let world = try ExampleWorld()
    for (tool, arguments) in [
      ("get_task", ["task_id": .string(long)]),
      ("create_task", ["list_id": .string(long), "name": "A"]),
      ("create_task", ["list_id": .string(try world.id("list")), "due_date": .string(long)]),
      ("update_task", ["task_id": .string(try world.id("task")), "priority": .string(long)]),
      ("search_tasks", ["order_by": .string(long)]), ("search_tasks", ["cursor": .string(long)]),
      ("search_tasks", .object([long: 1])), ("get_task", ["task_id": [.string(long)]]),
    ] as [(String, JSONValue)] {
      let refusal = try world.refusal(tool, arguments)
      let size = refusal.json.canonicalBytes.count
      #expect(size <= 20_000, "\(tool) answers \(size) bytes")
    }
  }
}

@Suite("Text that people wrote, inside the program's sentences")
struct QuotingTests {
  @Test(
    arguments: [
      ("plain", "\"plain\""), ("a \"b\"", "\"a 'b'\""), ("a\nb\tc", "\"a b c\""),
      ("a\u{202E}b\u{200B}c\u{E0041}d\u{7}", "\"abcd\""), ("", "\"\""),
      ("Zoë 😀", "\"Zoë 😀\""),
    ])
  func quoting(text: String, quoted expected: String) {
    #expect(quoted(text) == expected)
  }

  @Test func isShort() {
    #expect(quoted(String(repeating: "x", count: 500)).count == 123)
    #expect(listed((0..<30).map(String.init), atMost: 2) == "0, 1 and 28 more")
  }
}

@Suite("Which tools are on")
struct ToolsetsTests {
  private func names(_ toolsets: Toolsets) throws -> [String] {
    try toolsets.selection().shown.map(\.name)
  }

  private static func denying(_ tools: Set<String>) -> PolicyLayers {
    var policy = Policy()
    policy.deniedTools = tools
    return PolicyLayers([PolicyLayers.Layer("--exclude-tools", policy)])
  }

  @Test("A policy takes away and never adds, and the reason is said")
  func policy() throws {
    let policy = try Policy(
      parsing: """
        {"toolsets": {"allow": ["core"], "deny": ["hierarchy"]},
         "tools": {"allow": ["get_list", "create_list"], "deny": ["log_time"]}}
        """)
    let layers = PolicyLayers([PolicyLayers.Layer("policy.json", policy)])
    let selection = try Toolsets(toolsets: ["all"], policy: layers).selection()
    #expect(selection.shown.allSatisfy { $0.toolset == "core" && $0.name != "log_time" })
    #expect(selection.hidden["log_time"] == "the policy denies it (`policy.json`)")
    #expect(
      selection.hidden["get_list"]
        == "the policy denies its toolset, `hierarchy` (`policy.json`)")
    #expect(selection.shown.count + selection.hidden.count == ToolCatalogue.entries.count)
    let few = try Toolsets(tools: ["create_list"], policy: layers).selection()
    #expect(!few.shown.contains { $0.name == "create_list" })
  }

  @Test func core() throws {
    let names = try names(Toolsets())
    #expect(names.contains("create_task") && !names.contains("create_list"))
    #expect(names.count <= 15)
    #expect(names == names.sorted())
  }

  @Test func singleToolsAreAddedAndTakenAway() throws {
    let names = try names(
      Toolsets(
        toolsets: [], tools: ["create_list", "get_task"], policy: Self.denying(["get_task"])))
    #expect(names == ["create_list"])
    let all = try self.names(Toolsets(toolsets: ["all", "api"]))
    #expect(all.count == ToolCatalogue.entries.count)
  }

  @Test("Read-only removes every write, and wins")
  func readOnly() throws {
    var policy = Policy()
    policy.isReadOnly = true
    policy.toolAllowances = [ToolAllowance(tools: Set(ToolCatalogue.entries.map(\.name)))]
    let entries = try Toolsets(
      toolsets: ["all"], tools: ["create_task"],
      policy: PolicyLayers([PolicyLayers.Layer("policy.json", policy)])
    ).selection().shown
    #expect(entries.contains { $0.name == "get_operation" })
    for entry in entries {
      let definition = try ToolDefinition(parsing: "\(entry.schema)", toolset: entry.toolset)
      #expect(definition.isReadOnly, "\(entry.name)")
    }
  }

  @Test("What a tool is and what its file says agree", arguments: ToolCatalogue.entries.map(\.name))
  func kinds(name: String) throws {
    let entry = try #require(ToolCatalogue.entries.first { $0.name == name })
    let definition = try ToolDefinition(parsing: "\(entry.schema)", toolset: entry.toolset)
    #expect(entry.tool.kind.changesSomething == !definition.isReadOnly)
  }

  @Test(
    "A name that does not exist is refused with those that do",
    arguments: [
      (Toolsets(toolsets: ["cores"]), "did you mean `core`?"),
      (Toolsets(tools: ["creat_task"]), "did you mean `create_task`?"),
      (Toolsets(policy: denying(["zzz"])), "`--exclude-tools`: there is no tool `zzz`"),
      (Toolsets(policy: denying(["delete_lst"])), "did you mean `delete_list`?"),
      (Toolsets(toolsets: ["zzz"]), "`all`"),
    ])
  func unknown(toolsets: Toolsets, says: String) throws {
    let error = try #require(throws: Toolsets.SelectionError.self) { try toolsets.selection() }
    #expect(error.message.contains(says), "\(error.message)")
  }

  @Test func lists() {
    #expect(Toolsets.names(in: "core, hierarchy,,") == ["core", "hierarchy"])
    #expect(Toolsets.names(in: "").isEmpty)
  }
}

@Suite("The catalogue")
struct CatalogueTests {
  @Test("Listing is stable, and leaves examples out")
  func listing() throws {
    let runner = { ToolRunner(ToolCatalogue.entries, ledger: TableLedger(), clock: ManualClock(0)) }
    let first = runner().definitions.map(\.listed)
    #expect(first.count == ToolCatalogue.entries.count)
    #expect(first == runner().definitions.map(\.listed))
    #expect(first.allSatisfy { $0["examples"] == nil && $0["inputSchema"] != nil })
  }

  @Test("A file that is not a tool is refused", arguments: ["", "[]", "{}", #"{"name": "x"}"#])
  func broken(text: String) {
    #expect(throws: ToolDefinitionError.self) { try ToolDefinition(parsing: text, toolset: "core") }
  }
}
