import JSON

/// Keywords that apply schemas to the very value.
extension Validator {
  mutating func checkInPlace(
    _ keyword: Keyword, of node: Node, on value: JSONValue, marking evaluated: Evaluated?
  ) -> Bool {
    switch keyword {
    case .reference(let target): return apply(target, to: value, marking: evaluated)
    case .dynamicReference(let fallback, let anchor):
      return apply(
        dynamicTarget(anchor, fallback: fallback), to: value, marking: evaluated)
    case .allOf(let nodes):
      var isValid = true
      for branch in nodes where !apply(branch, to: value, marking: evaluated) {
        isValid = false
        if !collects { return false }
      }
      return isValid
    case .anyOf(let nodes): return checkAny(nodes, of: node, on: value, marking: evaluated)
    case .oneOf(let nodes): return checkOne(nodes, of: node, on: value, marking: evaluated)
    case .not(let branch):
      return !applyQuietly(branch, to: value, marking: nil)
        || fail(node, "not", "has a form that is excluded here")
    case .conditional(let rule):
      guard let branch = matches(rule.condition, value, evaluated) ? rule.then : rule.otherwise
      else { return true }
      return apply(branch, to: value, marking: evaluated)
    case .dependentSchemas(let rules):
      guard case .object(let members) = value else { return true }
      var isValid = true
      for rule in rules where members[rule.name] != nil {
        guard !apply(rule.node, to: value, marking: evaluated) else { continue }
        isValid = false
        if !collects { return false }
      }
      return isValid
    default: return true
    }
  }

  /// Whether a schema accepts `value`; only then what it evaluated counts.
  private mutating func matches(_ branch: Int, _ value: JSONValue, _ evaluated: Evaluated?) -> Bool
  {
    guard let evaluated else { return applyQuietly(branch, to: value, marking: nil) }
    let own = Evaluated()
    guard applyQuietly(branch, to: value, marking: own) else { return false }
    evaluated.merge(own)
    return true
  }

  private mutating func checkAny(
    _ nodes: [Int], of node: Node, on value: JSONValue, marking evaluated: Evaluated?
  ) -> Bool {
    var isValid = false
    for branch in nodes where matches(branch, value, evaluated) {
      isValid = true
      // Who asks what was evaluated asks it of every branch that accepts.
      if evaluated == nil { return true }
    }
    return isValid || failAll(nodes, of: node, "anyOf", on: value)
  }

  private mutating func checkOne(
    _ nodes: [Int], of node: Node, on value: JSONValue, marking evaluated: Evaluated?
  ) -> Bool {
    var accepting: [Int] = []
    for (index, branch) in nodes.enumerated() where matches(branch, value, evaluated) {
      accepting.append(index + 1)
      if accepting.count > 1, !collects { return false }
    }
    if accepting.count == 1 { return true }
    if accepting.isEmpty { return failAll(nodes, of: node, "oneOf", on: value) }
    let forms = accepting.map(String.init).joined(separator: " and ")
    return fail(
      node, "oneOf",
      "must have exactly one of \(nodes.count) forms, but has forms \(forms)")
  }

  /// No branch accepts: says what would do, in the fewest words.
  private mutating func failAll(
    _ nodes: [Int], of node: Node, _ keyword: String, on value: JSONValue
  ) -> Bool {
    guard collects else { return false }
    var nearest: [[Violation]] = []
    var types: TypeSet = []
    for branch in nodes {
      let found = collect(branch, on: value)
      if let wanted = rootTypes(of: branch), !wanted.contains(typeOf: value) {
        types.formUnion(wanted)
      } else {
        nearest.append(found)
      }
    }
    if nearest.isEmpty, !types.isEmpty {
      return fail(
        node, keyword, "must be \(types.phrase), but is \(value.typePhrase)")
    }
    // Only one branch is meant for values of this type: what it asks for is what is missing.
    if nearest.count == 1, let only = nearest.first, !only.isEmpty {
      violations += only
      return false
    }
    let closest = nearest.min { $0.count < $1.count } ?? []
    let reasons = closest.prefix(3).map(\.message).joined(separator: "; ")
    return fail(
      node, keyword,
      "has none of the \(nodes.count) accepted forms; the nearest asks: \(reasons)")
  }

  /// What `type` a schema asks for itself, also through `$ref`s.
  private func rootTypes(of index: Int) -> TypeSet? {
    var index = index
    // A chain of references longer than this is not a schema that a person wrote.
    for _ in 0..<16 {
      var next: Int?
      if let types = program.nodes[index].types { return types }
      for case .reference(let target) in program.nodes[index].keywords { next = target }
      guard let next else { return nil }
      index = next
    }
    return nil
  }
}
