import JSON

/// Parts of the sentences in violations.
enum Wording {
  /// A name longer than this is not a name that a person chose; the message stays readable.
  private static let longestName = 120
  /// More values than this are a list to look up, not a sentence.
  private static let mostChoices = 30

  /// `text` in backticks, on one line, cut where it is too long.
  static func quoted(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(longestName) {
      let isPlain = scalar.properties.generalCategory != .control && scalar != "`"
      shown.append(isPlain ? scalar : "\u{FFFD}")
    }
    let isCut = text.unicodeScalars.dropFirst(longestName).first != nil
    return "`\(String(shown))\(isCut ? "…" : "")`"
  }

  /// A value of a schema, as JSON.
  static func text(of value: JSONValue) -> String { value.canonicalString }

  /// "one of 1, 2, 3", or the only one.
  static func choice(_ values: [JSONValue]) -> String {
    if values.count == 1 { return text(of: values[0]) }
    if values.isEmpty { return "absent, since no value is accepted" }
    let shown = values.prefix(mostChoices).map(text).joined(separator: ", ")
    return "one of " + shown + (values.count > mostChoices ? ", … (\(values.count) in all)" : "")
  }

  /// "1 element", "2 elements".
  static func count(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  /// "a", "a or b", "a, b or c".
  static func alternatives(_ phrases: [String]) -> String {
    guard let last = phrases.last, phrases.count > 1 else { return phrases.first ?? "" }
    return phrases.dropLast().joined(separator: ", ") + " or " + last
  }

  static func withArticle(_ type: String) -> String {
    switch type {
    case "null": "null"
    case "integer", "array", "object": "an " + type
    default: "a " + type
    }
  }
}

extension TypeSet {
  /// "a string or an integer".
  var phrase: String {
    Wording.alternatives(
      Self.words.filter { contains($0.set) }.map { Wording.withArticle($0.word) })
  }
}

extension JSONValue {
  /// "an array".
  var typePhrase: String { Wording.withArticle(typeName) }
}
