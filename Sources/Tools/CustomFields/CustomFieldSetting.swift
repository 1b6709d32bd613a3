import APICore
import JSON

/// What a request sets a Custom Field to.
struct CustomFieldSetting: Sendable {
  /// `value`, and `value_options` where the service needs to be told how to take it.
  let members: JSONObject
  /// What was made of the value, for people.
  let understood: JSONValue
}

extension CustomFieldValueReader {
  /// Reads a value together with whether its time of day counts, which only a date has.
  ///
  /// - Parameters:
  ///   - time: nil to keep the time of day where one was given: the service on its own drops it
  ///     without a word.
  ///   - current: what the field holds, as `FieldRestoring.value(of:)` gives it; null for nothing.
  /// - Throws: `invalid_arguments`, saying what the field accepts; `not_found` for a task that is
  ///   not there.
  func setting(
    _ given: JSONValue, time: Bool? = nil, replacing current: JSONValue = .null,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> CustomFieldSetting {
    let value = replacing(current, try known(try read(given), workspace))
    try checkSides(of: value)
    guard field.type == "date" else {
      // That no time of day counts is true of every other field, and filled in by some hosts.
      guard time != true else {
        throw ToolError(
          argument: "value_options",
          "`value_options` is for date fields, and \(quoted(field.name)) is of type \(field.type); "
            + "leave it out")
      }
      return CustomFieldSetting(members: ["value": value], understood: value)
    }
    var date = try date(given)
    if time == true, !date.hasTime {
      throw ToolError(
        argument: argument,
        "`value_options` asks for the time of day, which `\(argument)` lacks; write it as "
          + "`2026-11-25T17:00`, or leave `value_options` out")
    }
    if time == false { date = date.withoutTime(in: context.timeZone) }
    var members: JSONObject = ["value": .integer(date.instant.rawValue)]
    if date.hasTime || time != nil { members["value_options"] = ["time": .bool(date.hasTime)] }
    return CustomFieldSetting(members: members, understood: context.understood(date))
  }

  /// A list alone is all that is to be in the field: the service takes changes only, so whatever
  /// else is in it is taken out.
  private func replacing(_ current: JSONValue, _ value: JSONValue) -> JSONValue {
    guard CustomField.growing.contains(field.type), value["rem"] == nil, var members = value.object
    else { return value }
    let kept = Set((value["add"]?.array ?? []).compactMap(\.identifier))
    members["rem"] = .array(
      (current.array ?? []).filter { !($0.identifier.map(kept.contains) ?? true) })
    return .object(members)
  }

  /// What is to be added and taken out at once may end up either way.
  private func checkSides(of value: JSONValue) throws(ToolError) {
    let added = value["add"]?.array ?? []
    guard let both = (value["rem"]?.array ?? []).first(where: added.contains) else { return }
    throw refusal(
      "has \(quoted(both.identifier ?? "")) in both `add` and `rem`; leave it out of one of them")
  }

  /// People and tasks that join must be there; tasks get the IDs that the service knows.
  ///
  /// Who has left the Workspace can be taken out, as can what is gone.
  private func known(
    _ value: JSONValue, _ workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let joining = (value["add"]?.array ?? []).compactMap(\.identifier)
    let leaving = value["rem"]?.array?.compactMap(\.identifier)
    var members: JSONObject = [:]
    switch field.type {
    case "users":
      members["add"] = .array(
        try workspace.members(joining, argument: argument).map(\.wireID))
      if let leaving {
        // Who is a number can be taken out, member or not.
        members["rem"] = .array(
          try Anybody.find(leaving, argument: argument, in: workspace).map(\.wireID))
      }
    case "tasks", "list_relationship":
      var added: [JSONValue] = []
      for id in joining { added.append(.string(try workspace.task(id, argument: argument).id)) }
      members["add"] = .array(added)
      if let leaving {
        var removed: [JSONValue] = []
        for id in leaving {
          removed.append(.string(try workspace.taskID(id, argument: argument)))
        }
        members["rem"] = .array(removed)
      }
    default: return value
    }
    return .object(members)
  }
}

extension NamedTask {
  /// What a field of it holds, as `FieldRestoring.value(of:)` gives it; null for nothing.
  func value(of field: CustomField) -> JSONValue {
    let shown = (json["custom_fields"]?.array ?? []).first { $0["id"]?.string == field.id }
    return shown.map(FieldRestoring.value) ?? .null
  }
}
