import APICore
import Foundation
import JSON
import Testing

@testable import Tools

/// A context in Berlin at noon of 2026-11-25, a Wednesday.
func berlinContext(_ tool: String = "test") throws -> ToolContext {
  ToolContext(
    workspaceID: "9001", userID: "183",
    timeZone: try #require(TimeZone(identifier: "Europe/Berlin")),
    clock: ManualClock(Milliseconds(1_795_604_400_000)), tool: tool, arguments: [:])
}

/// What each type of field takes, and what it becomes for the service.
@Suite struct CustomFieldValueTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let type: String
    let given: JSONValue
    let expected: JSONValue
    var testDescription: String { "\(type) \(given.canonicalString)" }

    init(_ type: String, _ given: JSONValue, _ expected: JSONValue) {
      self.type = type
      self.given = given
      self.expected = expected
    }
  }

  static let configuration: JSONValue = [
    "count": 4, "start": 10, "end": 30, "currency_type": "EUR",
    "options": [
      ["id": "o-red", "name": "Red", "orderindex": 0],
      ["id": "o-blue", "label": "Blue", "orderindex": "1"],
      ["id": "o-green", "name": "Green", "orderindex": 2],
      ["id": "o-green-2", "name": "green", "orderindex": 3],
      ["id": "o-twice", "name": "Twice", "orderindex": 4],
      ["id": "o-twice-2", "name": "Twice", "orderindex": 5],
    ],
  ]

  static func field(_ type: String) throws -> CustomField {
    try #require(
      CustomField([
        "id": "f", "name": "Field", "type": .string(type), "type_config": configuration,
      ]))
  }

  static let accepted: [Case] = [
    Case("text", "two\nlines", "two\nlines"),
    Case("text", 42, "42"),
    Case("short_text", "one line", "one line"),
    Case("url", "https://example.com", "https://example.com"),
    Case("email", "jane@example.com", "jane@example.com"),
    Case("phone", "+49 89 123456", "+49 89 123456"),
    Case("number", 12.5, 12.5),
    Case("number", "12.5", 12.5),
    Case("number", -28, -28),
    Case("number", 9_007_199_254_740_993, 9_007_199_254_740_993),
    Case("number", "9007199254740993", 9_007_199_254_740_993),
    Case("currency", "-1.5e3", -1_500),
    Case("currency", 80_000, 80_000),
    Case("currency", "€12,500", 12_500),
    Case("number", "1.234,5", 1234.5),
    Case("checkbox", true, true),
    Case("checkbox", "false", false),
    Case("date", "2026-11-25T17:00:00+01:00", 1_795_622_400_000),
    Case("date", 1_795_622_400_000, 1_795_622_400_000),
    Case("date", "1795622400000", 1_795_622_400_000),
    Case("date", "2026-11-25", 1_795_604_400_000),
    Case("drop_down", "o-red", "o-red"),
    Case("drop_down", "Red", "o-red"),
    Case("drop_down", "blue", "o-blue"),
    Case("drop_down", "green", "o-green-2"),
    Case("drop_down", 1, "o-blue"),
    Case("labels", ["Red", "o-blue", "Red"], ["o-red", "o-blue"]),
    Case("labels", "Red", ["o-red"]),
    Case("labels", "[\"Red\", \"Blue\"]", ["o-red", "o-blue"]),
    Case("users", ["add": ["183"], "rem": [184]], ["add": [183], "rem": [184]]),
    Case("users", "{\"add\": [183]}", ["add": [183], "rem": []]),
    Case("users", ["183", 184, "Mei"], ["add": [183, 184, "Mei"]]),
    Case("users", "Mei", ["add": ["Mei"]]),
    Case("tasks", ["86abc"], ["add": ["86abc"]]),
    Case("attachment", ["4b67ac88.png"], ["add": ["4b67ac88.png"]]),
    Case("tasks", ["add": ["86abc"]], ["add": ["86abc"], "rem": []]),
    Case("tasks", ["add": "86abc"], ["add": ["86abc"], "rem": []]),
    Case("list_relationship", ["rem": ["86abc"]], ["add": [], "rem": ["86abc"]]),
    Case("attachment", ["add": "4b67ac88.png"], ["add": ["4b67ac88.png"], "rem": []]),
    Case("attachment", "{\"add\": [\"4b67ac88.png\"]}", ["add": ["4b67ac88.png"], "rem": []]),
    Case("button", true, true),
    Case("button", "true", true),
    Case("emoji", 4, 4),
    Case("emoji", "0", 0),
    Case("manual_progress", ["current": 20], ["current": 20]),
    Case("manual_progress", 20, ["current": 20]),
    Case(
      "location", ["location": ["lat": -28.5, "lng": 153], "formatted_address": "Gold Coast"],
      ["location": ["lat": -28.5, "lng": 153], "formatted_address": "Gold Coast"]),
  ]

  @Test(arguments: accepted)
  func reads(_ example: Case) throws {
    let reader = CustomFieldValueReader(
      field: try Self.field(example.type), context: try berlinContext())
    #expect(try reader.read(example.given) == example.expected)
  }

  /// The last is a part of what the agent is told.
  static let refused: [Case] = [
    Case("text", "", "`clear`"),
    Case("text", " \n", "`clear`"),
    Case("labels", [], "`clear`"),
    Case("users", [:], "`clear`"),
    Case("tasks", ["add": []], "names nothing to add or to take out"),
    Case("button", false, "must be true, which clicks the button"),
    Case("text", true, "must be text"),
    Case("short_text", "two\nlines", "must be one line of text"),
    Case("number", "much", "must be a number"),
    Case("number", "0x10", "must be a number"),
    Case("number", "nan", "must be a number"),
    Case("number", "true", "must be a number"),
    Case("currency", true, "must be a number, the amount in EUR"),
    Case("currency", "$5", "\"$5\" is an amount in $, and the field is in EUR"),
    Case("number", "1,234", "\"1,234\" can be read as 1234 or as 1.234"),
    Case("checkbox", "yes", "must be true or false"),
    Case("checkbox", 1, "must be true or false"),
    Case("date", "soon", "`value` \"soon\" is not a date"),
    Case("date", [1], "must be an ISO 8601 date"),
    Case("drop_down", "Yellow", "has no option \"Yellow\"; its options are \"Red\" (o-red)"),
    Case("drop_down", "Twice", "is ambiguous: \"Twice\" fits the options \"Twice\" (o-twice)"),
    Case("drop_down", 9, "has no option \"9\""),
    Case("labels", ["Red", "Yellow"], "has no option \"Yellow\""),
    Case("users", ["add": [" "]], "must be {\"add\": [user IDs or names], \"rem\": "),
    Case("users", [true], "must be {\"add\""),
    Case("users", ["added": ["183"]], "must be {\"add\""),
    Case("emoji", 5, "must be a whole number from 0 to 4"),
    Case("emoji", 2.5, "must be a whole number from 0 to 4"),
    Case("manual_progress", ["current": 31], "with n from 10 to 30"),
    Case("location", ["lat": 1, "lng": 2], "must be {\"location\""),
    Case(
      "location", ["location": ["lat": 91, "lng": 0], "formatted_address": "North"],
      "must be {\"location\""),
    Case("automatic_progress", 5, "cannot be set through the API"),
    Case("formula", "1", "cannot be set through the API"),
  ]

  @Test(arguments: refused)
  func refuses(_ example: Case) throws {
    let reader = CustomFieldValueReader(
      field: try Self.field(example.type), context: try berlinContext())
    let error = try #require(throws: ToolError.self) { try reader.read(example.given) }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains(try #require(example.expected.string)), "\(error.message)")
    #expect(error.violations.first?["pointer"] == "/value")
  }

  /// Options "1", "2", "3" and "Done" at the places 0 to 3.
  @Test func aNumberIsAnOptionsNameBeforeItIsItsPlace() throws {
    let options: [JSONValue] = ["1", "2", "3", "Done"].enumerated().map { index, name in
      ["id": .string("o-\(name)"), "name": .string(name), "orderindex": .integer(Int64(index))]
    }
    let field = try #require(
      CustomField([
        "id": "f", "name": "Field", "type": "drop_down",
        "type_config": ["options": .array(options)],
      ]))
    let reader = CustomFieldValueReader(field: field, context: try berlinContext())
    #expect(try reader.read("2") == "o-2")
    #expect(try reader.read(0) == "o-1")
    for ambiguous in [1, 2, 3] as [JSONValue] {
      let error = try #require(throws: ToolError.self) { try reader.read(ambiguous) }
      #expect(error.message.contains("or the one at place"), "\(error.message)")
      #expect(error.message.contains("give the ID: \"\(ambiguous.integer ?? 0)\" (o-"))
    }
  }

  /// As tasks carry values, and as people read them.
  static let shown: [Case] = [
    Case("drop_down", 1, "Blue"),
    Case("drop_down", "o-red", "Red"),
    Case("drop_down", "0", "Red"),
    Case("drop_down", "o-gone", "o-gone"),
    Case("labels", ["o-red", "o-blue"], "Red, Blue"),
    Case("date", "1795622400000", "2026-11-25T17:00:00+01:00"),
    Case("date", "1795575600000", "2026-11-25"),
    Case("number", "12.5", "12.5"),
    Case("currency", 80_000, "80000"),
    Case("checkbox", true, "true"),
    Case("users", [["id": 183, "username": "Jane Doe"]], "Jane Doe (183)"),
    Case("tasks", [["id": "86abc", "name": "Ship"], "86def"], "Ship (86abc), 86def"),
    Case("list_relationship", [["id": "86abc", "name": "Ship"]], "Ship (86abc)"),
    Case(
      "attachment", [["id": "4b67.png", "title": "a.png"], ["id": "5c78.pdf"]],
      "a.png (4b67.png), 5c78.pdf"),
    Case("manual_progress", ["current": 20, "percent_completed": 0.5], "20"),
    Case("location", ["location": ["lat": 1, "lng": 2], "formatted_address": "Here"], "Here"),
    Case("text", "words", "words"),
  ]

  @Test(arguments: shown)
  func shows(_ example: Case) throws {
    let json: JSONValue = [
      "id": "f", "name": "Field", "type": .string(example.type),
      "type_config": Self.configuration, "value": example.given,
    ]
    let lean = try #require(CustomFieldText(context: try berlinContext()).lean(json))
    #expect(
      lean == [
        "id": "f", "name": "Field", "type": .string(example.type), "value": example.expected,
      ])
  }

  @Test(arguments: [JSONValue.null, "", " \n", [], [:]])
  func showsNothingForAnEmptyField(_ value: JSONValue) throws {
    let json: JSONValue = ["id": "f", "name": "Field", "type": "labels", "value": value]
    let lean = try #require(CustomFieldText(context: try berlinContext()).lean(json))
    #expect(lean["value"] == nil)
  }
}
