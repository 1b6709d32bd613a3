import JSON

/// A JSON Schema 2020-12 document, compiled once.
public struct Schema: Sendable {
  public struct Options: Sendable {
    /// Whether `format` is an assertion; by default it is an annotation, as the specification says.
    public var assertsFormat = false
    public init(assertsFormat: Bool = false) { self.assertsFormat = assertsFormat }
  }

  public init(_ document: JSONValue, options: Options = Options()) throws(SchemaError) {
  }

  /// Every rule that `instance` breaks; empty where it is valid.
  public func violations(of instance: JSONValue) -> [Violation] { [] }
}

/// Why a schema cannot be compiled.
public struct SchemaError: Error, Sendable {
  /// JSON pointer into the schema document.
  public let pointer: String
  public let message: String

  public init(pointer: String, message: String) {
    self.pointer = pointer
    self.message = message
  }
}

/// One rule that an instance breaks.
public struct Violation: Sendable, Hashable {
  /// JSON pointer to the value in the instance ("" for the whole).
  public let instancePointer: String
  /// JSON pointer to the keyword in the schema.
  public let schemaPointer: String
  /// e.g. "required", "additionalProperties", "type".
  public let keyword: String
  /// For a person; names the member in backticks; no full stop.
  public let message: String

  public init(instancePointer: String, schemaPointer: String, keyword: String, message: String) {
    self.instancePointer = instancePointer
    self.schemaPointer = schemaPointer
    self.keyword = keyword
    self.message = message
  }
}
