import JSON

/// How urgent a task or a List is, as the API counts.
public enum Priority: Int64, Sendable, CaseIterable {
  case urgent = 1
  case high = 2
  case normal = 3
  case low = 4

  public var name: String {
    switch self {
    case .urgent: "urgent"
    case .high: "high"
    case .normal: "normal"
    case .low: "low"
    }
  }

  public init?(name: String?) {
    guard let named = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = named
  }

  /// As things show it: an object with the name.
  public init?(shown: JSONValue?) { self.init(name: shown?["priority"]?.string) }
}
