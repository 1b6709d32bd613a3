import APICore
import JSON

/// What a condition compares a field with, in the service's form. A date has `DateCondition`.
///
/// An option, a person or a task that is not there finds nothing, which would look like an answer;
/// so each is looked up.
struct FieldOperand {
  let reader: CustomFieldValueReader
  let workspace: WorkspaceReader

  /// - Throws: `invalid_arguments` or `not_found`: it names nothing, or is not what is compared.
  func wire(_ operation: String, _ value: JSONValue) throws(ToolError) -> JSONValue {
    if operation == "RANGE" { return try range(value) }
    guard let elements = value.array else { return try element(value) }
    guard !elements.isEmpty else { throw refusal("is empty; name what to compare with") }
    if reader.field.type == "users" { return .array(try people(elements)) }
    var wired: [JSONValue] = []
    for element in elements { wired.append(try self.element(element)) }
    return .array(wired)
  }

  /// Options by their names, numbers as they are set.
  private func element(_ value: JSONValue) throws(ToolError) -> JSONValue {
    switch reader.field.type {
    case "number", "currency", "emoji": return try reader.number(value)
    case "drop_down", "labels": return .string(try reader.option(value).id)
    case "checkbox": return try reader.checkbox(value)
    case "tasks", "list_relationship":
      guard let id = value.identifier else { throw refusal("must hold task IDs") }
      return .string(try workspace.task(id, argument: reader.argument).id)
    case "text", "short_text", "url", "email", "phone":
      guard let text = value.string ?? value.integer.map(String.init) else {
        throw refusal("must be text")
      }
      return .string(text)
    default: return value
    }
  }

  private func people(_ elements: [JSONValue]) throws(ToolError) -> [JSONValue] {
    let ids = elements.compactMap(\.identifier)
    guard ids.count == elements.count else { throw refusal("must hold user IDs or names") }
    return try workspace.members(ids, argument: reader.argument).map { .string($0.id) }
  }

  /// Both ends count: https://developer.clickup.com/docs/taskfilters
  private func range(_ value: JSONValue) throws(ToolError) -> JSONValue {
    guard let bounds = value.array, bounds.count == 2 else {
      throw refusal("must be two numbers for RANGE: [low, high]")
    }
    let (low, high) = (try reader.number(bounds[0]), try reader.number(bounds[1]))
    guard let first = low.number, let last = high.number, first <= last else {
      throw refusal("ends before it begins; give [low, high]")
    }
    return [low, high]
  }

  private func refusal(_ problem: String) -> ToolError {
    ToolError(
      argument: reader.argument,
      "`\(reader.argument)` for the Custom Field \(quoted(reader.field.name)) "
        + "(\(reader.field.type)) \(problem)")
  }
}
