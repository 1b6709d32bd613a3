import APICore

/// What a policy makes of one planned write.
///
/// A pure function over what the write names and what was written before, so that it can be read,
/// and tested, as a table.
enum PolicyDecision: Sendable, Hashable {
  case allowed
  case readOnly
  /// It reaches something that is not in a territory.
  case outside(Place, Territory)
  /// It is not known what it reaches.
  case unplaceable
  case tooManyItems(Int, allowed: Int)
  /// The budget is 0.
  case never(WriteBudget.Limit)
  case exhausted(WriteBudget.Limit, allowed: Int, until: Milliseconds)

  /// What has been written before, as far as the budget asks.
  struct Usage: Sendable, Hashable {
    /// For each limit that is reached: the moment of the write that must leave its window before
    /// there is room for another.
    var reached: [WriteBudget.Limit: Milliseconds] = [:]
    /// How many other things the same call touches, or would.
    var besides = 0
  }

  /// - Parameters:
  ///   - places: of all that the request names; nil where that is not known.
  static func of(
    _ request: WriteRequest, at places: [Place]?, after usage: Usage, under policy: Policy
  ) -> PolicyDecision {
    if policy.isReadOnly { return .readOnly }
    if !policy.territories.isEmpty {
      guard let places else { return .unplaceable }
      for territory in policy.territories {
        if let outside = places.first(where: { !territory.contains($0) }) {
          return .outside(outside, territory)
        }
      }
    }
    return budget(request, usage, policy.budget)
  }

  private static func budget(
    _ request: WriteRequest, _ usage: Usage, _ budget: WriteBudget
  ) -> PolicyDecision {
    let items = request.itemCount + usage.besides
    if let allowed = budget.limits[.itemsPerCall], items > allowed {
      return .tooManyItems(items, allowed: allowed)
    }
    var longest: PolicyDecision = .allowed
    var until: Milliseconds = Milliseconds(.min)
    for limit in WriteBudget.Limit.allCases where limit.counts(request) {
      guard let allowed = budget.limits[limit], let window = limit.window else { continue }
      if allowed == 0 { return .never(limit) }
      if let moment = usage.reached[limit], moment + window > until {
        until = moment + window
        longest = .exhausted(limit, allowed: allowed, until: until)
      }
    }
    return longest
  }
}

extension WriteBudget.Limit {
  /// Whether this request is one of those that are counted.
  func counts(_ request: WriteRequest) -> Bool {
    self != .deletionsPerDay || request.takesAway
  }
}
