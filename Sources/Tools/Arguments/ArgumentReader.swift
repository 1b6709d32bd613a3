import APICore
import JSON
import JSONSchema

/// Reads the arguments of one tool strictly by its input schema: leaves out what says nothing,
/// coerces, refuses what is unknown and stands for nothing known (`ArgumentAlias`), fills in
/// constant defaults, and reports everything that is wrong at once.
struct ArgumentReader: Sendable {
  private let tool: String
  private let schema: JSONValue
  private let clearings: Clearings
  private let validator: Schema

  init(tool: String, schema: JSONValue, clearings: Clearings = [:]) throws(SchemaError) {
    (self.tool, self.clearings) = (tool, clearings)
    self.schema = schema
    validator = try Schema(schema, options: Schema.Options(assertsFormat: true))
  }

  func read(_ arguments: JSONObject) throws(ToolError) -> JSONObject {
    var remarks: [String] = []
    return try read(arguments, remarks: &remarks)
  }

  /// - Parameter remarks: gets what was taken for what.
  /// - Throws: `invalid_arguments` with every violation.
  func read(
    _ arguments: JSONObject, remarks: inout [String]
  ) throws(ToolError) -> JSONObject {
    var walk = Walk(tool: tool, clearings: clearings)
    let value = walk.read(.object(arguments), by: schema, at: "")
    let broken = validator.violations(of: value)
      .map { ArgumentViolation($0, of: value, by: schema) }
    let count = walk.refusedCount + broken.count
    remarks += walk.remarks
    guard count == 0, let accepted = value.object else {
      throw ToolError(violations: walk.refused + broken, count: count, of: tool)
    }
    return accepted
  }
}

/// One rule that the arguments break.
struct ArgumentViolation: Sendable, Equatable {
  /// More than these are not typing errors; the list would crowd out what matters.
  static let shownCount = 20

  /// No argument has a name near as long. A longer one is not pointed at, so that the answer does
  /// not grow with it.
  static let longestName = 200

  /// JSON pointer to the value.
  let pointer: String
  let message: String

  init(pointer: String, message: String) {
    self.pointer = pointer
    self.message = message
  }

  /// Where the type is wrong, with what came and what to write instead; where something is missing,
  /// with what it is.
  init(_ violation: Violation, of arguments: JSONValue, by schema: JSONValue) {
    let pointer = violation.instancePointer
    let broken = JSONPointer(violation.schemaPointer).flatMap { place in
      schema[JSONPointer(Array(place.tokens.dropLast()))]
    }
    let advice =
      switch violation.keyword {
      case "type":
        TypeAdvice.text(
          for: JSONPointer(pointer).flatMap { arguments[$0] }, isElement: pointer.last?.isNumber,
          wanted: broken)
      case "required":
        violation.member.flatMap { broken?["properties"]?[$0] }.map(Self.meaning) ?? ""
      default: ""
      }
    self.init(pointer: pointer, message: violation.message + advice)
  }

  /// What the schema says of an argument.
  private static func meaning(of property: JSONValue) -> String {
    let choices = (property["enum"]?.array ?? []).compactMap(\.string)
    let words = [
      property["description"]?.string,
      choices.isEmpty ? nil : "one of \(choices.joined(separator: ", "))",
    ].compactMap(\.self)
    return words.isEmpty ? "" : ": \(words.joined(separator: "; "))"
  }

  var json: JSONValue { ["pointer": .string(pointer), "message": .string(message)] }
}

extension ToolError {
  /// Every violation in one error: a model that is told one at a time needs as many calls.
  ///
  /// - Parameter count: how many there are, where `violations` holds only the first.
  init(violations: [ArgumentViolation], count: Int, of tool: String) {
    let shown = violations.prefix(ArgumentViolation.shownCount)
    let introduction =
      count == 1
      ? "`\(tool)` was not run"
      : "`\(tool)` was not run, \(count) things are wrong with its arguments"
    self.init(
      .invalidArguments, "\(introduction): \(shown.map(\.message).joined(separator: "; "))")
    self.violations = shown.map(\.json)
  }

  /// One argument is wrong in a way that only the workspace or the calendar knows.
  init(argument: String, _ message: String, code: ErrorCode = .invalidArguments) {
    self.init(code, message)
    violations = [ArgumentViolation(pointer: "/\(argument)", message: message).json]
  }
}

