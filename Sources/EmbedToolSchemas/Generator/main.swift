import Foundation
import JSON

// Called by the build-tool plugin as `embed-tool-schemas OUTPUT OPERATIONS SCHEMA…`: OPERATIONS is
// the table of ClickUp's published operations, each schema a file `…/<toolset>/<tool>.json`.

struct SchemaProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

struct SchemaFile {
  let toolset: String
  let tool: String
  /// The Tool object that clients get, and the examples.
  let text: String
  /// What its arguments name, by their paths.
  let names: [String: String]

  init(path: String, others: OtherArguments) throws {
    let url = URL(filePath: path)
    toolset = url.deletingLastPathComponent().lastPathComponent
    tool = Self.tool(of: path)
    do {
      var tool = try JSONValue.parse(Array(Data(contentsOf: url)))
      guard var input = tool["inputSchema"] else { throw SchemaProblem("it has no `inputSchema`") }
      try others.add(to: &input)
      names = try NamingArguments.take(from: &input)
      tool["inputSchema"] = input
      try LedgerMembers.add(to: &tool)
      text = tool.canonicalString
    } catch {
      throw SchemaProblem("\(path): \(error)")
    }
  }

  static func tool(of path: String) -> String {
    URL(filePath: path).deletingPathExtension().lastPathComponent
  }

  /// `create_task` is the type `CreateTask`: without that type the generated file does not compile,
  /// which is how a schema without its tool is noticed.
  var typeName: String {
    tool.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The text as a raw literal, with more `#` than any run of them in the text, so that nothing in
  /// it is an end or an escape.
  var literal: String {
    let longest = text.split { $0 != "#" }.map(\.count).max() ?? 0
    let fence = String(repeating: "#", count: longest + 1)
    return "\(fence)\"\"\"\n\(text)\n\"\"\"\(fence)"
  }

  /// A kind that there is not does not compile.
  var namesLiteral: String {
    let pairs = names.sorted { $0.key < $1.key }.map { "\"\($0)\": .\($1)" }
    return pairs.isEmpty ? "[:]" : "[\(pairs.joined(separator: ", "))]"
  }

  var entry: String {
    """
        Entry(
          toolset: "\(toolset)", name: "\(tool)", tool: \(typeName).erased,
          names: \(namesLiteral),
          schema: \(literal)),
    """
  }
}

do {
  let arguments = CommandLine.arguments
  guard arguments.count > 2 else { throw CocoaError(.fileNoSuchFile) }
  let (output, paths) = (arguments[1], arguments.dropFirst(3))
  var inputs: [String: JSONValue] = [:]
  for path in paths {
    do {
      let file = try JSONValue.parse(Array(Data(contentsOf: URL(filePath: path))))
      inputs[SchemaFile.tool(of: path)] = file["inputSchema"]
    } catch {
      throw SchemaProblem("\(path): \(error)")
    }
  }
  let schemas = try paths.map {
    try SchemaFile(path: $0, others: OtherArguments(inputs: inputs))
  }
  let source = """
    // Generated from tool-schemas by embed-tool-schemas; not kept in the repository.
    extension ToolCatalogue {
      public static let entries: [Entry] = [
    \(schemas.map(\.entry).joined(separator: "\n"))
      ]
    }

    extension PublishedOperation {
      public static let all: [PublishedOperation] = [
    \(try PublishedOperations.entries(in: arguments[2]))
      ]
    }

    """
  try source.write(toFile: output, atomically: true, encoding: .utf8)
} catch {
  FileHandle.standardError.write(Data("embed-tool-schemas: \(error)\n".utf8))
  exit(1)
}
