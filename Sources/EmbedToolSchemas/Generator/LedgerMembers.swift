import JSON

/// The arguments and members that speak of the ledger, the same in every tool that writes; a schema
/// file asks for them by the line `"x-ledger": […]`, with those names that not every write has.
enum LedgerMembers {
  private static let always = ["idempotency_key", "dry_run"]

  private static let arguments: [String: JSONValue] = [
    "idempotency_key": [
      "type": "string",
      "description": "Same on retry, new for another change; 8-128 of A-Za-z0-9._:-",
    ],
    "dry_run": ["type": "boolean", "description": "Plan only"],
    "allow_duplicate": ["type": "boolean", "description": "Do it again within 10 minutes"],
    "expected_version": [
      "type": "string", "description": "Refused unless `version` is still this",
    ],
  ]

  private static let results: [String: JSONValue] = [
    "operation": ["type": "object", "properties": [:]],
    "plan": ["type": "object", "properties": [:]],
  ]

  /// Takes the line out of `tool` and puts what it stands for in.
  static func add(to tool: inout JSONValue) throws(SchemaProblem) {
    guard let line = tool["x-ledger"] else { return }
    tool["x-ledger"] = nil
    let further = line.array?.compactMap(\.string) ?? []
    guard further.count == line.array?.count else {
      throw SchemaProblem("`x-ledger` wants an array of names")
    }
    for name in always + further {
      guard let argument = arguments[name] else {
        throw SchemaProblem("`x-ledger` has no \(name); it has \(arguments.keys.sorted())")
      }
      guard tool["inputSchema"]?["properties"]?[name] == nil else {
        throw SchemaProblem("`\(name)` is written out, and `x-ledger` adds it")
      }
      tool["inputSchema"]?["properties"]?[name] = argument
    }
    for (name, result) in results { tool["outputSchema"]?["properties"]?[name] = result }
  }
}
