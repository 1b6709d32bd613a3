import APICore
import JSON
import Ledger

/// Custom Fields back to the value that they had.
enum FieldRestoring {
  /// The value of a field as a task shows it, in the form that setting it takes; null for none.
  ///
  /// People, tasks and files as a list of IDs, which setting does not take: `plan` makes `add` and
  /// `rem` of two of them.
  static func value(of shown: JSONValue) -> JSONValue {
    guard let field = CustomField(shown), let value = shown["value"], !value.isNoFieldValue else {
      return .null
    }
    switch field.type {
    case "drop_down":
      // Shown as the option's place, which changes when options are sorted; the ID does not.
      let option = field.options.first { .integer($0.orderIndex) == value }
      return option.map { .string($0.id) } ?? value
    case "number", "currency", "emoji", "date": return number(value)
    case "checkbox": return value == "true" ? true : value == "false" ? false : value
    case let type where CustomField.growing.contains(type):
      return .array((value.array ?? []).compactMap { $0["id"] })
    case "manual_progress": return ["current": number(value["current"] ?? .null)]
    default: return value
    }
  }

  /// Digits in a string as the number that they are.
  private static func number(_ value: JSONValue) -> JSONValue {
    guard let text = value.string else { return value }
    if let whole = Int64(text) { return .integer(whole) }
    guard let number = Double(text), number.isFinite else { return value }
    return JSONValue(number)
  }

  static func plan(
    _ field: CustomField, of task: NamedTask, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> UndoPlan {
    if field.isButton { return .impossible("nobody knows what a click on a button sets off") }
    let path = ["task_id": task.id, "field_id": field.id]
    let watched = Watched(.customField, path)
    let before = try workspace.state(of: watched)
    let old = before["value"] ?? .null
    let type = field.type
    let options = type == "date" ? timeOption(old, context) : nil
    return .restoring(watched, before: before) { after, _ in
      guard !old.isNull else {
        return UndoPlan.Inverse(
          effect: "empties the field", request: WriteRequest(.removeFieldValue, path: path))
      }
      var body: JSONObject = ["value": old]
      if CustomField.growing.contains(type) {
        body["value"] = changes(from: after["value"] ?? .null, to: old)
      }
      body["value_options"] = options
      return UndoPlan.Inverse(
        effect: "sets its old value",
        lost: (old.array?.count ?? 0) > 1 && type != "labels" ? ["the order of those in it"] : [],
        request: WriteRequest(.setFieldValue, path: path, body: .json(.object(body))))
    }
  }

  /// `{"add", "rem"}` that make one list of IDs out of another.
  static func changes(from now: JSONValue, to old: JSONValue) -> JSONValue {
    let (now, old) = (now.array ?? [], old.array ?? [])
    return [
      "add": .array(old.filter { !now.contains($0) }),
      "rem": .array(now.filter { !old.contains($0) }),
    ]
  }

  private static func timeOption(_ old: JSONValue, _ context: ToolContext) -> JSONValue? {
    old.milliseconds.map { ["time": .bool(context.isTimed($0))] }
  }
}

extension ToolContext {
  /// Whether a stored date has a time of day: without one the service stores 04:00 of the day in
  /// the user's zone. A time that was meant to be exactly that is taken for none; the instant is
  /// the same.
  func isTimed(_ instant: Milliseconds) -> Bool {
    CivilTime(instant, in: timeZone).timeText != "04:00:00"
  }
}
