import APICore
import JSON

/// All that is wrong with a policy; none of it is in force.
public struct PolicyError: Error, Sendable, Equatable {
  /// Each names the member by its JSON pointer.
  public let problems: [String]
}

extension Policy {
  /// Reads a policy file.
  ///
  /// - Throws: every problem at once. What is not understood is refused and never passed over: a
  ///   limit with a slip in its name would not hold.
  public init(parsing text: String) throws(PolicyError) {
    let json: JSONValue
    do { json = try JSONValue.parse(text) } catch {
      throw PolicyError(problems: ["it is not JSON: \(error.message) at byte \(error.offset)"])
    }
    try self.init(json)
  }

  public init(_ json: JSONValue) throws(PolicyError) {
    var reader = PolicyReader()
    self = reader.policy(json)
    guard reader.problems.isEmpty else { throw PolicyError(problems: reader.problems) }
  }
}

/// Reads the parts of a policy, and gathers what is wrong with them.
struct PolicyReader {
  private(set) var problems: [String] = []

  mutating func policy(_ json: JSONValue) -> Policy {
    var policy = Policy()
    let members = members(
      of: json, at: "", among: ["read_only", "toolsets", "tools", "scope", "budget", "confirm"])
    if let value = members["read_only"] {
      policy.isReadOnly = flag(value, at: "/read_only") ?? false
    }
    let toolsets = toolLists(members["toolsets"], at: "/toolsets")
    let tools = toolLists(members["tools"], at: "/tools")
    policy.deniedToolsets = toolsets.deny
    policy.deniedTools = tools.deny
    if toolsets.allow != nil || tools.allow != nil {
      policy.toolAllowances = [
        ToolAllowance(toolsets: toolsets.allow ?? [], tools: tools.allow ?? [])
      ]
    }
    if let scope = members["scope"] { policy.territories = [territory(scope)] }
    if let budget = members["budget"] { policy.budget = self.budget(budget) }
    if let confirm = members["confirm"] { policy.confirmed = names(confirm, at: "/confirm") }
    return policy
  }

  private mutating func toolLists(
    _ json: JSONValue?, at pointer: String
  ) -> (allow: Set<String>?, deny: Set<String>) {
    guard let json else { return (nil, []) }
    let lists = members(of: json, at: pointer, among: ["allow", "deny"])
    return (
      lists["allow"].map { names($0, at: pointer + "/allow") },
      lists["deny"].map { names($0, at: pointer + "/deny") } ?? []
    )
  }

  private mutating func territory(_ json: JSONValue) -> Territory {
    let kinds = ["workspaces", "spaces", "folders", "lists"]
    let lists = members(of: json, at: "/scope", among: kinds)
    if json.object?.isEmpty == true {
      problems.append(
        "`/scope` names no place; name \(Self.listed(kinds)), or leave `scope` out to allow all")
    }
    func ids(_ kind: String) -> Set<String> {
      lists[kind].map { names($0, at: "/scope/\(kind)") } ?? []
    }
    return Territory(
      workspaces: ids("workspaces"), spaces: ids("spaces"), folders: ids("folders"),
      lists: ids("lists"))
  }

  private mutating func budget(_ json: JSONValue) -> WriteBudget {
    let limits = WriteBudget.Limit.allCases
    let given = members(of: json, at: "/budget", among: limits.map(\.rawValue))
    var budget = WriteBudget()
    for limit in limits {
      guard let value = given[limit.rawValue] else { continue }
      budget.limits[limit] = count(value, at: "/budget/\(limit.rawValue)")
    }
    return budget
  }

  // MARK: Values

  mutating func members(
    of json: JSONValue, at pointer: String, among names: [String]
  ) -> JSONObject {
    guard let members = json.object else {
      let name = pointer.isEmpty ? "the policy" : "`\(pointer)`"
      problems.append("\(name) must be an object and is of type \(json.typeName)")
      return [:]
    }
    for name in members.keys.sorted() where !names.contains(name) {
      let guess = NearestName.nearest(to: name, among: names).map { "did you mean `\($0)`? " } ?? ""
      problems.append(
        "`\(pointer)/\(name)` is not known; \(guess)known: \(Self.listed(names))")
    }
    return members
  }

  mutating func flag(_ json: JSONValue, at pointer: String) -> Bool? {
    guard let flag = json.bool else {
      problems.append("`\(pointer)` must be true or false and is of type \(json.typeName)")
      return nil
    }
    return flag
  }

  /// Names or IDs; the service writes some IDs as numbers.
  mutating func names(_ json: JSONValue, at pointer: String) -> Set<String> {
    guard let elements = json.array else {
      problems.append("`\(pointer)` must be an array of strings and is of type \(json.typeName)")
      return []
    }
    var names: Set<String> = []
    for (index, element) in elements.enumerated() {
      if let name = element.string ?? element.integer.map(String.init), !name.isEmpty {
        names.insert(name)
      } else {
        problems.append("`\(pointer)/\(index)` must be a string that is not empty")
      }
    }
    return names
  }

  mutating func count(_ json: JSONValue, at pointer: String) -> Int? {
    // A million writes a minute are more than any budget is for.
    guard let count = json.integer, (0...1_000_000).contains(count) else {
      problems.append("`\(pointer)` must be a whole number from 0 to 1000000")
      return nil
    }
    return Int(count)
  }

  private static func listed(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
