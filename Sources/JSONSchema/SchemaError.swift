/// Why a schema cannot be compiled.
public struct SchemaError: Error, Sendable, Hashable {
  /// JSON pointer into the schema document; in another document than the compiled one, that
  /// document's URI, `#`, and the pointer.
  public let pointer: String
  /// What is wrong and what to do; no full stop.
  public let message: String

  public init(pointer: String, message: String) {
    self.pointer = pointer
    self.message = message
  }
}
