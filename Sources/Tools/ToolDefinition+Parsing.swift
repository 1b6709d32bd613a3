import JSON

/// What is wrong with a schema file; a test reads every file, so this is never seen in a release.
struct ToolDefinitionError: Error {
  let message: String
}

extension ToolDefinition {
  /// Reads the text of a schema file.
  init(parsing text: String, toolset: String) throws(ToolDefinitionError) {
    var file: JSONValue
    do {
      file = try JSONValue.parse(text)
    } catch {
      throw ToolDefinitionError(message: "no JSON: \(error.message) at byte \(error.offset)")
    }
    let examples = file["examples"]?.array
    file["examples"] = nil
    guard let name = file["name"]?.string, let title = file["title"]?.string,
      let description = file["description"]?.string, let input = file["inputSchema"],
      let output = file["outputSchema"], let examples,
      let isReadOnly = file["annotations"]?["readOnlyHint"]?.bool
    else {
      throw ToolDefinitionError(
        message: "a tool needs `name`, `title`, `description`, `inputSchema`, `outputSchema`, "
          + "`annotations.readOnlyHint` and `examples`")
    }
    self.init(
      name: name, title: title, description: description, toolset: toolset, listed: file,
      inputSchema: input, outputSchema: output, examples: examples, isReadOnly: isReadOnly,
      isAdditive: !isReadOnly && input["properties"]?["allow_duplicate"] != nil)
  }
}
