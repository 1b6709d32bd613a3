import APICore
import JSON

extension ResourceField {
  /// What an argument says of a field that is a number to the service: a word, a duration, digits.
  ///
  /// - Throws: in the words of the argument.
  func number(_ given: JSONValue) throws(ToolError) -> JSONValue {
    guard let text = given.string else { return given }
    switch kind {
    case .priority: return .integer(try PriorityArgument.parse(text, argument: argument))
    case .duration: return .integer(try DurationArgument.parse(text, argument: argument).rawValue)
    default: break
    }
    do {
      let number = try JSONValue.parse(text)
      if let size = number.number, size.isFinite { return number }
    } catch {}  // not JSON, and so not a number
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a number; write digits, e.g. 3 or 0.5")
  }
}
