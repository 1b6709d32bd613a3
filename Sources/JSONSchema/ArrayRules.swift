import JSON

/// What keywords ask of arrays; nil where a keyword asks nothing of them.
extension Validator {
  mutating func check(
    _ keyword: Keyword, of node: Node, onArray elements: [JSONValue], marking evaluated: Evaluated?
  ) -> Bool? {
    switch keyword {
    case .minItems(let least):
      return elements.count >= least
        || fail(
          node, "minItems",
          "must have at least \(Wording.count(least, "element")), but has"
            + " \(elements.count)")
    case .maxItems(let most):
      return elements.count <= most
        || fail(
          node, "maxItems",
          "must have at most \(Wording.count(most, "element")), but has"
            + " \(elements.count)")
    case .uniqueItems: return checkUnique(elements, of: node)
    case .elements(let rule): return check(rule, on: elements, marking: evaluated)
    case .contains(let rule): return check(rule, of: node, on: elements, marking: evaluated)
    case .unevaluatedItems(let rest): return checkRest(rest, on: elements, marking: evaluated)
    default: return nil
    }
  }

  private mutating func checkUnique(_ elements: [JSONValue], of node: Node) -> Bool {
    var seen: [ExactValue: Int] = [:]
    for (index, element) in elements.enumerated() {
      if let first = seen.updateValue(index, forKey: ExactValue(element)) {
        return fail(
          node, "uniqueItems",
          "must not hold the same element twice, but elements \(first) and"
            + " \(index) are equal (counted from 0)")
      }
    }
    return true
  }

  private mutating func check(
    _ rule: ElementRule, on elements: [JSONValue], marking evaluated: Evaluated?
  ) -> Bool {
    var isValid = true
    for (index, element) in elements.enumerated() {
      guard let node = index < rule.prefix.count ? rule.prefix[index] : rule.rest else { break }
      if !apply(node, toElement: index, element) {
        isValid = false
        if !collects { return false }
      }
    }
    let reached = rule.rest == nil ? min(rule.prefix.count, elements.count) : elements.count
    evaluated?.mark(prefix: reached)
    return isValid
  }

  private mutating func apply(_ node: Int, toElement index: Int, _ element: JSONValue) -> Bool {
    guard collects else { return apply(node, to: element, marking: nil) }
    path.enter(.element(index))
    defer { path.leave() }
    return apply(node, to: element, marking: nil)
  }

  private mutating func check(
    _ rule: ContainsRule, of node: Node, on elements: [JSONValue], marking evaluated: Evaluated?
  ) -> Bool {
    var count = 0
    for (index, element) in elements.enumerated()
    where applyQuietly(rule.node, to: element, marking: nil) {
      count += 1
      evaluated?.mark(index: index)
    }
    if count < rule.minimum {
      let keyword = rule.minimum == 1 ? "contains" : "minContains"
      return fail(
        node, keyword,
        "must hold at least \(Wording.count(rule.minimum, "element")) of the form"
          + " that `contains` asks for, but holds \(count)")
    }
    if let most = rule.maximum, count > most {
      return fail(
        node, "maxContains",
        "must hold at most \(Wording.count(most, "element")) of the form that"
          + " `contains` asks for, but holds \(count)")
    }
    return true
  }

  private mutating func checkRest(
    _ rest: Int, on elements: [JSONValue], marking evaluated: Evaluated?
  ) -> Bool {
    var isValid = true
    for (index, element) in elements.enumerated()
    where evaluated?.contains(index: index) != true && !apply(rest, toElement: index, element) {
      isValid = false
      if !collects { return false }
    }
    evaluated?.mark(prefix: elements.count)
    return isValid
  }
}
