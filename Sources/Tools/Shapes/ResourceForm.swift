import APICore
import Hashing
import JSON

/// A resource as tools speak of it. What is read alone is named in its own ways, and has only what
/// is said of making and changing it.
protocol ResourceForm: Sendable {
  static var resource: Resource { get }
  /// What schema files call one that is named (`x-names`).
  static var kind: ToolCatalogue.Named { get }
  /// The argument that names one.
  static var argument: String { get }
  /// In sentences, and as the member of an answer that shows one: `checklist`, `Space`.
  static var name: String { get }
  /// Where they are listed, in sentences: `the task`.
  static var place: String { get }
  /// The tool that shows which there are.
  static var shownBy: String { get }
  /// As tools answer it.
  static func lean(_ thing: JSONValue, _ context: ToolContext) -> JSONValue?
  /// What `lean` leaves out; nil where that is nothing.
  static func notice(of thing: JSONValue) -> String?
}

extension ResourceForm {
  static func notice(of thing: JSONValue) -> String? { nil }
}

/// A thing of a resource that an argument named, by its ID or its name, where such are listed.
struct NamedResource<Form: ResourceForm>: Nameable {
  static var kind: ToolCatalogue.Named { Form.kind }

  let id: String
  let json: JSONValue

  var name: String { json["name"]?.string ?? "" }
  /// For `PlannedWrite.targets`: its own fields, but not where it stands among others, which they
  /// change; what it holds counts where it goes.
  var target: [String: String] {
    let moving = Set(Form.resource.fields.filter { $0.kind == .position }.map(\.name))
    let state = JSONValue.object(
      Form.resource.state(of: json).filter { name, _ in !moving.contains(name) })
    return ["\(Form.resource.kind.rawValue):\(id)": SHA256.hash(state.canonicalBytes).hex]
  }
  var understood: JSONValue { .string(words(name)) }

  private func words(_ name: String) -> String {
    Form.resource.named == nil ? "\(name) (\(id))" : name
  }

  static func find(
    _ text: String, argument: String, in spot: Spot
  ) throws(ToolError) -> Self {
    let all = Form.resource.all(in: spot.answer, spot.names).compactMap { thing in
      thing["id"]?.identifier.map { Self(id: $0, json: thing) }
    }
    if let own = all.first(where: { $0.id == text }) { return own }
    // Of two that are called the same the other one is meant.
    let others = all.filter { $0.id != spot.thing["id"]?.identifier }
    var matches = NameMatch.closest(to: text, among: others, named: \.name)
    if matches.isEmpty { matches = NameMatch.closest(to: text, among: all, named: \.name) }
    if matches.count == 1 { return matches[0] }
    guard matches.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(matches.count) \(Form.name)s of \(Form.place): "
          + "\(listed(matches.map(\.id))); nothing was changed; give the ID", code: .ambiguous)
    }
    let there = all.map { $0.words(quoted($0.name)) }
    let what = Form.resource.named == nil ? "neither the ID nor the name" : "not the name"
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is \(what) of one of the \(Form.name)s of \(Form.place), "
        + "which has \(there.isEmpty ? "none" : listed(there, atMost: 10)); nothing was changed; "
        + "`\(Form.shownBy)` shows them", code: .notFound)
  }
}
