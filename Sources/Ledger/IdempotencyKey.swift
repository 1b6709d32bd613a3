/// The name of one real-world change: 8 to 128 of `A-Z a-z 0-9 . _ : -`, case-sensitive.
public struct IdempotencyKey: Sendable, Hashable {
  public let text: String

  /// - Throws: what is wrong with the key and what to do, for the agent.
  public init(_ text: String) throws(InvalidKey) {
    self.text = text
  }

  public struct InvalidKey: Error, Sendable {
    /// `invalid_key` or `placeholder_key`.
    public let code: String
    public let message: String

    public init(code: String, message: String) {
      self.code = code
      self.message = message
    }
  }
}
