/// Which of several things a name means.
public enum NameMatch {
  /// Ways to compare names, the closest first: as they are, but for blanks, but for case too, and
  /// folded.
  public static let closenesses: [@Sendable (String) -> String] = [
    { $0 }, { blanksInOrder($0) }, { blanksInOrder($0).lowercased() },
    folded,
  ]

  /// The form in which all spellings of a name are one.
  @Sendable public static func folded(_ name: String) -> String {
    blanksInOrder(TextFold.fold(name))
  }

  /// The things of exactly that name; else those that differ in blanks or case only; else those of
  /// the same folded name. `Отчёт` is so chosen beside `Отчет`, and `отчет` alone finds it.
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

  /// The name as each of several places spells it, each spelling once.
  public static func spelled(_ name: String, in places: [[String]]) -> [String] {
    var names: [String] = []
    for place in places {
      for name in closest(to: name, among: place, named: \.self) where !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }

  /// One blank between words, none at the ends.
  private static func blanksInOrder(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
