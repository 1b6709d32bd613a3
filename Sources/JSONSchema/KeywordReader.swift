import JSON

/// Reads the keywords of one schema object, each checked for its own form.
struct KeywordReader {
  private let members: JSONObject
  private let location: String
  private let dialect: Dialect
  private let assertsFormat: Bool
  /// The nodes of the schemas directly inside, by their pointers from here.
  var nodes: [String: Int] = [:]

  init(
    _ members: JSONObject, location: String, dialect: Dialect, assertsFormat: Bool
  ) {
    self.members = members
    self.location = location
    self.dialect = dialect
    self.assertsFormat = assertsFormat || dialect.contains(.formatAssertion)
  }

  /// Every schema directly inside that belongs to the dialect.
  func children() throws(SchemaError) -> [Subschemas.Child] {
    try checkForms()
    return Subschemas.children(of: .object(members)).filter { isSpoken($0.keyword) }
  }

  private func isSpoken(_ keyword: String) -> Bool {
    switch keyword {
    case "$defs", "definitions": true
    case "contentSchema": false  // an annotation
    case "unevaluatedItems", "unevaluatedProperties": dialect.contains(.unevaluated)
    default: dialect.contains(.applicator)
    }
  }

  private func checkForms() throws(SchemaError) {
    for keyword in Subschemas.lists where isSpoken(keyword) {
      guard let member = members[keyword] else { continue }
      guard let schemas = member.array, !schemas.isEmpty else {
        throw malformed(keyword, "must be an array that holds at least one schema")
      }
    }
    for keyword in Subschemas.maps where isSpoken(keyword) {
      guard let member = members[keyword] else { continue }
      guard member.object != nil else {
        throw malformed(keyword, "must be an object whose members are schemas")
      }
    }
  }

  // MARK: Assertions

