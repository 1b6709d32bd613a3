import JSON
import Testing
@testable import Tools

/// The schema files, as they are in the binary.
enum SchemaFiles {
  struct File: Sendable, CustomTestStringConvertible {
    let entry: ToolCatalogue.Entry
    var name: String { entry.name }
    var testDescription: String { "\(entry.toolset)/\(entry.name)" }

    func definition() throws -> ToolDefinition {
      try ToolDefinition(parsing: "\(entry.schema)", toolset: entry.toolset)
    }

    /// The properties of the input schema.
    func properties() throws -> JSONObject {
      try #require(try definition().inputSchema["properties"]?.object)
    }
  }

  static let all = ToolCatalogue.entries.map { File(entry: $0) }

  /// Without those that have another run for each of their items, which is asked itself.
  static let own = all.filter { $0.entry.tool.each == nil }

  static func named(_ tool: String) throws -> File {
    try #require(all.first { $0.name == tool }, "\(tool)")
  }

  static func of(_ toolset: String) -> [File] { all.filter { $0.entry.toolset == toolset } }
}

/// One schema inside a schema document, with the way to it.
struct Subschema {
  let pointer: String
  let schema: JSONValue

  /// `root` and every schema below it.
  static func all(in root: JSONValue, at pointer: String = "") -> [Subschema] {
    var found = [Subschema(pointer: pointer, schema: root)]
    for (name, property) in (root["properties"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      found += all(in: property, at: "\(pointer)/properties/\(name)")
    }
    if let items = root["items"] { found += all(in: items, at: "\(pointer)/items") }
    for (index, branch) in (root["anyOf"]?.array ?? []).enumerated() {
      found += all(in: branch, at: "\(pointer)/anyOf/\(index)")
    }
    return found
  }
}
