import APICore
import JSON

extension ResourceField {
  /// What an argument says of a field that is a number to the service: a word, a duration, digits.
  ///
  /// - Throws: in the words of the argument.
  func number(_ given: JSONValue, _ context: ToolContext) throws(ToolError) -> JSONValue {
    guard let text = given.string else { return given }
    switch kind {
    case .priority: return .integer(try PriorityArgument.parse(text, argument: argument))
    case .duration:
      return .integer(try DurationArgument.parse(text, argument: argument, context).rawValue)
    default: break
    }
    do throws(WrittenNumber.Problem) {
      return try WrittenNumber(text).remarked(on: text, argument: argument, context)
    } catch {
      var problem = "is not a number; write digits, e.g. 3 or 0.5"
      if case .unclear(let reason) = error { problem = reason }
      throw ToolError(argument: argument, "`\(argument)` \(quoted(text)) \(problem)")
    }
  }
}

extension WrittenNumber {
  /// The number, of which the answer says how it was read.
  func remarked(on text: String, argument: String, _ context: ToolContext) -> JSONValue {
    if isRewritten {
      context.remarks.add(
        "`\(argument)` \(quoted(text)) was read as \(value.canonicalString)"
          + (rule.map { ", \($0)" } ?? ""))
    }
    return value
  }
}
