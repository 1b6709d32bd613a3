import JSON

/// A JSON Schema 2020-12 document, compiled once.
///
/// https://json-schema.org/draft/2020-12/json-schema-core and …/json-schema-validation
public struct Schema: Sendable {
  public struct Options: Sendable {
    /// Whether `format` is an assertion; by default it is an annotation, as the specification says.
    public var assertsFormat: Bool
    /// Schemas being applied inside one another while a value is checked.
    ///
    /// A text is read 128 levels deep, and a recursive schema takes about three schemas (a
    /// property, its `$ref`, an `anyOf`) for each, so 512 leaves room. Each takes about 1 KiB of
    /// stack (4 KiB unoptimized), so that a thread of 512 KiB can validate.
    public var maximumDepth: Int
    /// Schemas applied in one validation.
    ///
    /// A line of 16 MiB holds at most 8 million elements, each of them one step; a schema that
    /// multiplies its work without end is stopped after about a second.
    public var maximumSteps: Int

    /// Violations that are reported.
    ///
    /// More help nobody, and a long array of wrong elements must not fill the memory.
    public var maximumViolations: Int

    public init(
      assertsFormat: Bool = false, maximumDepth: Int = 512, maximumSteps: Int = 10_000_000,
      maximumViolations: Int = 1_000
    ) {
      self.assertsFormat = assertsFormat
      self.maximumDepth = maximumDepth
      self.maximumSteps = maximumSteps
      self.maximumViolations = maximumViolations
    }
  }

  private let program: SchemaProgram

  /// Compiles `document`; nothing is ever fetched, so every `$ref` must lead into the document
  /// itself, into `registry` or to the 2020-12 meta-schema.
  public init(
    _ document: JSONValue, options: Options = Options(),
    registry: SchemaRegistry = SchemaRegistry()
  ) throws(SchemaError) {
    var compiler = try SchemaCompiler(document, options: options, registry: registry)
    program = try compiler.compile()
  }

  /// Every rule that `instance` breaks, in the order of the instance's pointers; empty where it is
  /// valid. Beyond `maximumViolations` only the first are given.
  public func violations(of instance: JSONValue) -> [Violation] {
    // Most values are valid, and finding that out needs no pointers, no order and no words.
    var quiet = Validator(program, collects: false)
    if quiet.accepts(instance) { return [] }
    if quiet.hasGivenUp { return [quiet.limitReached] }
    var validator = Validator(program, collects: true)
    return validator.violations(of: instance)
  }

  /// Whether `instance` breaks no rule; cheaper than asking for the violations.
  public func isValid(_ instance: JSONValue) -> Bool {
    var validator = Validator(program, collects: false)
    return validator.accepts(instance)
  }
}
