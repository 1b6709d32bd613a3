import JSON

/// The vocabularies that a schema is written in.
struct Dialect: OptionSet, Sendable {
  let rawValue: Int

  static let core = Dialect(rawValue: 1 << 0)
  static let applicator = Dialect(rawValue: 1 << 1)
  static let unevaluated = Dialect(rawValue: 1 << 2)
  static let validation = Dialect(rawValue: 1 << 3)
  static let metaData = Dialect(rawValue: 1 << 4)
  static let formatAnnotation = Dialect(rawValue: 1 << 5)
  static let formatAssertion = Dialect(rawValue: 1 << 6)
  static let content = Dialect(rawValue: 1 << 7)

  /// What https://json-schema.org/draft/2020-12/schema declares.
  static let standard: Dialect = [
    .core, .applicator, .unevaluated, .validation, .metaData, .formatAnnotation, .content,
  ]

  static let standardURI = "https://json-schema.org/draft/2020-12/schema"

  private static let vocabularies: [String: Dialect] = {
    let names: [(String, Dialect)] = [
      ("core", .core), ("applicator", .applicator), ("unevaluated", .unevaluated),
      ("validation", .validation), ("meta-data", .metaData),
      ("format-annotation", .formatAnnotation), ("format-assertion", .formatAssertion),
      ("content", .content),
    ]
    return Dictionary(
      uniqueKeysWithValues: names.map {
        ("https://json-schema.org/draft/2020-12/vocab/" + $0.0, $0.1)
      })
  }()

  /// The dialect that a meta-schema defines with `$vocabulary`.
  ///
  /// A meta-schema without it adds rules to the standard dialect. A vocabulary that is unknown and
  /// required makes the schemas that use it unreadable (core specification, section 8.1.2).
  init(metaSchema: JSONValue, pointer: String) throws(SchemaError) {
    guard let declared = metaSchema["$vocabulary"]?.object else {
      self = .standard
      return
    }
    var dialect: Dialect = .core
    for (uri, isRequired) in declared.sorted(by: { $0.key < $1.key }) {
      if let vocabulary = Self.vocabularies[uri] {
        dialect.insert(vocabulary)
      } else if isRequired == true {
        throw SchemaError(
          pointer: pointer,
          message: "the meta-schema requires the vocabulary `\(uri)`, which is not known here")
      }
    }
    self = dialect
  }

  init(rawValue: Int) { self.rawValue = rawValue }
}
