import JSON

/// Reads a value that was sent in another form than the schema's plain type, where that type leaves
/// one reading only: models and hosts send numbers as text, and objects as text that holds JSON.
///
/// A value that cannot be read so is left as it is, for the validator to refuse.
enum Coercion {
  static func coerce(_ value: JSONValue, to type: String) -> JSONValue {
    switch (type, value) {
    case ("string", .integer(let number)):
      .string(String(number))
    case ("integer", .string(let text)), ("number", .string(let text)):
      parsed(text) { $0.number != nil } ?? value
    case ("boolean", .string(let text)):
      switch text.lowercased() {
      case "true": true
      case "false": false
      default: value
      }
    case ("array", .string(let text)):
      parsed(text) { $0.array != nil } ?? value
    case ("object", .string(let text)):
      parsed(text) { $0.object != nil } ?? value
    default:
      value
    }
  }

  private static func parsed(_ text: String, where isWanted: (JSONValue) -> Bool) -> JSONValue? {
    do {
      let value = try JSONValue.parse(text)
      return isWanted(value) ? value : nil
    } catch {
      return nil  // no JSON: the text is what was meant, and the validator says what is wrong
    }
  }
}
