import APICore
import JSON

/// Turns the `value` that a tool was given for a field into the form that the service takes.
///
/// The service accepts some wrong shapes with 200 and leaves the field empty, and refuses an
/// option's name; so every type is checked here, and options are resolved to their IDs.
struct CustomFieldValueReader {
  let field: CustomField
  let context: ToolContext
  /// The argument that errors name: `value`, or the place in `custom_fields`.
  var argument = "value"
  /// What to do instead of giving an empty value.
  var instead = "to remove the value give `clear`: true instead"

  /// - Throws: `invalid_arguments`, saying what the field accepts.
  func read(_ given: JSONValue) throws(ToolError) -> JSONValue {
    let value = unwrapped(given)
    if value.isNoFieldValue { throw refusal("is empty; \(instead)") }
    switch field.type {
    case "text", "url", "email", "phone": return try text(value)
    case "short_text": return try line(value)
    case "number", "currency": return try number(value)
    case "checkbox": return try checkbox(value)
    case "date": return .integer(try date(value).instant.rawValue)
    case "drop_down": return .string(try option(value).id)
    case "labels": return try labels(value)
    case "users":
      // Whom a name means is looked up where the value is sent.
      return try changes(value) { text in
        Int64(text).map { .integer($0) } ?? (text.trimmingBlanks.isEmpty ? nil : .string(text))
      }
    case "tasks", "list_relationship", "attachment": return try changes(value) { .string($0) }
    case "button":
      guard try checkbox(value) == true else { throw mismatch() }
      return true
    case "emoji": return try rating(value)
    case "manual_progress": return try progress(value)
    case "location": return try location(value)
    default: throw refusal("cannot be used: fields of this type cannot be set through the API")
    }
  }

  /// Some hosts send arrays and objects as JSON in a string; only where the type asks for one is
  /// that reading unambiguous.
  private func unwrapped(_ value: JSONValue) -> JSONValue {
    guard Self.structured.contains(field.type),
      let text = value.string, let first = text.first(where: { !$0.isWhitespace }),
      first == "[" || first == "{"
    else { return value }
    do {
      return try JSONValue.parse(text)
    } catch {
      return value  // an option may begin with a bracket; if it is none, the type's check says so
    }
  }

  private static let structured = CustomField.growing.union([
    "labels", "manual_progress", "location",
  ])

  func refusal(_ problem: String) -> ToolError {
    ToolError(
      argument: argument,
      "`\(argument)` for the Custom Field \(quoted(field.name)) (\(field.type)) \(problem)")
  }

  private func mismatch() -> ToolError { refusal("must be \(field.accepts)") }

  private func text(_ value: JSONValue) throws(ToolError) -> JSONValue {
    if let whole = value.integer { return .string(String(whole)) }
    guard value.string != nil else { throw mismatch() }
    return value
  }

  private func line(_ value: JSONValue) throws(ToolError) -> JSONValue {
    let line = try text(value)
    guard line.string?.contains(where: \.isNewline) == false else { throw mismatch() }
    return line
  }

  /// Exact where it is a whole number, as JSON text too; other notations (`0x10`, `1e5.`, `nan`)
  /// may mean something else to whoever wrote them.
  func number(_ value: JSONValue) throws(ToolError) -> JSONValue {
    guard let text = value.string else {
      guard let size = value.number, size.isFinite else { throw mismatch() }
      return value
    }
    do throws(WrittenNumber.Problem) {
      return try WrittenNumber(text, as: field.numberMeaning)
        .remarked(on: text, argument: argument, context)
    } catch {
      guard case .unclear(let reason) = error else { throw mismatch() }
      throw refusal("\(quoted(text)) \(reason)")
    }
  }

  func checkbox(_ value: JSONValue) throws(ToolError) -> JSONValue {
    switch value {
    case .bool: return value
    case "true": return true
    case "false": return false
    default: throw mismatch()
    }
  }

  func date(_ value: JSONValue) throws(ToolError) -> DateArgument {
    guard let text = value.string ?? value.integer.map(String.init) else { throw mismatch() }
    return try DateArgument(text, argument: argument, .ahead, context)
  }

