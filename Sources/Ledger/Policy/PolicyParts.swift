import JSON

/// One thing that is in force, and who said so.
public struct PolicyPart: Sendable, Hashable {
  /// The member of a policy that says it: `budget.writes_per_minute`.
  public let name: String
  public let value: JSONValue
  /// Every layer that says just this.
  public let origins: [String]
}

extension PolicyLayers {
  /// All that is in force, one element for each thing that a write is held against.
  public var parts: [PolicyPart] {
    var parts: [PolicyPart] = []
    func add(_ name: String, _ value: JSONValue, where says: (Policy) -> Bool) {
      let origins = layers.filter { says($0.policy) }.map(\.origin)
      parts.append(PolicyPart(name: name, value: value, origins: origins))
    }
    if policy.isReadOnly { add("read_only", true) { $0.isReadOnly } }
    for allowance in Self.ordered(policy.toolAllowances, by: \.json) {
      add("tools.allow", allowance.json) { $0.toolAllowances.contains(allowance) }
    }
    for name in policy.deniedToolsets.sorted() {
      add("toolsets.deny", .string(name)) { $0.deniedToolsets.contains(name) }
    }
    for name in policy.deniedTools.sorted() {
      add("tools.deny", .string(name)) { $0.deniedTools.contains(name) }
    }
    for territory in Self.ordered(policy.territories, by: \.json) {
      add("scope", territory.json) { $0.territories.contains(territory) }
    }
    for limit in WriteBudget.Limit.allCases {
      guard let count = policy.budget.limits[limit] else { continue }
      add("budget.\(limit.rawValue)", .integer(Int64(count))) { $0.budget.limits[limit] == count }
    }
    for name in policy.confirmed.sorted() {
      add("confirm", .string(name)) { $0.confirmed.contains(name) }
    }
    return parts
  }

  private static func ordered<Element>(
    _ elements: Set<Element>, by json: (Element) -> JSONValue
  ) -> [Element] {
    elements.sorted { json($0).canonicalString < json($1).canonicalString }
  }
}

extension ToolAllowance {
  fileprivate var json: JSONValue {
    let kinds = ["toolsets": toolsets, "tools": tools]
    return .object(JSONObject(kinds.compactMapValues(names)))
  }
}

extension Territory {
  fileprivate var json: JSONValue {
    let kinds = [
      "workspaces": workspaces, "spaces": spaces, "folders": folders, "lists": lists,
    ]
    return .object(JSONObject(kinds.compactMapValues(names)))
  }
}

/// nil where there are none.
private func names(_ names: Set<String>) -> JSONValue? {
  names.isEmpty ? nil : .array(names.sorted().map(JSONValue.string))
}
