import APICore
import JSON

/// A read of a published operation, made from what a caller names and checked against the table of
/// what ClickUp publishes.
struct OperationRequest {
  let operation: PublishedOperation
  private(set) var path: [String: String] = [:]
  private(set) var query: [String: [String]] = [:]

  /// The words under which paths and queries name the Workspace.
  private static let workspaceNames: Set = ["team_id", "team_Id", "workspace_id"]
  /// Things are looked up before they are asked for, by whatever ID they are named.
  private static let meanings: Set = ["custom_task_ids"]

  /// - Parameters:
  ///   - found: what was looked up, by its name in paths.
  ///   - given: the rest, as the caller wrote it.
  /// - Throws: all that is wrong with them at once.
  init(
    _ operation: PublishedOperation, found: [String: String], given: JSONObject,
    workspaceID: String
  ) throws(ToolError) {
    self.operation = operation
    var problems = Problems()
    var given = given
    for name in Self.workspaceNames.sorted() {
      problems.check { () throws(ToolError) in
        guard let value = given.removeValue(forKey: name) else { return }
        guard value.identifier == workspaceID else { throw Self.elsewhere(name, workspaceID) }
      }
    }
    for name in operation.pathNames {
      let rest = given.removeValue(forKey: name)
      if let known = Self.workspaceNames.contains(name) ? workspaceID : found[name] {
        path[name] = known
      } else {
        path[name] = problems.value(try Self.text(rest, name, of: operation))
      }
    }
    for (name, value) in found where path[name] == nil {
      given[name] = .string(value)
    }
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      problems.check { () throws(ToolError) in try take(name, value) }
    }
    for name in operation.required.sorted() where query[name] == nil {
      if Self.workspaceNames.contains(name) {
        query[name] = [workspaceID]
      } else if given[name] == nil {
        problems.check { () throws(ToolError) in throw Self.missing(name, of: operation) }
      }
    }
    try problems.throwIfAny()
  }

  /// Whether it names things of which neither the path nor a look-up says the Workspace.
  func isUnplaced(besides found: [String: String]) -> Bool {
    let names = Array(path.keys) + Array(query.keys)
    guard found.isEmpty, !names.contains(where: Self.workspaceNames.contains) else { return false }
    return names.contains { $0.hasSuffix("_id") || $0.hasSuffix("_ids") }
  }

  // MARK: One value

  private mutating func take(_ name: String, _ value: JSONValue) throws(ToolError) {
    let isMeant = !Self.meanings.contains(name) && !Self.workspaceNames.contains(name)
    let known = operation.query.keys.filter {
      !Self.meanings.contains($0) && !Self.workspaceNames.contains($0)
    }
    // Arrays are named with their brackets in some places of the document, and without in others.
    let spelled = [name, name + "[]"].first { operation.query[$0] != nil }
    guard isMeant, let spelled, let kind = operation.query[spelled] else {
      throw Self.unknown(name, of: operation, among: known + operation.pathNames)
    }
    switch (kind, value) {
    case (_, .null): return
    case (.array, let value) where !Self.isOneText(spelled):
      let elements = value.array ?? [value]
      let texts = elements.compactMap { Self.text($0, as: .string) }
      guard texts.count == elements.count else { throw Self.wrong(name, "an array of texts") }
      query[spelled.hasSuffix("[]") ? spelled : spelled + "[]"] = texts
    case (.array, .array): query[spelled] = [value.canonicalString]
    default:
      guard let text = Self.text(value, as: kind) else { throw Self.wrong(name, Self.words(kind)) }
      query[spelled] = [text]
    }
  }

  /// The document calls these arrays; the service reads JSON text.
  private static func isOneText(_ name: String) -> Bool { name.hasPrefix("custom_field") }

  private static func text(_ value: JSONValue, as kind: PublishedOperation.Kind) -> String? {
    switch (kind, value) {
    case (.boolean, .bool(let flag)): return String(flag)
    case (.boolean, .string(let text)): return ["true", "false"].contains(text) ? text : nil
    case (.integer, .integer(let number)), (.number, .integer(let number)): return String(number)
    case (.integer, .string(let text)): return Int64(text).map(String.init)
    case (.number, .double(let number)): return number.isFinite ? String(number) : nil
    case (.number, .string(let text)): return Double(text) == nil ? nil : text
    case (.string, .string), (.string, .integer): return value.identifier
    case (.array, .string(let text)): return text
    default: return nil
    }
  }

  private static func text(
    _ value: JSONValue?, _ name: String, of operation: PublishedOperation
  ) throws(ToolError) -> String {
    guard let value else { throw missing(name, of: operation) }
    guard let text = value.identifier, !text.isEmpty else { throw wrong(name, "an ID") }
    return text
  }

  // MARK: What is said

  private static func words(_ kind: PublishedOperation.Kind) -> String {
    switch kind {
    case .string: "a text"
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .array: "an array of texts"
    }
  }

  /// What has an argument of its own stands there, all else in `parameters`.
  static func argument(for name: String) -> String {
    OperationPlaces.names.contains(name) ? name : "parameters/\(name)"
  }

  private static func missing(_ name: String, of operation: PublishedOperation) -> ToolError {
    let place = argument(for: name)
    return ToolError(
      argument: place, "`\(operation.id)` (\(operation.path)) needs `\(place)`; give it")
  }

  private static func wrong(_ name: String, _ wanted: String) -> ToolError {
    ToolError(argument: argument(for: name), "`\(argument(for: name))` must be \(wanted)")
  }

  private static func unknown(
    _ name: String, of operation: PublishedOperation, among known: [String]
  ) -> ToolError {
    let all = known.filter { !workspaceNames.contains($0) }.sorted()
    let guess =
      NearestName.nearest(to: name, among: all).map { "; did you mean `\($0)`? It" } ?? "; it"
    // Room for the longest list of filters that the document has.
    return ToolError(
      argument: argument(for: name),
      "`\(operation.id)` takes no \(quoted(name))\(guess) takes "
        + (all.isEmpty ? "nothing" : listed(all.map { "`\($0)`" }, atMost: 40))
        + "; the Workspace and custom IDs are seen to")
  }

  private static func elsewhere(_ name: String, _ workspaceID: String) -> ToolError {
    ToolError(
      argument: argument(for: name),
      "`\(argument(for: name))` is another Workspace than \(workspaceID), in which this process "
        + "works; leave it out, or have taskledger started with `--workspace` and the other one's "
        + "ID", code: .notFound)
  }
}
