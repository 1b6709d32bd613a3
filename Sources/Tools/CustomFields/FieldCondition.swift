import APICore
import JSON

/// One condition on a Custom Field, as `search_tasks` takes it.
struct FieldCondition: Decodable, Sendable {
  let fieldID: Naming<CustomField>
  let operation: String
  let value: JSONValue?

  enum CodingKeys: String, CodingKey {
    case value
    case fieldID = "field_id"
    case operation = "operator"
  }
}

/// The Custom Fields that a search may ask about.
///
/// One unknown field makes the service drop every condition and answer everything, so each is
/// checked first.
struct FilterableFields: FieldSource {
  let fields: [CustomField]
  let place: String
  let workspace: WorkspaceReader

  /// The fields of the Lists; without Lists those of the Spaces and of the whole Workspace.
  init(
    lists: [NamedList], _ spaceIDs: [String], _ workspace: WorkspaceReader
  ) throws(ToolError) {
    self.workspace = workspace
    var answers: [JSONValue] = []
    for list in lists {
      answers.append(try workspace.fetch(.getListFields, path: ["list_id": list.id]))
    }
    if lists.isEmpty {
      for space in spaceIDs {
        answers.append(
          try workspace.fetch(
            .getSpaceFields, path: ["space_id": space], naming: "space_ids", as: space))
      }
      answers.append(
        try workspace.fetch(.getTeamFields, path: ["team_id": workspace.workspaceID]))
    }
    fields = answers.flatMap(CustomField.all)
    place = lists.isEmpty ? "the Workspace as a whole; a List's own need `list_ids`" : "those Lists"
  }

  func filters(
    _ conditions: [FieldCondition], _ context: ToolContext
  ) throws(ToolError) -> [TaskQuery.FieldFilter] {
    var filters: [TaskQuery.FieldFilter] = []
    for (index, condition) in conditions.enumerated() {
      let argument = "custom_fields/\(index)"
      let field = try field(condition.fieldID)
      try check(condition, on: field, argument: argument)
      var filter = TaskQuery.FieldFilter(
        fieldID: field.id, operation: condition.operation, value: nil)
      if let given = condition.value, !Self.unary.contains(condition.operation) {
        let value = try elements(
          of: given, for: condition.operation, argument: "\(argument)/value")
        let reader = CustomFieldValueReader(
          field: field, context: context, argument: "\(argument)/value")
        if field.type == "date" {
          (filter.operation, filter.value) =
            try DateCondition(reader: reader).wire(condition.operation, value)
        } else {
          filter.value = try FieldOperand(reader: reader, workspace: workspace)
            .wire(condition.operation, value)
        }
      }
      filters.append(filter)
    }
    return filters
  }

  /// https://developer.clickup.com/docs/taskfilters
  private func check(
    _ condition: FieldCondition, on field: CustomField, argument: String
  ) throws(ToolError) {
    let operation = condition.operation
    let named = "the Custom Field \(quoted(field.name)) (\(field.type))"
    if Self.unfilterable.contains(field.type) {
      throw ToolError(
        argument: "\(argument)/field_id", "the service cannot filter by \(named); leave it out")
    }
    if Self.unary.contains(operation) { return }
    if condition.value == nil {
      throw ToolError(
        argument: "\(argument)/value",
        "`\(argument)/value` is missing; only IS NULL and IS NOT NULL need none")
    }
    if field.type == "labels" || CustomField.growing.contains(field.type),
      operation == "RANGE" || !Self.multiple.contains(operation)
    {
      throw ToolError(
        argument: "\(argument)/operator",
        "\(named) holds several values; compare it with ANY, ALL, NOT ANY or NOT ALL and an array")
    }
  }

  private static let unary: Set<String> = ["IS NULL", "IS NOT NULL"]
  private static let multiple: Set<String> = ["RANGE", "ANY", "ALL", "NOT ANY", "NOT ALL"]

  private static let unfilterable: Set<String> = [
    "formula", "location", "button", "votes", "signature", "rollup", "automatic_progress",
    "manual_progress",
  ]

  /// An array where the operator compares with several values, of which one alone is one.
  private func elements(
    of value: JSONValue, for operation: String, argument: String
  ) throws(ToolError) -> JSONValue {
    guard Self.multiple.contains(operation) else { return value }
    if case .bool = value { return [value] }
    guard let elements = Coercion.array(from: value, of: nil) else {
      throw ToolError(
        argument: argument,
        "`\(argument)` must be an array for \(operation), and "
          + "\(quoted(value.canonicalString)) may be several values or one; write "
          + "[\"first\", \"second\"]")
    }
    return .array(elements)
  }
}
