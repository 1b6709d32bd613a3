import JSON

/// What keywords ask of objects; nil where a keyword asks nothing of them.
extension Validator {
  mutating func check(
    _ keyword: Keyword, of node: Node, onObject members: JSONObject,
    marking evaluated: Evaluated?
  ) -> Bool? {
    switch keyword {
    case .minProperties(let least):
      return members.count >= least
        || fail(
          node, "minProperties",
          "must have at least \(Wording.count(least, "member")), but has"
            + " \(members.count)")
    case .maxProperties(let most):
      return members.count <= most
        || fail(
          node, "maxProperties",
          "must have at most \(Wording.count(most, "member")), but has"
            + " \(members.count)")
    case .required(let names):
      var isValid = true
      for name in names where members[name] == nil {
        isValid = fail(
          node, "required", member: name, "is required")
        if !collects { return false }
      }
      return isValid
    case .dependentRequired(let rules):
      return check(rules, of: node, on: members)
    case .propertyNames(let rule):
      return applyToNames(rule, members)
    case .members(let rule): return check(rule, on: members, marking: evaluated)
    case .unevaluatedProperties(let rest): return checkRest(rest, on: members, marking: evaluated)
    default: return nil
    }
  }

  private mutating func check(
    _ rules: [(name: String, required: [String])], of node: Node, on members: JSONObject
  ) -> Bool {
    var isValid = true
    for rule in rules where members[rule.name] != nil {
      for name in rule.required where members[name] == nil {
        isValid = fail(
          node, "dependentRequired", member: name,
          "is required where \(Wording.quoted(rule.name)) is given")
        if !collects { return false }
      }
    }
    return isValid
  }

  private mutating func applyToNames(_ rule: Int, _ members: JSONObject) -> Bool {
    var isValid = true
    for (name, _) in ordered(members) where !apply(rule, toName: name) {
      isValid = false
      if !collects { return false }
    }
    return isValid
  }

  private mutating func check(
    _ rule: MemberRule, on members: JSONObject, marking evaluated: Evaluated?
  ) -> Bool {
    guard collects else {
      for (name, member) in members
      where !check(rule, member: name, member, marking: evaluated) { return false }
      return true
    }
    var isValid = true
    for (name, member) in ordered(members) {
      isValid = check(rule, member: name, member, marking: evaluated) && isValid
    }
    return isValid
  }

  private mutating func check(
    _ rule: MemberRule, member name: String, _ member: JSONValue, marking evaluated: Evaluated?
  ) -> Bool {
    var isKnown = false
    var isValid = true
    if let node = rule.named[name] {
      isKnown = true
      isValid = apply(node, toMember: name, member)
    }
    for entry in rule.patterns where matches(entry.pattern, name) {
      isKnown = true
      isValid = apply(entry.node, toMember: name, member) && isValid
    }
    if !isKnown, let additional = rule.additional {
      isKnown = true
      isValid = apply(additional, toMember: name, member)
    }
    // Also where it is not valid, so that it is not said to be unknown as well.
    if isKnown { evaluated?.mark(name: name) }
    return isValid
  }

  private mutating func apply(_ node: Int, toName name: String) -> Bool {
    guard collects else { return apply(node, to: .string(name), marking: nil) }
    path.enter(.name(name))
    defer { path.leave() }
    return apply(node, to: .string(name), marking: nil)
  }

  private mutating func apply(_ node: Int, toMember name: String, _ member: JSONValue) -> Bool {
    guard collects else { return apply(node, to: member, marking: nil) }
    path.enter(.member(name))
    defer { path.leave() }
    return apply(node, to: member, marking: nil)
  }

  private mutating func checkRest(
    _ rest: Int, on members: JSONObject, marking evaluated: Evaluated?
  ) -> Bool {
    var isValid = true
    for (name, member) in ordered(members)
    where evaluated?.contains(name: name) != true && !apply(rest, toMember: name, member) {
      isValid = false
      if !collects { return false }
    }
    evaluated?.markAllNames()
    return isValid
  }

  /// By name, where violations are collected: they do not depend on how the caller ordered them.
  private func ordered(_ members: JSONObject) -> [(key: String, value: JSONValue)] {
    collects ? members.sorted { $0.key < $1.key } : Array(members)
  }
}
