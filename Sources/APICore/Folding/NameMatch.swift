/// Which of several things a name means.
public enum NameMatch {
  /// Ways to compare names, the closest first: as they are, but for case, and folded.
  public static let closenesses: [@Sendable (String) -> String] = [
    { $0 }, { $0.lowercased() }, { TextFold.fold($0) },
  ]

  /// The things of exactly that name; else those that differ in case only; else those of the same
  /// folded name. `Отчёт` is so chosen beside `Отчет`, and `отчет` alone finds it.
  public static func closest<Thing>(
    to name: String, among things: [Thing], named: (Thing) -> String
  ) -> [Thing] {
    for form in closenesses {
      let wanted = form(name)
      let matches = things.filter { form(named($0)) == wanted }
      if !matches.isEmpty { return matches }
    }
    return []
  }
}
