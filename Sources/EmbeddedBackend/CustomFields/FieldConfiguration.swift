import APICore
import JSON

/// Reads the `type` and `type_config` of a field that is being defined.
///
/// Members that the type does not know are left out, as unknown body keys are ignored.
struct FieldConfiguration {
  /// Draws the ID of an option.
  let newID: () -> String

  /// The type's name on the wire and its configuration as it is stored and answered.
  func read(typeName: String, configuration: JSONValue?) throws(APIError) -> (FieldType, JSONValue)
  {
    guard case .object(let members) = configuration ?? [:] else {
      throw Refusal.invalid("`type_config` must be an object")
    }
    let type = try type(named: typeName, members)
    let body = BodyValues(members)
    return (type, .object(try configurationMembers(of: type, body)))
  }

  /// The documentation's examples call both progress bars `progress`, told apart by `method`.
  private func type(named name: String, _ members: JSONObject) throws(APIError)
    -> FieldType
  {
    let full = name == "progress" ? "\(members["method"]?.string ?? "manual")_progress" : name
    guard let type = FieldType(rawValue: full) else {
      let known = FieldType.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal.invalid("`type` \(full) is not known; use one of \(known)")
    }
    return type
  }

  private func configurationMembers(of type: FieldType, _ body: BodyValues) throws(APIError)
    -> JSONObject
  {
    switch type {
    case .dropDown: try options(body, nameMember: "name")
    case .labels: try options(body, nameMember: "label")
    case .currency: try currency(body)
    case .emoji: try rating(body)
    case .manualProgress: try manualProgress(body)
    case .automaticProgress: try automaticProgress(body)
    case .users: try flags(body, ["single_user", "include_guests", "include_team_members"])
    case .formula: try body.text("formula").map { ["formula": .string($0)] } ?? [:]
    default: [:]
    }
  }

  private func options(_ body: BodyValues, nameMember: String) throws(APIError)
    -> JSONObject
  {
    guard let given = try body.array("options"), !given.isEmpty else {
      throw Refusal.invalid(
        "`type_config.options` must list at least one {\"\(nameMember)\", \"color\"}")
    }
    var names: Set<String> = []
    var options: [JSONValue] = []
    for (index, option) in given.enumerated() {
      guard let name = option[nameMember]?.string, !name.isEmpty else {
        throw Refusal.invalid("`type_config.options[\(index)].\(nameMember)` must be a string")
      }
      guard names.insert(name).inserted else {
        throw Refusal.invalid("`type_config.options` lists \(name) twice")
      }
      options.append([
        "id": .string(newID()), "\(nameMember)": .string(name),
        "color": try color(option["color"], of: index), "orderindex": .integer(Int64(index)),
      ])
    }
    let sorting = try body.text("sorting") ?? "manual"
    guard ["manual", "name_asc", "name_desc"].contains(sorting) else {
      throw Refusal.invalid("`type_config.sorting` must be manual, name_asc or name_desc")
    }
    return ["sorting": .string(sorting), "options": .array(options)]
  }

  private func color(_ value: JSONValue?, of index: Int) throws(APIError) -> JSONValue {
    guard let value, !value.isNull else { return .null }
    guard let text = value.string, text.first == "#", text.dropFirst().allSatisfy(\.isHexDigit),
      (4...9).contains(text.count)
    else {
      throw Refusal.invalid("`type_config.options[\(index)].color` must be like #02bcd4")
    }
    return value
  }

  private func currency(_ body: BodyValues) throws(APIError) -> JSONObject {
    guard let code = try body.text("currency_type"), code.count == 3,
      code.allSatisfy({ $0.isASCII && $0.isUppercase })
    else {
      throw Refusal.invalid("`type_config.currency_type` must be a code like USD")
    }
    let precision = try body.integer("precision") ?? 2
    // No currency has more than four decimals (ISO 4217); eight leave room for crypto-currencies.
    guard (0...8).contains(precision) else {
      throw Refusal.invalid("`type_config.precision` must be from 0 to 8")
    }
    var members: JSONObject = [
      "precision": .integer(precision), "currency_type": .string(code),
    ]
    if let standard = try body.number("default") { members["default"] = JSONValue(standard) }
    return members
  }

  private func rating(_ body: BodyValues) throws(APIError) -> JSONObject {
    let codePoint = try body.text("code_point") ?? "2b50"
    guard let number = UInt32(codePoint, radix: 16), let scalar = Unicode.Scalar(number),
      scalar.properties.isEmoji
    else {
      throw Refusal.invalid("`type_config.code_point` must be an emoji in hex, like 1f613")
    }
    let count = try body.integer("count") ?? 5
    guard (1...5).contains(count) else {
      throw Refusal.invalid("`type_config.count` must be from 1 to 5")
    }
    return ["code_point": .string(codePoint), "count": .integer(count)]
  }

  private func manualProgress(_ body: BodyValues) throws(APIError) -> JSONObject {
    let start = try body.number("start") ?? 0
    let end = try body.number("end") ?? 100
    guard start < end else {
      throw Refusal.invalid("`type_config.start` must be less than `type_config.end`")
    }
    var members: JSONObject = [
      "method": "manual", "start": JSONValue(start), "end": JSONValue(end),
    ]
    if let current = try body.number("current") {
      guard (start...end).contains(current) else {
        throw Refusal.invalid("`type_config.current` must lie between start and end")
      }
      members["current"] = JSONValue(current)
    }
    return members
  }

  private func automaticProgress(_ body: BodyValues) throws(APIError) -> JSONObject {
    let names = ["subtasks", "assigned_comments", "checklists"]
    let given = BodyValues(try body.object("tracking") ?? [:])
    var tracking = try flags(given, names)
    if tracking.isEmpty { tracking["subtasks"] = true }
    for name in names where tracking[name] == nil { tracking[name] = false }
    return ["method": "automatic", "tracking": .object(tracking)]
  }

  private func flags(_ body: BodyValues, _ names: [String]) throws(APIError) -> JSONObject {
    var flags: JSONObject = [:]
    for name in names {
      if let flag = try body.flag(name) { flags[name] = .bool(flag) }
    }
    return flags
  }
}
