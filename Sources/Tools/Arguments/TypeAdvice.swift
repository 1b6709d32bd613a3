import JSON

/// What is said of an argument of the wrong type besides that it is: what came, and what to write.
enum TypeAdvice {
  /// Enough to recognize what was sent.
  private static let shownLength = 60

  /// - Parameters:
  ///   - isElement: whether the value is an element of an array.
  ///   - wanted: the schema whose type it has not.
  static func text(for value: JSONValue?, isElement: Bool?, wanted: JSONValue?) -> String {
    guard let value else { return "" }
    if value.isNull { return isElement == true ? "; leave the element out" : ", and is needed" }
    let came = quoted(value.string ?? value.canonicalString, atMost: shownLength)
    guard let example = example(of: wanted, for: value) else { return ": \(came)" }
    return ": \(came); write \(example)"
  }

  /// Where the schema of an object is read elsewhere, the members that it needs all the same.
  static let neededMembers = "x-needed"

  private static func object(of needed: JSONValue?) -> String {
    let members = (needed?.array ?? []).compactMap(\.string).sorted().map { "\"\($0)\": …" }
    return members.isEmpty ? "{…}" : "{\(members.joined(separator: ", "))}"
  }

  private static func example(of wanted: JSONValue?, for value: JSONValue) -> String? {
    switch wanted?["type"]?.string {
    case "array" where wanted?["items"]?["type"] == "object": "[{…}]"
    case "array": elements(in: value.string ?? "") ?? #"["first", "second"]"#
    case "object": object(of: wanted?["required"] ?? wanted?[Self.neededMembers])
    case "integer": "a whole number in digits, e.g. 25"
    case "number": "a number in digits, e.g. 1.5"
    case "boolean": "true or false"
    case "string": value.object == nil && value.array == nil ? "it in quotation marks" : "a text"
    default: nil
    }
  }

  /// The array that a list in one text may mean; nil where the text is none.
  private static func elements(in text: String) -> String? {
    let parts = text.split(whereSeparator: { ",;".contains($0) || $0.isNewline })
      .map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
    guard parts.count > 1, !"[{\"'".contains(text.trimmingBlanks.first ?? "[") else { return nil }
    let shown = JSONValue.array(parts.prefix(5).map(JSONValue.string)).canonicalString
    return "\(shown.cut(toScalars: 120)) for several, [\(quoted(text, atMost: 60))] for one"
  }
}
