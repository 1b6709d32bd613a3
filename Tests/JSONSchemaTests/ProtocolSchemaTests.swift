import Foundation
import JSON
import JSONSchema
import Testing

/// The official schemas of MCP: real schemas, with real examples.
///
/// `TASKLEDGER_SHARED` names the folder whose `data/mcp` holds them.
@Suite(.enabled(if: ProtocolSchemas.folder != nil, "TASKLEDGER_SHARED is not set"))
struct ProtocolSchemaTests {
  @Test(arguments: ["2025-11-25", "2026-07-28"])
  func compilesWhole(_ revision: String) throws {
    let document = try ProtocolSchemas.document(revision)
    let names = document["$defs"]?.object?.keys.sorted() ?? []
    #expect(names.count > 100)
    _ = try Schema(document, options: Schema.Options(assertsFormat: true))
  }

  @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18"])
  func refusesTheOlderDialect(_ revision: String) throws {
    let document = try ProtocolSchemas.document(revision)
    let error = try #require(throws: SchemaError.self) { try Schema(document) }
    #expect(error.pointer == "/$schema")
  }

  @Test func everyExampleValidates() throws {
    var registry = SchemaRegistry()
    let uri = "https://example.com/mcp.schema.json"
    try registry.register(try ProtocolSchemas.document("2026-07-28"), at: uri)
    let examples = try ProtocolSchemas.examples()
    #expect(examples.count > 80)
    for example in examples {
      let schema = try Schema(
        ["$ref": .string("\(uri)#/$defs/\(example.definition)")],
        options: Schema.Options(assertsFormat: true), registry: registry)
      #expect(schema.violations(of: example.value) == [], "\(example.name)")
      // Each example is an object of required members or of bounded types: no number is one.
      #expect(!schema.isValid(1.5), "\(example.definition)")
    }
  }
}

/// The files on this machine.
private enum ProtocolSchemas {
  static var folder: String? { ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"] }

  struct Example {
    let definition: String
    let name: String
    let value: JSONValue
  }

  private static func place() throws -> URL {
    URL(fileURLWithPath: try #require(folder), isDirectory: true)
      .appendingPathComponent("data/mcp", isDirectory: true)
  }

  static func document(_ revision: String) throws -> JSONValue {
    let file = try place().appendingPathComponent(revision + ".schema.json")
    return try JSONValue.parse(try Data(contentsOf: file))
  }

  /// Each folder is called like the definition that its files are examples of.
  static func examples() throws -> [Example] {
    let root = try place().appendingPathComponent("examples", isDirectory: true)
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
      .filter { $0.hasSuffix(".json") }
      .map { path in
        let definition = String(path.prefix { $0 != "/" })
        let bytes = try Data(contentsOf: root.appendingPathComponent(path))
        return Example(definition: definition, name: path, value: try JSONValue.parse(bytes))
      }
  }
}
