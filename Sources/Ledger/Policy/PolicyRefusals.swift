import APICore

// The words of a denial: what is denied, that nothing was done, and who can change it.
extension LedgerRefusal {
  /// nil where the write is allowed.
  init?(_ decision: PolicyDecision, by layers: PolicyLayers, at now: Milliseconds) {
    switch decision {
    case .allowed: return nil
    case .readOnly:
      self = .denied(
        "nothing may be written here", "tell the user what you would have changed",
        layers.origins { $0.isReadOnly })
    case .outside(let place, let territory):
      self = .denied(
        "\(place.name) is outside of what may be changed here",
        territory.words.isEmpty
          ? "no place is left to write to" : "write within \(territory.words)",
        layers.origins { $0.territories.contains(territory) })
    case .unplaceable:
      self = .denied(
        "it is not known which places this change reaches, and not all may be changed here",
        "change it another way", layers.origins { !$0.territories.isEmpty })
    case .tooManyItems(let count, let allowed):
      self = .denied(
        "this call touches \(count) things at once, and the budget is "
          + WriteBudget.Limit.itemsPerCall.words(allowed), "divide it into several calls",
        layers.origins { $0.budget.limits[.itemsPerCall] == allowed })
    case .never(let limit):
      self = .denied(
        "the budget is \(limit.words(0))", "tell the user what you would have changed",
        layers.origins { $0.budget.limits[limit] == 0 })
    case .exhausted(let limit, let allowed, let until):
      self = .exhausted(
        limit.words(allowed), until, wait: until - now,
        layers.origins { $0.budget.limits[limit] == allowed })
    }
  }

  private static func denied(
    _ what: String, _ next: String, _ origins: String
  ) -> LedgerRefusal {
    LedgerRefusal(
      code: .policyDenied,
      message: "\(what); nothing was changed; \(next); only who starts taskledger can allow more "
        + "(\(origins))",
      retry: Retry(isSafe: true, sameKey: true))
  }

  private static func exhausted(
    _ budget: String, _ until: Milliseconds, wait: Milliseconds, _ origins: String
  ) -> LedgerRefusal {
    LedgerRefusal(
      code: .budgetExhausted,
      message: "the budget of \(budget) is used up; nothing was changed; call again with the same "
        + "arguments and key at \(until.iso8601) or later; only who starts taskledger can allow "
        + "more (\(origins))",
      retry: Retry(isSafe: true, sameKey: true, after: max(wait, 1)))
  }
}