  /// By ID, else by name, else by its place in the order, which only a number can mean.
  func option(_ value: JSONValue) throws(ToolError) -> CustomField.Option {
    guard let text = value.string ?? value.integer.map(String.init) else { throw mismatch() }
    if let option = field.options.first(where: { $0.id == text }) { return option }
    let placed = value.integer.flatMap { index in
      field.options.first { $0.orderIndex == index }
    }
    let named = NameMatch.closest(to: text, among: field.options, named: \.name)
    switch named.count {
    case 1:
      if let placed, placed != named[0] {
        throw refusal(
          "\(text) may mean the option \(quoted(text)) or the one at place \(text), which is "
            + "\(quoted(placed.name)); give the ID: \(optionsInWords([named[0], placed]))")
      }
      return named[0]
    case 0:
      if let placed { return placed }
      let near = nearest(to: text)
      let which =
        near.isEmpty ? "its options" : "of its \(field.options.count) options the nearest"
      throw refusal(
        "has no option \(quoted(text)); \(which) are "
          + optionsInWords(near.isEmpty ? field.options : near))
    default:
      throw refusal(
        "is ambiguous: \(quoted(text)) fits the options \(optionsInWords(named)); give the "
          + "ID of one"
      )
    }
  }

  /// As many of a field's options as are listed in words.
  private static let mostListed = 50

  private func optionsInWords(_ options: [CustomField.Option]) -> String {
    options.isEmpty
      ? "none"
      : listed(options.map { "\(quoted($0.name)) (\($0.id))" }, atMost: Self.mostListed)
  }

  /// Where there are more options than are listed, those with a name like `text`.
  private func nearest(to text: String) -> [CustomField.Option] {
    guard field.options.count > Self.mostListed else { return [] }
    let names = NearestName.suggestions(for: text, among: field.options.map(\.name), atMost: 10)
    return names.flatMap { name in field.options.filter { $0.name == name } }
  }

  private func labels(_ value: JSONValue) throws(ToolError) -> JSONValue {
    var ids: [JSONValue] = []
    // One label alone is as clear as an array of one.
    for element in value.array ?? [value] {
      let id = JSONValue.string(try option(element).id)
      if !ids.contains(id) { ids.append(id) }
    }
    return .array(ids)
  }

  /// `{add, rem}` with the service's own form of each ID; `{add}` where they are all that is to be
  /// in the field.
  private func changes(_ value: JSONValue, _ form: (String) -> JSONValue?) throws(ToolError)
    -> JSONValue
  {
    func ids(_ elements: [JSONValue]) throws(ToolError) -> JSONValue {
      let ids = elements.compactMap { element in
        (element.string ?? element.integer.map(String.init)).flatMap(form)
      }
      guard ids.count == elements.count else { throw mismatch() }
      return .array(ids)
    }
    guard let members = value.object else { return ["add": try ids(value.array ?? [value])] }
    guard !members.isEmpty, members.keys.allSatisfy({ $0 == "add" || $0 == "rem" })
    else { throw mismatch() }
    var result: JSONObject = ["add": [], "rem": []]
    for (name, member) in members where !member.isNull {
      guard let elements = Coercion.array(from: member, of: nil) else { throw mismatch() }
      result[name] = try ids(elements)
    }
    guard result.values.contains(where: { $0 != [] }) else {
      throw refusal("names nothing to add or to take out; it takes \(field.accepts)")
    }
    return .object(result)
  }

  private func rating(_ value: JSONValue) throws(ToolError) -> JSONValue {
    guard let rating = try number(value).integer, (0...field.highestRating).contains(rating)
    else { throw mismatch() }
    return .integer(rating)
  }

  private func progress(_ value: JSONValue) throws(ToolError) -> JSONValue {
    // A number alone can only mean the current value.
    let current = try number(value["current"] ?? value)
    guard let size = current.number, size >= field.progressStart, size <= field.progressEnd else {
      throw mismatch()
    }
    return ["current": current]
  }

  private func location(_ value: JSONValue) throws(ToolError) -> JSONValue {
    guard let latitude = value["location"]?["lat"]?.number, abs(latitude) <= 90,
      let longitude = value["location"]?["lng"]?.number, abs(longitude) <= 180,
      let address = value["formatted_address"]?.string, !address.isEmpty
    else { throw mismatch() }
    return [
      "location": ["lat": JSONValue(latitude), "lng": JSONValue(longitude)],
      "formatted_address": .string(address),
    ]
  }
}
