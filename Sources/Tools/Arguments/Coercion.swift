import JSON

/// Reads a value that was sent in another form than the schema's plain type, where that type leaves
/// one reading only: models and hosts send numbers as text, arrays and objects as text that holds
/// JSON, and one value where an array of them is wanted.
///
/// A value that cannot be read so is left as it is, for the validator to refuse.
enum Coercion {
  static func coerce(_ value: JSONValue, by schema: JSONValue) -> JSONValue {
    switch (schema["type"]?.string, value) {
    case ("string", .integer), ("string", .double):
      return .string(value.canonicalString)
    case ("integer", .string(let text)), ("number", .string(let text)):
      return held(in: text, where: { $0.number != nil }) ?? value
    case ("boolean", .string(let text)):
      switch text.lowercased() {
      case "true": return true
      case "false": return false
      default: return value
      }
    case ("object", .string(let text)):
      return held(in: text, where: { $0.object != nil }) ?? value
    case ("array", _):
      return array(from: value, of: schema["items"]?["type"]?.string).map { .array($0) } ?? value
    default:
      return value
    }
  }

  /// The elements that `value` stands for; one plain value is the one element.
  ///
  /// - Parameter type: of the elements; nil where they may be of several.
  /// - Returns: nil where it is not an array and not plainly one element.
  static func array(from value: JSONValue, of type: String?) -> [JSONValue]? {
    switch value {
    case .array(let elements): return elements
    case .object: return type == "object" ? [value] : nil
    case .integer: return type == "object" ? nil : [value]
    case .double: return type == nil ? [value] : nil
    case .string(let text):
      if let elements = held(in: text, where: { $0.array != nil })?.array { return elements }
      if type == "object" { return held(in: text, where: { $0.object != nil }).map { [$0] } }
      return isOne(text) ? [value] : nil
    case .bool, .null: return nil
    }
  }

  /// Whether a text can only be one value: it is neither an array in whatever notation, nor a list.
  private static func isOne(_ text: String) -> Bool {
    let trimmed = text.trimmingBlanks
    guard let first = trimmed.first, !"[{\"'".contains(first) else { return false }
    return trimmed != "null" && !trimmed.contains(where: { ",;".contains($0) || $0.isNewline })
  }

  /// The JSON value that `text` holds, where it is one that is wanted.
  private static func held(
    in text: String, where isWanted: (JSONValue) -> Bool
  ) -> JSONValue? {
    let value: JSONValue
    do {
      value = try JSONValue.parse(text)
    } catch {
      return nil  // no JSON: the text is what was meant, and the validator says what is wrong
    }
    // Not as `isWanted(value) ? value : nil`: that nil would be the JSON value null.
    return isWanted(value) ? .some(value) : .none
  }
}
