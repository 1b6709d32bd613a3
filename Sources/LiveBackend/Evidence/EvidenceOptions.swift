/// How writes to the live service are made findable.
public struct EvidenceOptions: Sendable, Hashable {
  /// Whether what makes something is given a visible marker. Without one, what was made is told by
  /// how it looks, and of two that look alike nobody knows which is whose.
  public var areCreatesMarked: Bool
  /// A Custom Field of type text that takes a task's marker instead of its description, in the
  /// Lists that offer it.
  public var markerFieldID: String?

  public init(areCreatesMarked: Bool = true, markerFieldID: String? = nil) {
    self.areCreatesMarked = areCreatesMarked
    self.markerFieldID = markerFieldID
  }
}
