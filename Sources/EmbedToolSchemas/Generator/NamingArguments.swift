import JSON

/// What the arguments of a tool name: a schema file says it by `"x-names": "task"`, and clients do
/// not get that.
enum NamingArguments {
  /// Takes the marks out of a schema, at whatever depth.
  ///
  /// - Returns: what each names by its path; `custom_fields.id` is a member of an array's elements.
  static func take(
    from schema: inout JSONValue, at path: String = ""
  ) throws(SchemaProblem) -> [String: String] {
    var names: [String: String] = [:]
    if let mark = schema["x-names"] {
      guard let kind = mark.string else { throw SchemaProblem("`x-names` wants a string") }
      names[path] = kind
      schema["x-names"] = nil
    }
    if var items = schema["items"] {
      names.merge(try take(from: &items, at: path)) { $1 }
      schema["items"] = items
    }
    // Whichever form the value has, it stands at the same place.
    if var branches = schema["anyOf"]?.array {
      for index in branches.indices {
        names.merge(try take(from: &branches[index], at: path)) { $1 }
      }
      schema["anyOf"] = .array(branches)
    }
    for (name, property) in schema["properties"]?.object ?? [:] {
      var property = property
      names.merge(try take(from: &property, at: path.isEmpty ? name : "\(path).\(name)")) { $1 }
      schema["properties"]?[name] = property
    }
    return names
  }
}
