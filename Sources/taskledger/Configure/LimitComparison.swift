import Tools

/// Whether what is said of a limit now holds all that was said before.
enum LimitComparison {
  /// - Returns: true only where that can be seen from the values alone.
  static func isAtLeastAsTight(_ new: String, as old: String, _ flag: Flag) -> Bool {
    if new == old { return true }
    let (newParts, oldParts) = (Set(ProgramOptions.list(new)), Set(ProgramOptions.list(old)))
    switch flag {
    case .toolsets, .tools:
      let old = Toolsets.expanded(Array(oldParts))
      let new = Toolsets.expanded(newParts.filter { $0 != "none" })
      return new.allSatisfy { Toolsets.names(old, switchOn: $0) }
    case .excludeTools: return newParts.isSuperset(of: oldParts)
    case .onlyIn: return !newParts.isEmpty && newParts.isSubset(of: oldParts)
    case .writeBudget:
      let (new, old) = (numbers(newParts), numbers(oldParts))
      return old.allSatisfy { name, limit in new[name].map { $0 <= limit } ?? false }
    // Of two files nobody knows what each one will say tomorrow.
    default: return false
    }
  }

  private static func numbers(_ parts: Set<String>) -> [String: Int64] {
    var limits: [String: Int64] = [:]
    for part in parts {
      let words = part.split(separator: "=", maxSplits: 1)
      guard words.count == 2, let number = Int64(words[1]) else { continue }
      limits[String(words[0])] = min(number, limits[String(words[0])] ?? number)
    }
    return limits
  }
}
