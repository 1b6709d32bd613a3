import APICore

/// Says how many more a search would find that are left out unless asked for.
enum HiddenNotice {
  static func text(of hidden: [HiddenTasks]) -> String? {
    guard !hidden.isEmpty else { return nil }
    let reasons = HiddenTasks.Reason.allCases.filter { reason in
      hidden.contains { $0.reasons.contains(reason) }
    }
    let asked = listed(reasons.map(argument))
    if hidden.map(\.count).reduce(0, +) > HiddenTasks.mostCounted {
      return "more than \(HiddenTasks.mostCounted) others match that are left out: call again with "
        + "\(asked)"
    }
    let counts = hidden.map { "\($0.count) \($0.reasons.map(name).joined(separator: " "))" }
    return "left out, though they match: \(listed(counts)): call again with \(asked)"
  }

  private static func name(_ reason: HiddenTasks.Reason) -> String {
    switch reason {
    case .closed: "closed"
    case .subtask: "below another task"
    case .archived: "archived"
    }
  }

  private static func argument(_ reason: HiddenTasks.Reason) -> String {
    switch reason {
    case .closed: "`include_closed`"
    case .subtask: "`subtasks`"
    case .archived: "`archived`"
    }
  }
}
