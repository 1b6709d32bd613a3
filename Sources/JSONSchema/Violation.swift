/// One rule that an instance breaks.
public struct Violation: Sendable, Hashable {
  /// JSON pointer to the value in the instance ("" for the whole). A member that is not accepted is
  /// pointed at itself; a missing one has the pointer of the object that lacks it.
  public let instancePointer: String
  /// JSON pointer to the keyword in the schema; in another document than the compiled one, that
  /// document's URI, `#`, and the pointer.
  public let schemaPointer: String
  /// e.g. "required", "additionalProperties", "type"; "limit" where validation was given up.
  public let keyword: String
  /// The member that is missing or not accepted, for who wants to suggest another name.
  public let member: String?
  /// For a person; names the member in backticks; no full stop.
  public let message: String

  public init(
    instancePointer: String, schemaPointer: String, keyword: String, member: String? = nil,
    message: String
  ) {
    self.instancePointer = instancePointer
    self.schemaPointer = schemaPointer
    self.keyword = keyword
    self.member = member
    self.message = message
  }
}
