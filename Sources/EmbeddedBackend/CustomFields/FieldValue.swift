import APICore
import JSON

/// What a request asks of one field of one task.
enum FieldChange: Sendable, Equatable {
  /// The stored form of the new value.
  case set(JSONValue)
  /// Identifiers of people, tasks or files that join and leave.
  case elements(add: [String], remove: [String])
  case clear
  /// A button is pressed. The buttons of this backend set nothing off.
  case click
}

/// Reads the `value` that a request gives to a field: checked for its type, in its stored form.
///
/// The stored form is what filters compare: the option's ID for `drop_down`, an array of IDs for
/// `labels`, `users` and relationships, an array of objects with an `id` for files, a number for
/// `date`, `number`, `currency` and `emoji`.
struct FieldValueReader {
  let field: FieldDefinition
  /// The day that a date without a time is stored on, at the hour that ClickUp stores it.
  let startOfDay: (Milliseconds) -> Milliseconds

  /// - Parameter options: the request's `value_options`.
  func change(to value: JSONValue, options: JSONValue? = nil) throws(APIError) -> FieldChange {
    guard let type = field.type, type.isSettable else {
      throw Refusal.invalid(
        "the Custom Field \(field.name) (\(field.typeName)) cannot be set through the API")
    }
    if isEmpty(value, type) { return .clear }
    switch type {
    case .users: return try elements(value) { BodyValues.wholeNumber($0).map { String($0) } }
    case .tasks, .listRelationship, .attachment: return try elements(value) { $0.string }
    case .button:
      guard value == true else { throw refusal("true, which clicks it") }
      return .click
    default: return .set(try stored(value, type, options))
    }
  }

  /// What leaves the field without a value; a number or a date is not emptied by an empty text.
  private func isEmpty(_ value: JSONValue, _ type: FieldType) -> Bool {
    switch (type, value) {
    case (.labels, .array): value.isNoFieldValue
    case (_, .string): type.storage == .words && value.isNoFieldValue
    default: value.isNull
    }
  }

  private func stored(_ value: JSONValue, _ type: FieldType, _ options: JSONValue?)
    throws(APIError) -> JSONValue
  {
    switch type {
    case .url: try text(value, "a URL like https://example.com", where: FieldText.isURL)
    case .email: try text(value, "an email address", where: FieldText.isEmail)
    case .phone: try text(value, "a phone number like +1 123 456 7890", where: FieldText.isPhone)
    case .shortText: try text(value, "one line of text") { !$0.contains(where: \.isNewline) }
    case .text: try text(value, "a string") { _ in true }
    case .checkbox: try checkbox(value)
    case .number, .currency: try number(value)
    case .date: try date(value, options)
    case .dropDown: try option(value)
    case .labels: try labels(value)
    case .emoji: try rating(value)
    case .manualProgress: try progress(value)
    case .location: try location(value)
    case .users, .tasks, .listRelationship, .attachment, .button, .automaticProgress, .votes,
      .formula:
      throw refusal("another form")
    }
  }

  private func refusal(_ expected: String) -> APIError {
    Refusal.fieldValue("`value` of \(field.name) (\(field.typeName)) must be \(expected)")
  }

  private func text(_ value: JSONValue, _ expected: String, where isValid: (String) -> Bool)
    throws(APIError) -> JSONValue
  {
    guard let text = value.string, isValid(text) else { throw refusal(expected) }
    return value
  }

  private func checkbox(_ value: JSONValue) throws(APIError) -> JSONValue {
    switch value {
    case .bool: return value
    case "true": return true
    case "false": return false
    default: throw refusal("true or false")
    }
  }

  private func number(_ value: JSONValue) throws(APIError) -> JSONValue {
    if value.number != nil { return value }
    guard let number = value.string.flatMap({ Double($0) }), number.isFinite else {
      throw refusal("a number")
    }
    return JSONValue(number)
  }

  private func date(_ value: JSONValue, _ options: JSONValue?) throws(APIError) -> JSONValue {
    guard let instant = BodyValues.wholeNumber(value) else {
      throw refusal("Unix time in milliseconds")
    }
    if options?["time"]?.bool == true { return .integer(instant) }
    return .integer(startOfDay(Milliseconds(instant)).rawValue)
  }

  private func option(_ value: JSONValue) throws(APIError) -> JSONValue {
    let chosen =
      value.string.flatMap(field.option)
      ?? BodyValues.wholeNumber(value).flatMap { index in
        field.options.first { $0.orderIndex == index }
      }
    guard let chosen else { throw Refusal.fieldOption }
    return .string(chosen.id)
  }

  private func labels(_ value: JSONValue) throws(APIError) -> JSONValue {
    guard let ids = BodyValues.all(value.array, \.string) else {
      throw refusal("an array of label IDs")
    }
    if let unknown = ids.first(where: { field.option($0) == nil }) {
      throw refusal("label IDs from type_config.options; \(unknown) is none of them")
    }
    return .array(ids.withoutRepeats.map(JSONValue.string))
  }

  private func rating(_ value: JSONValue) throws(APIError) -> JSONValue {
    let most = field.configuration["count"]?.integer ?? 5
    guard let rating = BodyValues.wholeNumber(value), rating >= 0, rating <= most else {
      throw refusal("a whole number from 0 to \(most)")
    }
    return .integer(rating)
  }

  private func progress(_ value: JSONValue) throws(APIError) -> JSONValue {
    let start = field.configuration["start"]?.number ?? 0
    let end = field.configuration["end"]?.number ?? 100
    guard let current = value["current"].flatMap(Self.anyNumber), current >= start, current <= end
    else {
      throw refusal(
        "{\"current\": …} between \(JSONValue(start).canonicalString) and "
          + JSONValue(end).canonicalString)
    }
    return ["current": JSONValue(current)]
  }

  private func location(_ value: JSONValue) throws(APIError) -> JSONValue {
    guard let latitude = value["location"]?["lat"]?.number, abs(latitude) <= 90,
      let longitude = value["location"]?["lng"]?.number, abs(longitude) <= 180,
      let address = value["formatted_address"]?.string, !address.isEmpty
    else {
      throw refusal("{\"location\": {\"lat\", \"lng\"}, \"formatted_address\"}")
    }
    var stored: JSONValue = [
      "location": ["lat": JSONValue(latitude), "lng": JSONValue(longitude)],
      "formatted_address": .string(address),
    ]
    if let place = value["place_id"]?.string { stored["place_id"] = .string(place) }
    return stored
  }

  /// The service takes other shapes with 200 and leaves the field empty; refusing loses nothing.
  private func elements(_ value: JSONValue, _ id: (JSONValue) -> String?) throws(APIError)
    -> FieldChange
  {
    guard let members = value.object, members["add"] != nil || members["rem"] != nil,
      let add = BodyValues.all((members["add"] ?? []).array, id),
      let remove = BodyValues.all((members["rem"] ?? []).array, id)
    else {
      throw refusal("{\"add\": [IDs], \"rem\": [IDs]}")
    }
    return .elements(add: add.withoutRepeats, remove: remove.withoutRepeats)
  }

  static func anyNumber(_ value: JSONValue) -> Double? {
    value.number ?? value.string.flatMap { Double($0) }
  }
}

extension Refusal {
  /// ClickUp's own words for an option given by its name.
  static let fieldOption = fieldValue("Value must be an option index or uuid")

  static func fieldValue(_ message: String) -> APIError {
    APIError(status: 400, code: "FIELD_011", message: message)
  }
}

extension Array where Element: Hashable {
  /// The first of each, in order.
  var withoutRepeats: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