/// Goes through a value and its schema side by side.
///
/// Unknown members are reported here, where the nearest known name is at hand, and left out of what
/// the validator sees: it would only report them again.
private struct Walk {
  let tool: String
  let clearings: Clearings
  /// The first members that the validator would not refuse: a line of 16 MiB has room for a
  /// million.
  private(set) var refused: [ArgumentViolation] = []
  private(set) var refusedCount = 0
  private(set) var remarks: [String] = []
  /// What is accepted where was said once: it is long.
  private var told: Set<[String]> = []

  init(tool: String, clearings: Clearings) { (self.tool, self.clearings) = (tool, clearings) }

  mutating func read(_ value: JSONValue, by schema: JSONValue, at pointer: String) -> JSONValue {
    guard let type = schema["type"]?.string else { return value }
    switch Coercion.coerce(value, by: schema) {
    case .object(let members) where type == "object":
      return .object(read(members, by: schema, at: pointer))
    case .array(let elements) where type == "array":
      guard let items = schema["items"] else { return .array(elements) }
      return .array(
        elements.enumerated().map { read($1, by: items, at: "\(pointer)/\($0)") })
    case let coerced:
      return coerced
    }
  }

  /// An object that takes any member is of the service's own form: what is unknown in it stays.
  private mutating func read(
    _ members: JSONObject, by schema: JSONValue, at pointer: String
  ) -> JSONObject {
    guard let properties = schema["properties"]?.object else { return members }
    let isStrict = schema["additionalProperties"] == false
    var members = members
    if isStrict, members.keys.contains(where: { properties[$0] == nil }) {
      let alias = ArgumentAlias(properties: properties, tool: pointer.isEmpty ? tool : nil)
      let applied = alias.applied(to: members, of: properties)
      members = applied.members
      remarks += applied.remarks
    }
    var known: JSONObject = [:]
    var result: JSONObject = [:]
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      if properties[name] != nil {
        known[name] = member
      } else if !isStrict {
        result[name] = member
      } else if !pointer.isEmpty || !HostAddition.names.contains(name) {
        note(unknown: name, in: pointer, of: properties)
      }
    }
    known = EmptyArgument.sifted(
      known, by: schema, clearings: pointer.isEmpty ? clearings : [:])
    noteEmpty(known, requiredBy: schema, in: pointer)
    for (name, member) in known.sorted(by: { $0.key < $1.key }) {
      result[name] = read(
        member, by: properties[name] ?? [:], at: "\(pointer)/\(Self.escaped(name))")
    }
    for (name, property) in properties where result[name] == nil {
      result[name] = property["default"]
    }
    return result
  }

  private mutating func note(
    unknown name: String, in pointer: String, of properties: JSONObject
  ) {
    refusedCount += 1
    guard refusedCount <= ArgumentViolation.shownCount else { return }
    let names = properties.keys.sorted()
    let advice = pointer.isEmpty ? ArgumentAdvice.sentence(for: name, of: tool) : nil
    let guess =
      advice.map { ": \($0)" }
      ?? NearestName.nearest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? ""
    let owner = pointer.isEmpty ? "`\(tool)`" : "`\(pointer)`"
    let isNew = told.insert(names).inserted
    let accepted = isNew ? " are \(names.map { "`\($0)`" }.joined(separator: ", "))" : ""
    let link = !isNew ? "" : guess.hasSuffix("?") ? " Accepted" : "; accepted"
    let isName = name.utf8.count <= ArgumentViolation.longestName
    refused.append(
      ArgumentViolation(
        pointer: isName ? "\(pointer)/\(Self.escaped(name))" : pointer,
        message: "\(quoted(name)) is not an argument of \(owner)\(guess)\(link)\(accepted)"))
  }

  /// An ID that is an empty text names nothing. What tools say of an empty name or text is better.
  private mutating func noteEmpty(
    _ members: JSONObject, requiredBy schema: JSONValue, in pointer: String
  ) {
    let isSpoken = { (name: String) in name == "name" || EmptyArgument.freeTexts.contains(name) }
    for name in (schema["required"]?.array ?? []).compactMap(\.string) where !isSpoken(name) {
      guard let member = members[name], EmptyArgument.isBlank(member),
        let property = schema["properties"]?[name], property["type"] == "string",
        property["enum"] == nil
      else { continue }
      refusedCount += 1
      guard refusedCount <= ArgumentViolation.shownCount else { return }
      refused.append(
        ArgumentViolation(
          pointer: "\(pointer)/\(name)",
          message: "`\(name)` is empty, and is needed: \(property["description"]?.string ?? name)"))
    }
  }

  private static func escaped(_ name: String) -> String {
    // Hardly any name has one.
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return name
    }
    return name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
