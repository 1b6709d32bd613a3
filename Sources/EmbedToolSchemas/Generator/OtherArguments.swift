import JSON

/// The arguments of another tool, where a schema file asks for them: `"x-arguments-of": "TOOL"`,
/// and `"x-without": […]` for those that stand elsewhere.
struct OtherArguments {
  /// The input schemas as their files have them, by tool.
  let inputs: [String: JSONValue]

  /// Puts them in, at whatever depth. What they name is left out: the other tool finds it.
  func add(to schema: inout JSONValue) throws {
    if let line = schema["x-arguments-of"] {
      guard let tool = line.string, var input = inputs[tool] else {
        throw SchemaProblem("`x-arguments-of` names no tool: \(line.canonicalString)")
      }
      _ = try NamingArguments.take(from: &input)
      for left in schema["x-without"]?.array ?? [] {
        guard let name = left.string, input["properties"]?[name] != nil else {
          throw SchemaProblem("`x-without` names no argument of \(tool): \(left.canonicalString)")
        }
        input["properties"]?[name] = nil
        input["required"] = .array((input["required"]?.array ?? []).filter { $0 != left })
      }
      schema["x-arguments-of"] = nil
      schema["x-without"] = nil
      for (name, member) in input.object ?? [:] { schema[name] = member }
    }
    if var items = schema["items"] {
      try add(to: &items)
      schema["items"] = items
    }
    for (name, property) in schema["properties"]?.object ?? [:] {
      var property = property
      try add(to: &property)
      schema["properties"]?[name] = property
    }
  }
}
