import JSON

// Policies as text, so that a conversation can be run again under the same.
extension PolicyLayers {
  /// One line of JSON that `init(recorded:)` reads.
  public var recorded: String {
    JSONValue.array(layers.map { ["from": .string($0.origin), "policy": $0.policy.json] })
      .canonicalString
  }

  /// - Throws: where `text` is not what `recorded` writes.
  public init(recorded text: String) throws(PolicyError) {
    let json: JSONValue
    do { json = try JSONValue.parse(text) } catch {
      throw PolicyError(problems: ["it is not JSON: \(error.message) at byte \(error.offset)"])
    }
    guard let elements = json.array else {
      throw PolicyError(problems: ["it must be an array and is of type \(json.typeName)"])
    }
    var layers: [Layer] = []
    for element in elements {
      guard let origin = element["from"]?.string, let policy = element["policy"] else {
        throw PolicyError(problems: ["each element must have `from` and `policy`"])
      }
      layers.append(Layer(origin, try Policy(policy)))
    }
    self.init(layers)
  }
}

extension Policy {
  /// As a policy file would say it.
  ///
  /// A file says one allowance of tools and one territory, and so does each layer; several of them
  /// together are several layers.
  var json: JSONValue {
    func names(_ names: Set<String>) -> JSONValue { .array(names.sorted().map(JSONValue.string)) }
    var json: JSONObject = [
      "read_only": .bool(isReadOnly), "confirm": names(confirmed),
      "budget": .object(
        JSONObject(
          uniqueKeysWithValues: budget.limits.map { ($0.rawValue, .integer(Int64($1))) })),
    ]
    var toolsets: JSONObject = ["deny": names(deniedToolsets)]
    var tools: JSONObject = ["deny": names(deniedTools)]
    if let allowance = toolAllowances.first {
      toolsets["allow"] = names(allowance.toolsets)
      tools["allow"] = names(allowance.tools)
    }
    json["toolsets"] = .object(toolsets)
    json["tools"] = .object(tools)
    if let territory = territories.first {
      json["scope"] = [
        "workspaces": names(territory.workspaces), "spaces": names(territory.spaces),
        "folders": names(territory.folders), "lists": names(territory.lists),
      ]
    }
    return .object(json)
  }
}
