import APICore
import JSON
import JSONSchema
import Synchronization

/// One tool of the catalogue, its schema file read and compiled when first needed: hosts start the
/// process to probe it, and starting must be cheap.
final class LoadedTool: Sendable {
  /// What a call needs of the schema file.
  struct Form: Sendable {
    let arguments: ArgumentReader
    let output: Schema
    let isAdditive: Bool
  }

  let entry: ToolCatalogue.Entry
  private let parsed = Mutex<Result<ToolDefinition, ToolError>?>(nil)
  private let compiled = Mutex<Result<Form, ToolError>?>(nil)
  private let compiledForItems = Mutex<Result<ArgumentReader, ToolError>?>(nil)

  init(_ entry: ToolCatalogue.Entry) { self.entry = entry }

  /// nil where the file is broken, which a test of every file excludes.
  var definition: ToolDefinition? {
    switch parsedDefinition() {
    case .success(let definition): definition
    case .failure: nil
    }
  }

  /// - Throws: `internal_error` where the file is broken.
  func form() throws(ToolError) -> Form {
    try compiled.withLock { compiled in
      if let compiled { return compiled }
      let result = parsedDefinition().flatMap(compile)
      compiled = result
      return result
    }.get()
  }

  /// Reads the arguments of a call that is an item of a bulk tool's: without what speaks to the
  /// ledger, which stands there once for all items.
  func itemReader() throws(ToolError) -> ArgumentReader {
    try compiledForItems.withLock { compiled in
      if let compiled { return compiled }
      let result = parsedDefinition().flatMap(compileForItems)
      compiled = result
      return result
    }.get()
  }

  private func parsedDefinition() -> Result<ToolDefinition, ToolError> {
    parsed.withLock { parsed in
      if let parsed { return parsed }
      let result = parse()
      parsed = result
      return result
    }
  }

  private func parse() -> Result<ToolDefinition, ToolError> {
    do {
      return .success(
        try ToolDefinition(parsing: "\(entry.schema)", toolset: entry.toolset))
    } catch {
      return .failure(defect(error.message))
    }
  }

  private func compile(_ definition: ToolDefinition) -> Result<Form, ToolError> {
    do {
      return .success(
        Form(
          arguments: try ArgumentReader(
            tool: entry.name, schema: Self.schemaToRead(definition, of: entry.tool),
            clearings: entry.tool.clearings),
          output: try Schema(definition.outputSchema), isAdditive: definition.isAdditive))
    } catch {
      return .failure(defect("\(error.message) at \"\(error.pointer)\""))
    }
  }

  private func compileForItems(_ definition: ToolDefinition) -> Result<ArgumentReader, ToolError> {
    var schema = definition.inputSchema
    for name in WriteControl.names { schema["properties"]?[name] = nil }
    do {
      return .success(
        try ArgumentReader(tool: entry.name, schema: schema, clearings: entry.tool.clearings))
    } catch {
      return .failure(defect("\(error.message) at \"\(error.pointer)\""))
    }
  }

  /// What a bulk tool passes on is read by the tool that gets it.
  private static func schemaToRead(_ definition: ToolDefinition, of tool: AnyTool) -> JSONValue {
    var schema = definition.inputSchema
    for other in tool.others where !other.place.isEmpty {
      schema = opening(schema, at: other.place[...])
    }
    return schema
  }

  private static func opening(_ schema: JSONValue, at place: ArraySlice<String>) -> JSONValue {
    guard let name = place.first else {
      return [
        "type": "object", "description": schema["description"] ?? "",
        TypeAdvice.neededMembers: schema["required"] ?? [],
      ]
    }
    var schema = schema
    schema[name] = schema[name].map { opening($0, at: place.dropFirst()) }
    return schema
  }

  private func defect(_ problem: String) -> ToolError {
    ToolError(
      .internalError,
      "the schema file of `\(entry.name)` is broken (\(problem)); nothing was changed; this is a "
        + "defect of taskledger, please report it")
  }
}
