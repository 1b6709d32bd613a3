import APICore
import JSON

/// Where a Custom Field can be looked up.
protocol FieldSource {
  func field(_ id: String, argument: String) throws(ToolError) -> CustomField
}

extension FieldSource {
  func field(_ naming: Naming<CustomField>) throws(ToolError) -> CustomField {
    try naming.found(in: self)
  }
}

extension CustomField: Nameable {
  static let kind = ToolCatalogue.Named.field

  static func find(
    _ text: String, argument: String, in source: any FieldSource
  ) throws(ToolError) -> CustomField {
    try source.field(text, argument: argument)
  }
}

/// The Custom Fields that tasks of one List can have.
struct ListFields: FieldSource, Sendable {
  let listName: String
  let fields: [CustomField]

  /// - Throws: `not_found` with the List's fields.
  func field(_ id: String, argument: String) throws(ToolError) -> CustomField {
    if let field = fields.first(where: { $0.id == id }) { return field }
    let candidates = fields.map { "\(quoted($0.name)) (\($0.type), \($0.id))" }
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(id)) is not a Custom Field of the List \(quoted(listName)); "
        + (candidates.isEmpty ? "it has none" : "its fields are \(listed(candidates))")
        + "; nothing was changed; give the ID of one of them", code: .notFound)
  }
}

extension WorkspaceReader {
  func customFields(ofList id: String, named name: String) throws(ToolError) -> ListFields {
    let answer = try fetch(.getListFields, path: ["list_id": id])
    return ListFields(listName: name, fields: CustomField.all(in: answer))
  }
}
