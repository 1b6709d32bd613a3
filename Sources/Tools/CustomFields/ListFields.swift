import APICore
import JSON

/// Where a Custom Field can be looked up.
protocol FieldSource {
  /// One that stands in several places once for each.
  var fields: [CustomField] { get }
  /// Whose they are, for people: `the List "Inbox"`.
  var place: String { get }
  var workspace: WorkspaceReader { get }
}

extension FieldSource {
  func field(_ naming: Naming<CustomField>) throws(ToolError) -> CustomField {
    try naming.found(in: self)
  }
}

extension CustomField: Nameable {
  static let kind = ToolCatalogue.Named.field

  /// By ID, else by the name as it stands or folded. Two fields of one name are a question, also
  /// where only one of them could take the value.
  ///
  /// - Throws: `not_found` with the nearest, or `ambiguous`.
  static func find(
    _ text: String, argument: String, in source: any FieldSource
  ) throws(ToolError) -> CustomField {
    if let field = source.fields.first(where: { $0.id == text }) { return field }
    let named = distinct(NameMatch.closest(to: text, among: source.fields, named: \.name))
    if named.count == 1, !NameMatch.folded(text).isEmpty {
      let field = named[0]
      source.workspace.found.note(
        FoundNames.Entry(
          argument: argument, text: text, id: field.id,
          sentence: "`\(argument)` \(quoted(text)) is the Custom Field \(field.words)"))
      return field
    }
    guard named.count < 2 else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(named.count) Custom Fields of \(source.place): "
          + "\(listed(named.map(\.words))); nothing was changed; give the ID", code: .ambiguous)
    }
    let known = distinct(source.fields)
    let near = NearestName.suggestions(for: text, among: known.map(\.name))
    let shown = near.isEmpty ? known : known.filter { near.contains($0.name) }
    let candidates =
      known.isEmpty
      ? "there is none"
      : "\(near.isEmpty ? "known" : "nearest") are \(listed(shown.map(\.words)))"
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a Custom Field of \(source.place); \(candidates); "
        + "nothing was changed; give the ID or name of one (`get_custom_fields` shows them)",
      code: .notFound)
  }

  /// For refusals.
  private var words: String { "\(quoted(name)) (\(type), \(id))" }

  private static func distinct(_ fields: [CustomField]) -> [CustomField] {
    var known: Set<String> = []
    return fields.filter { known.insert($0.id).inserted }
  }
}

/// The Custom Fields that tasks of one List can have.
struct ListFields: FieldSource {
  let listName: String
  let fields: [CustomField]
  let workspace: WorkspaceReader

  var place: String { "the List \(quoted(listName))" }
}

extension WorkspaceReader {
  func customFields(ofList id: String, named name: String) throws(ToolError) -> ListFields {
    let answer = try fetch(.getListFields, path: ["list_id": id])
    return ListFields(listName: name, fields: CustomField.all(in: answer), workspace: self)
  }
}
