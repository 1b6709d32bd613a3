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
    let broken = validator.violations(of: value)
      .map { ArgumentViolation($0, of: value) }
    let count = walk.unknownCount + broken.count
    guard count == 0, let accepted = value.object else {
      throw ToolError(violations: walk.unknown + broken, count: count, of: tool)
    }
    return accepted
  }
}

/// One rule that the arguments break.
struct ArgumentViolation: Sendable, Equatable {
  /// More than these are no typing errors; the list would crowd out what matters.
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

  /// A null is not read as nothing given: the model may have meant to clear the field.
  init(_ violation: Violation, of arguments: JSONValue) {
    let value = JSONPointer(violation.instancePointer).flatMap { arguments[$0] }
    let advice = value?.isNull == true ? "; leave it out instead" : ""
    self.init(pointer: violation.instancePointer, message: violation.message + advice)
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
  /// The first unknown members: a line of 16 MiB has room for a million.
  private(set) var unknown: [ArgumentViolation] = []
  private(set) var unknownCount = 0

  init(tool: String) { self.tool = tool }

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
    var result: [String: JSONValue] = [:]
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      if let property = properties[name] {
        result[name] = read(member, by: property, at: "\(pointer)/\(Self.escaped(name))")
      } else if isStrict {
        note(unknown: name, in: pointer, of: properties)
      } else {
        result[name] = member
      }
    }
    for (name, property) in properties where result[name] == nil {
      result[name] = property["default"]
    }
    return result
  }

  private mutating func note(
    unknown name: String, in pointer: String, of properties: [String: JSONValue]
  ) {
    unknownCount += 1
    guard unknownCount <= ArgumentViolation.shownCount else { return }
    let names = properties.keys.sorted()
    let guess =
      NearestName.nearest(to: name, among: names).map { "; did you mean `\($0)`? Accepted" }
      ?? "; accepted"
    let owner = pointer.isEmpty ? "`\(tool)`" : "`\(pointer)`"
    let accepted = names.map { "`\($0)`" }.joined(separator: ", ")
    let isName = name.utf8.count <= ArgumentViolation.longestName
    unknown.append(
      ArgumentViolation(
        pointer: isName ? "\(pointer)/\(Self.escaped(name))" : pointer,
        message: "\(quoted(name)) is no argument of \(owner)\(guess) are \(accepted)"))
  }

  private static func escaped(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
