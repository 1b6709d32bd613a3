import APICore
import JSON
import Testing

@testable import LiveBackend

/// One type of Custom Field, a value that it is set to, and one that somebody else sets.
struct FieldCase: Sendable, CustomTestStringConvertible {
  let type: String
  let configuration: JSONValue
  let value: @Sendable (EvidenceWorkspace, JSONValue) throws -> JSONValue
  let other: @Sendable (EvidenceWorkspace, JSONValue) throws -> JSONValue?
  var options: JSONValue?

  var testDescription: String { type }

  init(
    _ type: String, _ value: JSONValue, _ other: JSONValue, _ configuration: JSONValue = [:],
    options: JSONValue? = nil
  ) {
    self.type = type
    self.configuration = configuration
    self.value = { _, _ in value }
    self.other = { _, _ in other }
    self.options = options
  }

  init(
    _ type: String, _ configuration: JSONValue = [:],
    value: @escaping @Sendable (EvidenceWorkspace, JSONValue) throws -> JSONValue,
    other: @escaping @Sendable (EvidenceWorkspace, JSONValue) throws -> JSONValue? = { _, _ in nil }
  ) {
    self.type = type
    self.configuration = configuration
    self.value = value
    self.other = other
  }

  private static let choices: JSONValue = [
    "options": [["name": "A", "color": "#111111"], ["name": "B"], ["name": "C"]]
  ]
  private static let labels: JSONValue = [
    "options": [["label": "A"], ["label": "B"], ["label": "C"]]
  ]

  private static func option(_ field: JSONValue, _ index: Int) throws -> JSONValue {
    try #require(field["type_config"]?["options"]?[index]?["id"])
  }

  static let all: [FieldCase] = [
    FieldCase("text", "Two\nlines", "Other"), FieldCase("short_text", "One", "Other"),
    FieldCase("url", "https://example.com/a", "https://example.com/b"),
    FieldCase("email", "a@example.com", "b@example.com"),
    FieldCase("phone", "+1 123 456 7890", "+1 123 456 7891"),
    FieldCase("number", 1.5, 2), FieldCase("currency", 10, 11, ["currency_type": "EUR"]),
    FieldCase("checkbox", true, false),
    FieldCase("date", 1_769_450_400_000, 1_769_700_000_000),
    FieldCase("date", 1_769_450_400_000, 1_769_450_400_001, options: ["time": true]),
    FieldCase("emoji", 3, 4, ["count": 5, "code_point": "2b50"]),
    FieldCase("manual_progress", ["current": 20], ["current": 30], ["start": 0, "end": 100]),
    FieldCase(
      "location", ["location": ["lat": 1.5, "lng": 2], "formatted_address": "A"],
      ["location": ["lat": 1.5, "lng": 3], "formatted_address": "A"]),
    FieldCase("drop_down", choices) {
      try option($1, 1)
    } other: {
      try option($1, 2)
    },
    FieldCase("drop_down", choices) { _, _ in
      0
    } other: { _, _ in
      1
    },
    FieldCase("labels", labels) {
      [try option($1, 1), try option($1, 0)]
    } other: {
      [try option($1, 2)]
    },
    FieldCase("users") { workspace, _ in ["add": [.integer(workspace.userID)], "rem": []] },
    FieldCase("tasks") { workspace, _ in ["add": [.string(try workspace.task())], "rem": []] },
    FieldCase("list_relationship") { workspace, _ in
      ["add": [.string(try workspace.task())], "rem": []]
    },
    FieldCase("attachment") { _, _ in ["add": ["4b67ac88.png"], "rem": []] },
  ]

  /// A task, and a field of this type in its List.
  func prepare(_ workspace: EvidenceWorkspace) throws -> (path: [String: String], field: JSONValue)
  {
    let answer = try workspace.send(
      .createListField, ["list_id": workspace.listID],
      ["name": "Field", "type": .string(type), "type_config": configuration])
    let field = try #require(answer["field"])
    let task = try workspace.task()
    return (["task_id": task, "field_id": try #require(field["id"]?.string)], field)
  }

  func body(_ value: JSONValue) -> JSONValue {
    var body: JSONValue = ["value": value]
    body["value_options"] = options
    return body
  }
}