  /// What asks of the value itself.
  func assertions() throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    if dialect.contains(.validation) {
      keywords += try anyType() + strings() + numbers() + arrays() + objects()
    }
    if assertsFormat, let format = members["format"] {
      guard case .string(let name) = format else { throw malformed("format", "must be a string") }
      // An unknown format is an annotation: the specification leaves names open.
      if let known = Format(rawValue: name) { keywords.append(.format(known)) }
    }
    return keywords
  }

  private func anyType() throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    if let values = members["enum"] {
      guard case .array(let list) = values else {
        throw malformed("enum", "must be an array of the accepted values")
      }
      keywords.append(.enumeration(ValueSet(list)))
    }
    if let value = members["const"] { keywords.append(.const(value)) }
    return keywords
  }

  func types() throws(SchemaError) -> TypeSet? {
    guard dialect.contains(.validation), let type = members["type"] else { return nil }
    var set: TypeSet = []
    let names: [JSONValue]
    if case .array(let several) = type { names = several } else { names = [type] }
    for name in names {
      guard let known = TypeSet.words.first(where: { name == .string($0.word) }) else {
        throw malformed(
          "type",
          "must be one of "
            + TypeSet.words.map { "`\($0.word)`" }.joined(separator: ", ") + ", or an array of them"
        )
      }
      set.insert(known.set)
    }
    guard !names.isEmpty else { throw malformed("type", "must name at least one type") }
    return set
  }

  private func strings() throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    if let count = try count("minLength"), count > 0 { keywords.append(.minLength(count)) }
    if let count = try count("maxLength") { keywords.append(.maxLength(count)) }
    if let member = members["pattern"] {
      guard case .string(let text) = member else {
        throw malformed("pattern", "must be a string that holds a regular expression")
      }
      keywords.append(.pattern(try pattern(text, keyword: "pattern")))
    }
    return keywords
  }

  private func pattern(_ text: String, keyword: String) throws(SchemaError) -> Pattern {
    do {
      return try Pattern(text)
    } catch {
      throw malformed(
        keyword, "holds `\(text)`, which is not a regular expression: \(error.message)")
    }
  }

  private func numbers() throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    if let member = members["multipleOf"] {
      guard let divisor = DecimalNumber(member), divisor.isPositive else {
        throw malformed("multipleOf", "must be a number above 0")
      }
      keywords.append(.multipleOf(divisor))
    }
    if let bound = try number("minimum") { keywords.append(.minimum(bound)) }
    if let bound = try number("maximum") { keywords.append(.maximum(bound)) }
    if let bound = try number("exclusiveMinimum") { keywords.append(.exclusiveMinimum(bound)) }
    if let bound = try number("exclusiveMaximum") { keywords.append(.exclusiveMaximum(bound)) }
    return keywords
  }

  private func arrays() throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    if let count = try count("minItems"), count > 0 { keywords.append(.minItems(count)) }
    if let count = try count("maxItems") { keywords.append(.maxItems(count)) }
    if let member = members["uniqueItems"] {
      guard case .bool(let isWanted) = member else {
        throw malformed("uniqueItems", "must be a boolean")
      }
      if isWanted { keywords.append(.uniqueItems) }
    }
    return keywords
  }

  private func objects() throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    if let count = try count("minProperties"), count > 0 { keywords.append(.minProperties(count)) }
    if let count = try count("maxProperties") { keywords.append(.maxProperties(count)) }
    if let member = members["required"] {
      keywords.append(.required(try names(member, keyword: "required")))
    }
    for keyword in ["dependentRequired", "dependencies"] {
      guard let member = members[keyword] else { continue }
      guard case .object(let dependencies) = member else {
        throw malformed(keyword, "must be an object whose members are arrays of names")
      }
      var rules: [(name: String, required: [String])] = []
      for (name, list) in dependencies.sorted(by: { $0.key < $1.key })
      where keyword == "dependentRequired" || list.array != nil {
        rules.append((name, try names(list, keyword: keyword)))
      }
      keywords.append(.dependentRequired(rules))
    }
    return keywords
  }

  // MARK: Applicators

  /// What applies schemas to elements and members.
  func applicators() throws(SchemaError) -> [Keyword] {
    guard dialect.contains(.applicator) else { return [] }
    var keywords: [Keyword] = []
    let prefix = list("prefixItems")
    let rest = nodes["/items"]
    if !prefix.isEmpty || rest != nil {
      keywords.append(.elements(ElementRule(prefix: prefix, rest: rest)))
    }
    if let node = nodes["/contains"] {
      let counts = dialect.contains(.validation)
      keywords.append(
        .contains(
          ContainsRule(
            node: node, minimum: counts ? try count("minContains") ?? 1 : 1,
            maximum: counts ? try count("maxContains") : nil)))
    }
    if let node = nodes["/propertyNames"] { keywords.append(.propertyNames(node)) }
    if let rule = try memberRule() { keywords.append(.members(rule)) }
    return keywords
  }

  private func memberRule() throws(SchemaError) -> MemberRule? {
    let named = map("properties")
    let additional = nodes["/additionalProperties"]
    var patterns: [(pattern: Pattern, node: Int)] = []
    for (text, node) in map("patternProperties") {
      patterns.append((try pattern(text, keyword: "patternProperties"), node))
    }
    if named.isEmpty, patterns.isEmpty, additional == nil { return nil }
    return MemberRule(
      named: Dictionary(uniqueKeysWithValues: named.map { ($0.name, $0.node) }),
      patterns: patterns, additional: additional)
  }

  /// What applies schemas to the value itself.
  func inPlace() -> [Keyword] {
    guard dialect.contains(.applicator) else { return [] }
    var keywords: [Keyword] = []
    let all = list("allOf")
    let any = list("anyOf")
    let one = list("oneOf")
    if !all.isEmpty { keywords.append(.allOf(all)) }
    if !any.isEmpty { keywords.append(.anyOf(any)) }
    if !one.isEmpty { keywords.append(.oneOf(one)) }
    if let node = nodes["/not"] { keywords.append(.not(node)) }
    if let condition = nodes["/if"] {
      keywords.append(
        .conditional(
          ConditionalRule(condition: condition, then: nodes["/then"], otherwise: nodes["/else"])))
    }
    let dependent = map("dependentSchemas") + map("dependencies")
    if !dependent.isEmpty { keywords.append(.dependentSchemas(dependent)) }
    return keywords
  }

  /// What asks what all others have evaluated, and so comes last.
  func unevaluated() -> [Keyword] {
    var keywords: [Keyword] = []
    if let node = nodes["/unevaluatedItems"] { keywords.append(.unevaluatedItems(node)) }
    if let node = nodes["/unevaluatedProperties"] { keywords.append(.unevaluatedProperties(node)) }
    return keywords
  }

  // MARK: Forms

  private func list(_ keyword: String) -> [Int] {
    (members[keyword]?.array ?? []).indices.compactMap { nodes["/\(keyword)/\($0)"] }
  }

  private func map(_ keyword: String) -> [(name: String, node: Int)] {
    (members[keyword]?.object ?? [:]).keys.sorted().compactMap { name in
      nodes["/\(keyword)/" + JSONPointer.escaped(name)].map { (name, $0) }
    }
  }

  private func count(_ keyword: String) throws(SchemaError) -> Int? {
    guard let member = members[keyword] else { return nil }
    guard let count = member.integer, count >= 0 else {
      throw malformed(keyword, "must be a whole number, at least 0")
    }
    return Int(count)
  }

  private func number(_ keyword: String) throws(SchemaError) -> JSONValue? {
    guard let member = members[keyword] else { return nil }
    guard member.number != nil else { throw malformed(keyword, "must be a number") }
    return member
  }

  private func names(_ member: JSONValue, keyword: String) throws(SchemaError) -> [String] {
    guard case .array(let elements) = member else {
      throw malformed(keyword, "must be an array of names")
    }
    var names: [String] = []
    for element in elements {
      guard case .string(let name) = element else {
        throw malformed(keyword, "must be an array of names")
      }
      names.append(name)
    }
    return names
  }

  private func malformed(_ keyword: String, _ demand: String) -> SchemaError {
    SchemaError(pointer: location + "/" + keyword, message: "`\(keyword)` \(demand)")
  }
}
