import JSON

extension WriteRequest {
  /// Whether something goes: a thing, or what one holds or is seen by. Archiving, emptying a text
  /// or a value, and taking people or relations off are such changes, whichever request does them.
  public var takesAway: Bool {
    switch route.effect {
    case .takesOff, .removes, .merges, .undeclared: return true
    // What a new thing is made without was not there before.
    case .reads, .makes, .relates, .costs, .reachesOut: return false
    case .changes:
      guard case .json(let body) = body else { return false }
      return (body.object ?? [:]).contains { name, value in Self.takesAway(name, value) }
    }
  }

  private static func takesAway(_ name: String, _ value: JSONValue) -> Bool {
    switch (name, value) {
    case ("archived", let value), ("unset_status", let value): return value == true
    // The service's own word for a List without an owner.
    case ("assignee", "none"): return true
    case (_, .null): return true
    // A blank is how the service is told to empty a text.
    case (_, .string(let text)): return text.allSatisfy(\.isWhitespace)
    case (_, .array(let elements)): return elements.isEmpty
    case (_, .object(let members)):
      // `{"add": […], "rem": […]}`, of people and of relationships.
      return members["rem"]?.array?.isEmpty == false
    default: return false
    }
  }
}
