import APICore
import JSON

/// Shows the value of a Custom Field as one text: the option's name rather than its index, the date
/// rather than its milliseconds.
struct CustomFieldText {
  let context: ToolContext

  /// `{id, name, type, value}` of a field as a task carries it, `value` absent where it has none.
  func lean(_ json: JSONValue) -> JSONValue? {
    lean(json) { ["value": .string($0.whole)] }
  }

  /// The same with as much of a long value as the answer shows.
  func lean(_ json: JSONValue, _ reading: TextReading) -> JSONValue? {
    lean(json) { reading.each($0, as: "value") }
  }

  private func lean(
    _ json: JSONValue, showing value: (LongText) -> [String: JSONValue]
  ) -> JSONValue? {
    guard let field = CustomField(json) else { return nil }
    let members: JSONObject = [
      "id": .string(field.id), "name": .string(field.name), "type": .string(field.type),
    ]
    guard let text = text(of: json) else { return .object(members) }
    return .object(members.merging(JSONObject(value(text))) { $1 })
  }

  /// Its value as a text; nil where it has none.
  func text(of json: JSONValue) -> LongText? {
    guard let field = CustomField(json), let value = json["value"] else { return nil }
    return LongText(field.id, text(of: value, field))
  }

  /// nil where the field is empty.
  private func text(of value: JSONValue, _ field: CustomField) -> String? {
    switch (field.type, value) {
    case (_, let value) where value.isNoFieldValue: nil
    case ("drop_down", _): option(value, field)
    case ("labels", .array(let ids)): ids.map { option($0, field) }.joined(separator: ", ")
    case ("date", _): instant(value)
    case ("users", .array(let users)): elements(users, nameMember: "username")
    case ("tasks", .array(let tasks)), ("list_relationship", .array(let tasks)):
      elements(tasks, nameMember: "name")
    case ("attachment", .array(let files)): elements(files, nameMember: "title")
    case ("manual_progress", .object(let members)): members["current"].map(plain)
    case ("location", .object(let members)): members["formatted_address"].map(plain)
    default: plain(value)
    }
  }

  private func plain(_ value: JSONValue) -> String { value.string ?? value.canonicalString }

  /// The service answers a `drop_down` with the option's ID or its index, which may be a string.
  private func option(_ value: JSONValue, _ field: CustomField) -> String {
    let index = value.integer ?? value.string.flatMap { Int64($0) }
    let option =
      field.options.first { $0.id == value.string }
      ?? field.options.first { $0.orderIndex == index }
    return option?.name ?? plain(value)
  }

  private func instant(_ value: JSONValue) -> String {
    context.day(value)?.string ?? plain(value)
  }

  /// `Jane Doe (183), …`: the ID goes along, since it is what takes one out again.
  private func elements(_ elements: [JSONValue], nameMember: String) -> String {
    elements.map { element in
      let id = element["id"].map(plain) ?? plain(element)
      return element[nameMember]?.string.map { "\($0) (\(id))" } ?? id
    }.joined(separator: ", ")
  }
}
