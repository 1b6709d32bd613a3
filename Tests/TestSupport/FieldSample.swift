import JSON

/// A Custom Field of each type that has a value which can be set, as the service takes it.
public struct FieldSample: Sendable {
  public let type: String
  /// `type_config`.
  public let configuration: JSONValue
  /// `$user`, `$task` and `$option` stand for the IDs of somebody, of a task and of an option.
  private let value: JSONValue

  init(_ type: String, _ value: JSONValue, _ configuration: JSONValue = [:]) {
    (self.type, self.value, self.configuration) = (type, value, configuration)
  }

  public static let all = [
    FieldSample("text", "two\nlines"), FieldSample("short_text", "one line"),
    FieldSample("url", "https://example.com"), FieldSample("email", "jane@example.com"),
    FieldSample("phone", "+49 89 123456"), FieldSample("number", 12.5),
    FieldSample("currency", 99.99, ["currency_type": "EUR", "precision": 2]),
    FieldSample("checkbox", true), FieldSample("date", 1_795_604_400_000),
    FieldSample("drop_down", "$option", ["options": [["name": "Red"], ["name": "Blue"]]]),
    FieldSample("labels", ["$option"], ["options": [["label": "Red"], ["label": "Blue"]]]),
    FieldSample("users", ["add": ["$user"], "rem": []]),
    FieldSample("tasks", ["add": ["$task"], "rem": []]),
    FieldSample("list_relationship", ["add": ["$task"], "rem": []]),
    FieldSample("attachment", ["add": ["4b67ac88.png"], "rem": []]),
    FieldSample("emoji", 3, ["code_point": "1f613", "count": 5]),
    FieldSample("manual_progress", ["current": 20], ["start": 0, "end": 100]),
    FieldSample(
      "location",
      ["location": ["lat": -28.5, "lng": 153.4], "formatted_address": "Gold Coast"]),
  ]

  /// The types that can be made by request; the others come from people and imports.
  public static let makeable = all.filter { sample in
    !["list_relationship", "attachment"].contains(sample.type)
  }

  /// Holds nothing: its value clicks it.
  public static let button = FieldSample("button", true)

  public func value(user: JSONValue, task: JSONValue, option: JSONValue?) -> JSONValue {
    Self.filled(value, ["$user": user, "$task": task, "$option": option ?? .null])
  }

  private static func filled(_ value: JSONValue, _ names: JSONObject) -> JSONValue {
    switch value {
    case .string(let text): names[text] ?? value
    case .array(let elements): .array(elements.map { filled($0, names) })
    case .object(let members): .object(members.mapValues { filled($0, names) })
    default: value
    }
  }
}
