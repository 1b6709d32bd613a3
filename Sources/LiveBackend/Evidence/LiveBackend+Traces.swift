import APICore

extension LiveBackend {
  /// By what a write of this operation is found again whose answer was lost, in a word; nil where
  /// nothing shows it, or there is nothing to find.
  public static func evidence(of route: Route) -> String? {
    guard !route.effect.isRead else { return nil }
    let trace = Traces.trace(of: route)
    switch trace {
    case is NoTrace: return nil
    // Told from others by what it says and when it was made.
    case is any UnmarkedCreation: return "looks"
    case is any Creation: return "mark"
    default: return route.effect == .removes ? "gone" : "state"
    }
  }
}
