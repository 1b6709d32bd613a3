import JSON

/// The definition of one Custom Field, as the service describes it.
struct CustomField: Sendable {
  /// One choice of a `drop_down` or `labels` field.
  struct Option: Sendable, Equatable {
    let id: String
    let name: String
    let orderIndex: Int64
  }

  let id: String
  let name: String
  let type: String
  let configuration: JSONValue
  let isRequired: Bool
  let options: [Option]

  /// nil where `json` is not a field: one without ID or type.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let type = json["type"]?.string else { return nil }
    self.id = id
    self.type = type
    name = json["name"]?.string ?? ""
    configuration = json["type_config"] ?? [:]
    isRequired = json["required"]?.bool ?? false
    options = (configuration["options"]?.array ?? []).enumerated().compactMap { index, option in
      guard let id = option["id"]?.string else { return nil }
      // `labels` options carry `label` where `drop_down` options carry `name`.
      let name = option["name"]?.string ?? option["label"]?.string ?? ""
      let order = option["orderindex"].flatMap { $0.integer ?? $0.string.flatMap { Int64($0) } }
      return Option(id: id, name: name, orderIndex: order ?? Int64(index))
    }
  }

  /// Whether setting it does something, and what that is the service does not say.
  var isButton: Bool { type == "button" }

  /// What an agent needs to set it.
  var lean: JSONValue {
    var members: JSONObject = [
      "id": .string(id), "name": .string(name), "type": .string(type),
      "accepts": .string(accepts),
    ]
    if isRequired { members["required"] = true }
    if !options.isEmpty {
      members["options"] = .array(
        options.map { ["id": .string($0.id), "name": .string($0.name)] })
    }
    return .object(members)
  }

  /// What `set_custom_field` takes as its `value`, in words.
  var accepts: String {
    switch type {
    case "text": "text"
    case "short_text": "one line of text"
    case "url": "a URL such as https://example.com"
    case "email": "an email address"
    case "phone": "a phone number with country code, such as +49 89 123456"
    case "number": "a number"
    case "currency":
      "a number, the amount" + (currency.map { " in \($0)" } ?? "")
    case "checkbox": "true or false"
    case "date":
      "an ISO 8601 date or time, or Unix ms; a time of day is kept where one is given"
    case "drop_down": "one option, by ID or name"
    case "labels": "an array of all options that it is to have, by ID or name"
    case "users":
      #"{"add": [user IDs or names], "rem": [user IDs or names]}, or an array of all"#
    case "tasks", "list_relationship":
      #"{"add": [task IDs or names], "rem": [task IDs or names]}, or an array of all"#
    case "attachment":
      #"{"add": [IDs of uploaded files], "rem": [IDs of such files]}, or an array of all"#
    case "button": "true, which clicks the button once the user has agreed"
    case "emoji": "a whole number from 0 to \(highestRating)"
    case "manual_progress":
      #"{"current": n} with n from "# + "\(Self.text(progressStart)) to \(Self.text(progressEnd))"
    case "location": #"{"location": {"lat": n, "lng": n}, "formatted_address": "…"}"#
    default: "nothing: fields of this type cannot be set through the API"
    }
  }

  private var currency: String? { configuration["currency_type"]?.string }

  /// What its numbers count.
  var numberMeaning: WrittenNumber.Meaning { type == "currency" ? .amount(of: currency) : .plain }

  /// The types whose values grow and shrink element by element: set by `{"add", "rem"}`.
  static let growing: Set = ["users", "tasks", "list_relationship", "attachment"]

  /// The documentation allows ratings of at most 5: https://developer.clickup.com/docs/customfields
  var highestRating: Int64 { configuration["count"]?.integer ?? 5 }
  var progressStart: Double { configuration["start"]?.number ?? 0 }
  var progressEnd: Double { configuration["end"]?.number ?? 100 }

  /// A number without a fraction that is zero: `20`, `12.5`.
  static func text(_ number: Double) -> String { JSONValue(number).canonicalString }
}

extension CustomField {
  /// The fields of what "Get Accessible Custom Fields" answered.
  static func all(in answer: JSONValue) -> [CustomField] {
    (answer["fields"]?.array ?? []).compactMap { CustomField($0) }
  }
}
