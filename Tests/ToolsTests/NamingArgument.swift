import JSON
import SQLite
import Testing

@testable import Tools

/// An argument of a tool that names a thing, as its schema file says by `x-names`.
struct NamingArgument: CustomTestStringConvertible, Sendable {
  let tool: String
  /// `custom_fields.id` for a member of the elements of an array.
  let path: String
  let kind: ToolCatalogue.Named
  /// The arguments of the first example that gives it, without a cursor, which holds for them alone.
  let example: JSONValue

  var testDescription: String { "\(tool) \(path)" }

  /// All there are, of every tool.
  static let all: [NamingArgument] = SchemaFiles.all.flatMap { file in
    file.entry.names.sorted { $0.key < $1.key }.map { path, kind in
      let top = path.split(separator: ".").first.map(String.init) ?? path
      // A file that cannot be read, or an argument without an example, fails `SchemaFileTests`.
      let examples = (try? file.definition())?.examples ?? []
      var example = examples.first { $0[top] != nil } ?? [:]
      example["cursor"] = nil
      return NamingArgument(tool: file.name, path: path, kind: kind, example: example)
    }
  }

  var isOfWrite: Bool {
    SchemaFiles.all.contains { $0.name == tool && $0.entry.tool.kind == .write }
  }

  /// The argument as messages call it.
  var name: String { path.split(separator: ".").first.map(String.init) ?? path }

  /// The example, naming `id` instead.
  func arguments(naming id: JSONValue) -> JSONValue {
    Self.replacing(path.split(separator: ".").map(String.init)[...], in: example, by: id)
  }

  private static func replacing(
    _ path: ArraySlice<String>, in value: JSONValue, by id: JSONValue
  ) -> JSONValue {
    if let elements = value.array {
      return .array(elements.prefix(1).map { replacing(path, in: $0, by: id) })
    }
    guard let name = path.first, var members = value.object else { return id }
    members[name] = members[name].map { replacing(path.dropFirst(), in: $0, by: id) } ?? id
    return .object(members)
  }
}

extension ExampleWorld {
  /// The Workspace 777 in the same store, with a Space, Folder, List and task of its own, each
  /// called `their_<kind>`.
  func addAnotherWorkspace() throws {
    try store.write { transaction throws(SQLiteError) in
      for statement in [
        "INSERT INTO workspaces(id, name) VALUES(777, 'Elsewhere')",
        """
        INSERT INTO workspace_members
          SELECT 777, user_id, role, date_invited, date_joined FROM workspace_members
        """,
      ] { try transaction.connection.execute(statement) }
    }
    try make("their_space", .createSpace, ["team_id": "777"], ["name": "Theirs"])
    try make(
      "their_folder", .createFolder, ["space_id": try id("their_space")], ["name": "Far"])
    try make(
      "their_list", .createFolderList, ["folder_id": try id("their_folder")], ["name": "Away"])
    try make(
      "their_task", .createTask, ["list_id": try id("their_list")], ["name": "Not ours"])
  }
}
