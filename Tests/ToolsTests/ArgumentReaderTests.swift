import APICore
import JSON
import Testing

@testable import Tools

@Suite("Arguments are read strictly, and forgivingly where only one reading is possible")
struct ArgumentReaderTests {
  private static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "name": ["type": "string"], "due_date": ["type": "string"], "limit": ["type": "integer"],
      "points": ["type": "number"], "archived": ["type": "boolean"],
      "tags": ["type": "array", "items": ["type": "string"]],
      "options": [
        "type": "object", "properties": ["time": ["type": "boolean"]],
        "additionalProperties": false,
      ],
      "fields": [
        "type": "array",
        "items": [
          "type": "object",
          "properties": ["id": ["type": "string"], "value": ["description": "any"]],
          "required": ["id"], "additionalProperties": false,
        ],
      ],
      "depth": ["type": "string", "enum": ["spaces", "lists"]],
      "mode": ["type": "string", "default": "plain"],
    ],
    "required": ["name"], "additionalProperties": false,
  ]

  private func read(_ arguments: JSONObject) throws -> JSONObject {
    try ArgumentReader(tool: "create_task", schema: Self.schema).read(arguments)
  }

  private func refusal(_ arguments: JSONObject) throws -> ToolError {
    try #require(throws: ToolError.self) { try read(arguments) }
  }

  @Test(
    "A value in another form is read where the type allows one reading",
    arguments: [
      ("due_date", 1_763_754_000_000, "1763754000000"), ("due_date", -5, "-5"),
      ("name", 2.5, "2.5"), ("name", 3.0, "3"),
      ("limit", "25", 25), ("limit", "2.0", 2), ("limit", 3.0, 3), ("points", "1.5", 1.5),
      ("points", "2", 2), ("archived", "true", true), ("archived", "False", false),
      ("tags", #"["a","b"]"#, ["a", "b"]), ("tags", #"[1, 2]"#, ["1", "2"]), ("tags", [7], ["7"]),
      ("options", #"{"time": "true"}"#, ["time": true]),
      ("fields", #"[{"id": 1, "value": "[1]"}]"#, [["id": "1", "value": "[1]"]]),
      ("tags", "a", ["a"]), ("tags", "229488889", ["229488889"]), ("tags", 22_948, ["22948"]),
      ("tags", "92233720368547758070", ["92233720368547758070"]),
      ("fields", ["id": 1], [["id": "1"]]), ("fields", #"{"id": "1"}"#, [["id": "1"]]),
    ] as [(String, JSONValue, JSONValue)])
  func coercion(name: String, sent: JSONValue, read expected: JSONValue) throws {
    #expect(try read(["name": "x", name: sent])[name] == expected)
  }

  @Test("A null that cannot mean nothing given is refused with what to do instead")
  func null() throws {
    let message = try refusal(["name": nil]).message
    #expect(message.contains("`name` must be a string, but is null, and is needed"))
    #expect(try refusal(["name": "x", "tags": [nil]]).message.contains("leave the element out"))
  }

  @Test(
    "What came and what to write is said of a wrong type",
    arguments: [
      ("tags", "a,b", #"is a string: "a,b"; write ["a","b"] for several, ["a,b"] for one"#),
      ("tags", "null", #""null"; write ["first", "second"]"#),
      ("limit", "[1]", #""[1]"; write a whole number in digits"#),
      ("options", "229488889", #""229488889"; write {…}"#), ("points", "1,5", "e.g. 1.5"),
    ] as [(String, JSONValue, String)])
  func advice(name: String, sent: JSONValue, words: String) throws {
    let message = try refusal(["name": "x", name: sent]).message
    #expect(message.contains(words), "\(message)")
    #expect(!message.contains("is null"))
  }

  @Test(
    "What has no one reading is refused",
    arguments: [
      ("due_date", true), ("name", nil), ("name", ["a"]), ("limit", "many"),
      ("limit", 1.5), ("limit", true), ("limit", "null"), ("points", "NaN"), ("points", "[1]"),
      ("archived", 1), ("archived", "yes"), ("tags", "a,b"), ("tags", "{}"), ("tags", "a\nb"),
      ("tags", "['a', 'b']"), ("tags", #""a""#), ("tags", "null"), ("tags", true), ("tags", 1.5),
      ("options", "[]"), ("options", "1"), ("fields", "a"), ("fields", 1), ("depth", "Lists"),
    ] as [(String, JSONValue)])
  func noCoercion(name: String, sent: JSONValue) throws {
    let error = try refusal((["name": "x"] as JSONObject).merging([name: sent]) { _, last in last })
    #expect(error.code == .invalidArguments)
    #expect(error.violations.map { $0["pointer"] } == [.string("/\(name)")])
  }

  @Test("Defaults of the schema are filled in, and what was given stays")
  func defaults() throws {
    #expect(try read(["name": "x"]) == ["name": "x", "mode": "plain"])
    #expect(try read(["name": "x", "mode": "other"])["mode"] == "other")
  }

  @Test("Everything that is wrong is said at once, each with its pointer")
  func allViolations() throws {
    let error = try refusal([
      "due_dat": "2026-11-25", "limit": "x", "fields": [["ID": 1, "id": "1"], ["value": 2]],
      "options": ["tme": true], "depth": "deep",
    ])
    let pointers = Set(error.violations.compactMap { $0["pointer"]?.string })
    #expect(
      pointers == [
        "/due_dat", "/limit", "/fields/0/ID", "/fields/1", "/options/tme", "/depth", "",
      ])
    #expect(error.violations.count == 7)
    #expect(error.message.contains("7 things are wrong"))
    #expect(
      error.message.contains(
        #""due_dat" is not an argument of `create_task`; did you mean `due_date`?"#))
    #expect(error.message.contains("Accepted are `archived`, `depth`, `due_date`"))
    #expect(error.message.contains("did you mean `time`?"))
    #expect(error.message.contains("`name`"))
    #expect(error.message.contains("spaces") && error.message.contains("lists"))
    #expect(!error.message.hasSuffix("."))
  }

  @Test("A name that resembles none is refused with the accepted ones alone")
  func nothingNear() throws {
    let error = try refusal(["name": "x", "zzzzzz": 1])
    #expect(!error.message.contains("did you mean"))
    #expect(error.message.contains("`due_date`"))
  }

  @Test("Names are escaped in pointers and harmless in sentences")
  func hostileNames() throws {
    let error = try refusal(["name": "x", "a/b~c\u{202E}\n": 1])
    #expect(error.violations[0]["pointer"] == "/a~1b~0c\u{202E}\n")
    #expect(!error.message.contains("\u{202E}") && !error.message.contains("\n"))
  }

  @Test(
    "Any number of unknown arguments is counted, and the first ones are shown",
    .timeLimit(.minutes(1)))
  func countlessNames() throws {
    // Each compared with every known name and put into words, these took 13 seconds.
    var arguments: JSONObject = ["limit": "x"]
    for number in 0..<20_000 { arguments["unknown_\(number)"] = 1 }
    let error = try refusal(arguments)
    #expect(error.violations.count == 20)
    // `limit` is of the wrong type and `name` is missing.
    #expect(error.message.contains("20002 things are wrong"))
  }

  @Test("A name without end is neither repeated nor compared")
  func endlessName() throws {
    let error = try refusal(["name": "x", String(repeating: "due_date/", count: 100_000): 1])
    #expect(error.violations.map { $0["pointer"] } == [""])
    #expect(error.message.count < 1_000)
  }
}

@Suite("Did you mean")
struct NearestNameTests {
  private static let names = [
    "name", "due_date", "due_date_time", "start_date", "priority", "assignees", "time_estimate",
    "list_id", "tags", "parent",
  ]

  @Test(
    "The nearest accepted name",
    arguments: [
      ("dueDate", "due_date"), ("due-date", "due_date"), ("due", "due_date"),
      ("prority", "priority"), ("priorty", "priority"), ("pirority", "priority"),
      ("assignee", "assignees"), ("Assignees", "assignees"), ("listId", "list_id"),
      ("list", "list_id"), ("tag", "tags"), ("timeEstimate", "time_estimate"),
      ("estimate", "time_estimate"), ("nmae", "name"), ("paernt", "parent"),
    ])
  func nearest(sent: String, meant: String) {
    #expect(NearestName.nearest(to: sent, among: Self.names) == meant)
  }

  @Test("Nothing where nothing is near", arguments: ["zzz", "description", "content", "x", ""])
  func none(sent: String) {
    #expect(NearestName.nearest(to: sent, among: Self.names) == nil)
  }

  @Test("Several, nearest first, each once")
  func several() {
    #expect(
      NearestName.suggestions(for: "due_dat", among: Self.names) == ["due_date", "due_date_time"])
  }
}
