import APICore
import JSON
import JSONSchema

/// Reads the arguments of one tool strictly by its input schema: coerces, refuses what is unknown,
/// fills in constant defaults, and reports everything that is wrong at once.
struct ArgumentReader: Sendable {
  private let tool: String
  private let schema: JSONValue
  private let validator: Schema

  init(tool: String, schema: JSONValue) throws(SchemaError) {
    self.tool = tool
    self.schema = schema
    validator = try Schema(schema, options: Schema.Options(assertsFormat: true))
  }

  /// - Throws: `invalid_arguments` with every violation.
  func read(_ arguments: [String: JSONValue]) throws(ToolError) -> [String: JSONValue] {
    var walk = Walk(tool: tool)
    let value = walk.read(.object(arguments), by: schema, at: "")
    let broken = validator.violations(of: value).filter { !walk.covers($0) }
      .map { ArgumentViolation($0, of: value, schema: schema) }
    let violations = walk.unknown + broken
    guard violations.isEmpty, let accepted = value.object else {
      throw ToolError(violations: violations, of: tool)
    }
    return accepted
  }
}

/// One rule that the arguments break.
struct ArgumentViolation: Sendable, Equatable {
  /// More than these are no typing errors; the list would crowd out what matters.
  static let shownCount = 20

  /// JSON pointer to the value.
  let pointer: String
  let message: String

  var json: JSONValue { ["pointer": .string(pointer), "message": .string(message)] }
}

extension ToolError {
  /// Every violation in one error: a model that is told one at a time needs as many calls.
  init(violations: [ArgumentViolation], of tool: String) {
    let shown = violations.prefix(ArgumentViolation.shownCount)
    let count = violations.count
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
private struct Walk {
  let tool: String
  var unknown: [ArgumentViolation] = []
  private var strictObjects: Set<String> = []

  init(tool: String) { self.tool = tool }

  /// Unknown names are reported by the walk, which knows the nearest known one.
  func covers(_ violation: Violation) -> Bool {
    violation.keyword == "additionalProperties"
      && (strictObjects.contains(violation.instancePointer)
        || strictObjects.contains(Self.parent(of: violation.instancePointer)))
  }

  mutating func read(_ value: JSONValue, by schema: JSONValue, at pointer: String) -> JSONValue {
    guard let type = schema["type"]?.string else { return value }
    switch Coercion.coerce(value, to: type) {
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

  private mutating func read(
    _ members: [String: JSONValue], by schema: JSONValue, at pointer: String
  ) -> [String: JSONValue] {
    guard let properties = schema["properties"]?.object else { return members }
    let isStrict = schema["additionalProperties"] == false
    if isStrict { strictObjects.insert(pointer) }
    var result: [String: JSONValue] = [:]
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      let place = "\(pointer)/\(Self.escaped(name))"
      if let property = properties[name] {
        result[name] = read(member, by: property, at: place)
      } else {
        result[name] = member
        if isStrict { unknown.append(violation(name, at: place, in: pointer, of: properties)) }
      }
    }
    for (name, property) in properties where result[name] == nil {
      result[name] = property["default"]
    }
    return result
  }

  private func violation(
    _ name: String, at place: String, in pointer: String, of properties: [String: JSONValue]
  ) -> ArgumentViolation {
    // One that is not shown is only counted: a line of 16 MiB has room for a million of them.
    guard unknown.count < ArgumentViolation.shownCount else {
      return ArgumentViolation(pointer: place, message: "no argument of `\(tool)`")
    }
    let names = properties.keys.sorted()
    let guess =
      NearestName.nearest(to: name, among: names).map { "; did you mean `\($0)`? Accepted" }
      ?? "; accepted"
    let owner = pointer.isEmpty ? "`\(tool)`" : "`\(pointer)`"
    let accepted = names.map { "`\($0)`" }.joined(separator: ", ")
    return ArgumentViolation(
      pointer: place,
      message: "\(quoted(name)) is no argument of \(owner)\(guess) are \(accepted)")
  }

  private static func escaped(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }

  private static func parent(of pointer: String) -> String {
    pointer.lastIndex(of: "/").map { String(pointer[..<$0]) } ?? ""
  }
}

extension ArgumentViolation {
  /// The validator's words, with what only the arguments' side knows added.
  fileprivate init(_ violation: Violation, of value: JSONValue, schema: JSONValue) {
    self.init(pointer: violation.instancePointer, message: violation.message)
  }
}
