/// The policy in force, and where each part of it came from.
public struct PolicyLayers: Sendable, Hashable {
  public struct Layer: Sendable, Hashable {
    /// As the person who starts the program knows it: `--read-only`, `policy.json`.
    public let origin: String
    public let policy: Policy

    public init(_ origin: String, _ policy: Policy) {
      self.origin = origin
      self.policy = policy
    }
  }

  public let layers: [Layer]
  /// All layers together.
  public let policy: Policy

  public init(_ layers: [Layer] = []) {
    self.layers = layers
    policy = layers.reduce(.unlimited) { $0.tightened(by: $1.policy) }
  }

  /// The origins of the layers that say something, for a sentence.
  public func origins(where says: (Policy) -> Bool) -> String {
    layers.filter { says($0.policy) }.map { "`\($0.origin)`" }.joined(separator: ", ")
  }
}
