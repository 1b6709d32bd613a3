import JSON

/// One run of a program over one value.
///
/// Quietly it stops at the first broken rule; collecting it goes on, in a fixed order, and says
/// what is broken.
struct Validator {
  let program: SchemaProgram
  private(set) var collects: Bool
  var violations: [Violation] = []
  /// Where in the instance the run is; kept only while collecting.
  var path = InstancePath()
  /// The resources entered, outermost first: where `$dynamicRef` looks.
  private var scope: [Int] = []
  private var depth = 0
  private var steps = 0
  /// Set once a limit is reached: from then on nothing that was found counts.
  private(set) var hasGivenUp = false

  init(_ program: SchemaProgram, collects: Bool) {
    self.program = program
    self.collects = collects
  }

  mutating func accepts(_ instance: JSONValue) -> Bool {
    apply(0, to: instance, marking: nil) && !hasGivenUp
  }

  mutating func violations(of instance: JSONValue) -> [Violation] {
    _ = apply(0, to: instance, marking: nil)
    if hasGivenUp { return [limitReached] }
    var seen: Set<Violation> = []
    return violations.filter { seen.insert($0).inserted }
      .sorted { ($0.instancePointer, $0.schemaPointer) < ($1.instancePointer, $1.schemaPointer) }
  }

  /// All that can be said once the run has given up.
  var limitReached: Violation {
    Violation(
      instancePointer: "", schemaPointer: "", keyword: "limit",
      message: "the value cannot be checked within \(program.options.maximumSteps) steps and"
        + " \(program.options.maximumDepth) levels; send a smaller, flatter or simpler one")
  }

  // MARK: One schema

  /// Applies the schema `index`; what it evaluates is marked in `evaluated`, if anybody asks.
  mutating func apply(_ index: Int, to value: JSONValue, marking evaluated: Evaluated?) -> Bool {
    steps += 1
    guard !hasGivenUp, steps <= program.options.maximumSteps, depth < program.options.maximumDepth
    else {
      hasGivenUp = true
      return false
    }
    let node = program.nodes[index]
    if let keyword = node.refusal { return refuse(keyword, by: node) }
    var isValid = true
    if let types = node.types, !types.contains(typeOf: value) {
      isValid = fail(node, "type", "must be \(types.phrase), but is \(value.typePhrase)")
      if !collects { return false }
    }
    if node.keywords.isEmpty { return isValid }
    depth += 1
    let isEntering = scope.last != node.resource
    if isEntering { scope.append(node.resource) }
    defer {
      depth -= 1
      if isEntering { scope.removeLast() }
    }
    let own = node.hasUnevaluated ? Evaluated() : evaluated
    for keyword in node.keywords where !check(keyword, of: node, on: value, marking: own) {
      isValid = false
      if !collects { return false }
    }
    if node.hasUnevaluated, let own, let evaluated { evaluated.merge(own) }
    return isValid
  }

  private mutating func check(
    _ keyword: Keyword, of node: Node, on value: JSONValue, marking evaluated: Evaluated?
  ) -> Bool {
    switch value {
    case .string(let string):
      if let isMet = check(keyword, of: node, onString: string) { return isMet }
    case .integer, .double:
      if let isMet = check(keyword, of: node, onNumber: value) { return isMet }
    case .array(let elements):
      if let isMet = check(keyword, of: node, onArray: elements, marking: evaluated) {
        return isMet
      }
    case .object(let members):
      if let isMet = check(keyword, of: node, onObject: members, marking: evaluated) {
        return isMet
      }
    case .null, .bool: break
    }
    switch keyword {
    case .enumeration(let accepted):
      return accepted.contains(value)
        || fail(node, "enum", "must be \(Wording.choice(accepted.values))")
    case .const(let wanted):
      return ExactValue(wanted) == ExactValue(value)
        || fail(node, "const", "must be \(Wording.text(of: wanted))")
    default: return checkInPlace(keyword, of: node, on: value, marking: evaluated)
    }
  }

  /// Whether the pattern is found; a search without end is a limit reached.
  mutating func matches(_ pattern: Pattern, _ text: String) -> Bool {
    if let isFound = pattern.isFound(in: text) { return isFound }
    hasGivenUp = true
    return false
  }

  // MARK: Scope

  /// The node that a `$dynamicRef` means here: that of the outermost resource that has the anchor.
  func dynamicTarget(_ anchor: String, fallback: Int) -> Int {
    for resource in scope {
      if let node = program.dynamicAnchors[resource][anchor] { return node }
    }
    return fallback
  }

  // MARK: Saying what is broken

  private var isNoting: Bool {
    collects && violations.count < program.options.maximumViolations
  }

  /// False; with the violation noted, where violations are collected.
  ///
  /// `demand` goes on where the name of the value, or of its missing `member`, stops.
  mutating func fail(
    _ node: Node, _ keyword: String, member: String? = nil, _ demand: @autoclosure () -> String
  ) -> Bool {
    guard isNoting else { return false }
    let subject = member.map(path.subject(ofMember:)) ?? path.subject
    violations.append(
      Violation(
        instancePointer: path.pointer, schemaPointer: node.location + "/" + keyword,
        keyword: keyword, member: member,
        message: "\(subject) \(demand())"))
    return false
  }

  private mutating func refuse(_ keyword: String, by node: Node) -> Bool {
    guard isNoting else { return false }
    violations.append(
      Violation(
        instancePointer: path.pointer, schemaPointer: node.location, keyword: keyword,
        member: path.lastName, message: "\(path.subject) is not accepted here"))
    return false
  }

  /// Applies a schema without noting violations, stopping at the first.
  mutating func applyQuietly(_ index: Int, to value: JSONValue, marking evaluated: Evaluated?)
    -> Bool
  {
    let wasCollecting = collects
    collects = false
    defer { collects = wasCollecting }
    return apply(index, to: value, marking: evaluated)
  }

  /// The violations of one schema alone.
  mutating func collect(_ index: Int, on value: JSONValue) -> [Violation] {
    let before = violations
    violations = []
    defer { violations = before }
    _ = apply(index, to: value, marking: nil)
    return violations
  }
}
