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
            tool: entry.name, schema: definition.inputSchema, clearings: entry.tool.clearings),
          output: try Schema(definition.outputSchema), isAdditive: definition.isAdditive))
    } catch {
      return .failure(defect("\(error.message) at \"\(error.pointer)\""))
    }
  }

  private func defect(_ problem: String) -> ToolError {
    ToolError(
      .internalError,
      "the schema file of `\(entry.name)` is broken (\(problem)); nothing was changed; this is a "
        + "defect of taskledger, please report it")
  }
}
