import JSON

/// A compiled schema: nodes that name each other by index, so that recursion needs no references.
struct SchemaProgram: Sendable {
  /// The first is the root.
  let nodes: [Node]
  /// By resource, then by name: the nodes that `$dynamicRef` may choose.
  let dynamicAnchors: [[String: Int]]
  let options: Schema.Options
}

/// One schema, ready to be applied.
final class Node: Sendable {
  /// Where it stands, as violations say it.
  let location: String
  /// The resource that it belongs to, for the dynamic scope.
  let resource: Int
  /// For the schema `false`: the keyword that put it there, otherwise nil.
  let refusal: String?
  /// `type`, which nearly every schema has and many have alone, so it stands apart.
  let types: TypeSet?
  /// All others, in the order in which they are checked.
  let keywords: [Keyword]
  /// Whether it asks what its other keywords have evaluated.
  let hasUnevaluated: Bool

  init(
    location: String, resource: Int, refusal: String? = nil, types: TypeSet? = nil,
    keywords: [Keyword] = []
  ) {
    self.location = location
    self.resource = resource
    self.refusal = refusal
    self.types = types
    self.keywords = keywords
    hasUnevaluated = keywords.contains {
      switch $0 {
      case .unevaluatedItems, .unevaluatedProperties: true
      default: false
      }
    }
  }
}

/// What one keyword asks. An `Int` that is not a number to compare with is the index of a node.
enum Keyword: Sendable {
  case enumeration(ValueSet)
  case const(JSONValue)

  case minLength(Int)
  case maxLength(Int)
  case pattern(Pattern)
  case format(Format)

  case multipleOf(DecimalNumber)
  case minimum(JSONValue)
  case maximum(JSONValue)
  case exclusiveMinimum(JSONValue)
  case exclusiveMaximum(JSONValue)

  case minItems(Int)
  case maxItems(Int)
  case uniqueItems
  case elements(ElementRule)
  case contains(ContainsRule)

  case minProperties(Int)
  case maxProperties(Int)
  case required([String])
  case dependentRequired([(name: String, required: [String])])
  case dependentSchemas([(name: String, node: Int)])
  case propertyNames(Int)
  case members(MemberRule)

  case reference(Int)
  case dynamicReference(fallback: Int, anchor: String)
  case allOf([Int])
  case anyOf([Int])
  case oneOf([Int])
  case not(Int)
  case conditional(ConditionalRule)

  case unevaluatedItems(Int)
  case unevaluatedProperties(Int)
}

/// `prefixItems` and `items`.
struct ElementRule: Sendable {
  let prefix: [Int]
  let rest: Int?
}

/// `contains`, `minContains` and `maxContains`.
struct ContainsRule: Sendable {
  let node: Int
  let minimum: Int
  let maximum: Int?
}

/// `properties`, `patternProperties` and `additionalProperties`, which are asked together of each
/// member. A class, so that handing it on costs one reference and not three.
final class MemberRule: Sendable {
  let named: [String: Int]
  let patterns: [(pattern: Pattern, node: Int)]
  let additional: Int?

  init(named: [String: Int], patterns: [(pattern: Pattern, node: Int)], additional: Int?) {
    self.named = named
    self.patterns = patterns
    self.additional = additional
  }
}

/// `if`, `then` and `else`.
struct ConditionalRule: Sendable {
  let condition: Int
  let then: Int?
  let otherwise: Int?
}

/// The types that `type` allows.
struct TypeSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1 << 0)
  static let boolean = TypeSet(rawValue: 1 << 1)
  static let integer = TypeSet(rawValue: 1 << 2)
  static let number = TypeSet(rawValue: 1 << 3)
  static let string = TypeSet(rawValue: 1 << 4)
  static let array = TypeSet(rawValue: 1 << 5)
  static let object = TypeSet(rawValue: 1 << 6)

  /// In the order in which a sentence lists them.
  static let words: [(word: String, set: TypeSet)] = [
    ("string", .string), ("integer", .integer), ("number", .number), ("boolean", .boolean),
    ("array", .array), ("object", .object), ("null", .null),
  ]

  /// Whether `value` is of one of these types; a whole number is an integer however it is written.
  func contains(typeOf value: JSONValue) -> Bool {
    switch value {
    case .null: contains(.null)
    case .bool: contains(.boolean)
    case .integer: !isDisjoint(with: [.integer, .number])
    case .double(let number):
      contains(.number) || (contains(.integer) && number == number.rounded())
    case .string: contains(.string)
    case .array: contains(.array)
    case .object: contains(.object)
    }
  }
}
