import JSON

/// What is kept of who a token belongs to, so that what stands in the store can be told while the
/// service cannot be asked.
public protocol IdentityMemory: Sendable {
  /// What was kept last for this token; nil where nothing was, or it cannot be read.
  func recall() -> JSONValue?

  /// Keeps it for later processes; what cannot be kept is asked for again.
  func keep(_ identity: JSONValue)

  /// Runs `body` with little time: there is something to fall back on.
  func briefly(
    _ body: () throws(APIError) -> JSONValue
  ) throws(APIError) -> JSONValue
}
