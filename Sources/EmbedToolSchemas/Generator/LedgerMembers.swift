import JSON

/// The arguments and members that speak of the ledger, the same in every tool that writes; a schema
/// file asks for them by the line `"x-ledger": […]`, with those names that not every write has. A
/// tool that has others write asks by `"x-ledger-arguments": […]`: its answer speaks of each item.
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
    try addArguments(to: &tool, askedBy: "x-ledger-arguments")
    guard tool["x-ledger"] != nil else { return }
    try addArguments(to: &tool, askedBy: "x-ledger")
    for (name, result) in results { tool["outputSchema"]?["properties"]?[name] = result }
  }

  private static func addArguments(
    to tool: inout JSONValue, askedBy mark: String
  ) throws(SchemaProblem) {
    guard let line = tool[mark] else { return }
    tool[mark] = nil
    let further = line.array?.compactMap(\.string) ?? []
    guard further.count == line.array?.count else {
      throw SchemaProblem("`\(mark)` wants an array of names")
    }
    for name in always + further {
      guard let argument = arguments[name] else {
        throw SchemaProblem("`\(mark)` has no \(name); it has \(arguments.keys.sorted())")
      }
      guard tool["inputSchema"]?["properties"]?[name] == nil else {
        throw SchemaProblem("`\(name)` is written out, and `\(mark)` adds it")
      }
      tool["inputSchema"]?["properties"]?[name] = argument
    }
  }
}
