import APICore
import JSON

/// What counts as empty for which kind of argument, and what an empty one says: the one place.
///
/// Hosts that must send every argument fill in those that the model left out, with null or, in
/// OpenAI's strict mode, with an empty value of the type.
///
/// What counts as "not given", by the kind of an argument that may be left out:
/// - every kind: null;
/// - everything but free text (an ID, key, name, date, status, priority, duration, choice, number,
///   flag, array or object): a text without a visible character;
/// - the flag `X_time` of a date `X`: false, where `X` is not given;
/// - free text: an empty text in a call that its host filled in; else the tool says what it means;
/// - an array: nothing else, since an empty array is an array without elements.
///
/// A host has filled a call in where something in it is null or empty that cannot be cleared. Where
/// null can mean "take the value away" (`Clearings`) it does, but never in such a call: what the
/// model wants to clear has a word there (`none`).
enum EmptyArgument {
  /// Where an empty text is a text, and not what a host fills in for an ID.
  static let freeTexts: Set<String> = [
    "comment_text", "content", "description", "markdown_content",
  ]

  /// The arguments that were given.
  ///
  /// - Parameters:
  ///   - arguments: known ones only.
  ///   - schema: of the object that they are the members of.
  ///   - clearings: what null means in it besides.
  static func sifted(
    _ arguments: JSONObject, by schema: JSONValue, clearings: Clearings = [:]
  ) -> JSONObject {
    let properties = schema["properties"]?.object ?? [:]
    let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
    let optional = arguments.filter { !required.contains($0.key) }
    let empty = optional.filter { isEmpty($0.value, for: $0.key, properties[$0.key] ?? [:]) }
    let isFilledIn = empty.contains { clearings[$0.key] == nil }
    var given = arguments.filter { empty[$0.key] == nil }
    if isFilledIn {
      given = given.filter { optional[$0.key] == nil || $0.value != "" }
    } else {
      for (name, clearing) in clearings
      where optional[name]?.isNull == true && given[clearing.argument] == nil {
        given[clearing.argument] = clearing.value
      }
    }
    return given.filter { name, value in
      guard value == false, name.hasSuffix("_time") else { return true }
      let date = String(name.dropLast("_time".count))
      return properties[date] == nil || given[date] != nil
    }
  }

  /// Whether an argument that may be left out says nothing.
  private static func isEmpty(
    _ value: JSONValue, for name: String, _ property: JSONValue
  ) -> Bool {
    if value.isNull { return true }
    // A value of several types is its tool's to read.
    guard property["type"] != nil, !freeTexts.contains(name) else { return false }
    return isBlank(value)
  }

  /// Whether it is a text without a visible character.
  static func isBlank(_ value: JSONValue) -> Bool {
    value.string?.allSatisfy(\.isWhitespace) == true
  }
}

/// What null means in which argument of a tool where it does not mean "not given": what the schema
/// offers in words.
public typealias Clearings = [String: Clearing]

/// How the clearing of a value is written in full.
public struct Clearing: Sendable {
  let argument: String
  let value: JSONValue
}

extension Clearings {
  /// `none` takes the values of these away.
  init(_ fields: [ResourceField]) {
    self.init(
      uniqueKeysWithValues: fields.filter(\.isClearable).map {
        ($0.argument, Clearing(argument: $0.argument, value: "none"))
      })
  }
}
