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
  /// - Parameter time: nil to keep the time of day where one was given: the service on its own
  ///   drops it without a word.
  /// - Throws: `invalid_arguments`, saying what the field accepts.
  func setting(_ given: JSONValue, time: Bool? = nil) throws(ToolError) -> CustomFieldSetting {
    let value = try read(given)
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
}
