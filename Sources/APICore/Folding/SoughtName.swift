import JSON

/// The name by which a task is looked for, as both backends compare it: the whole name, folded.
///
/// All that fold to it are called so, however they are written: of two tasks that differ in case or
/// in an accent, nobody knows which is meant.
public struct SoughtName: Sendable, Hashable {
  /// As people wrote it.
  public let text: String
  /// The folded names that are this one: blanks may be doubled where the name itself has them so.
  public let spellings: [String]

  public init(_ text: String) {
    self.text = text
    let (written, plain) = (TextFold.fold(text), NameMatch.folded(text))
    spellings = written == plain ? [plain] : [plain, written]
  }

  /// Whether nothing is left of it that could be somebody's name.
  public var isEmpty: Bool { NameMatch.folded(text).isEmpty }

  public func isName(of task: JSONValue) -> Bool {
    task["name"]?.string.map { spellings.contains(TextFold.fold($0)) } ?? false
  }

  /// Those of `tasks` whose names are the nearest: with few letters wrong, or else with most of its
  /// words in them. Each task once.
  public func near(among tasks: [JSONValue], atMost limit: Int = 3) -> [JSONValue] {
    let names = tasks.compactMap { $0["name"]?.string }
    let words = SearchWords(text).words
    let holding = names.map { name in
      let folded = SearchedText([TextFold.fold(name)])
      return (name: name, count: words.filter(folded.holds).count)
    }
    let nearest =
      NearestName.suggestions(for: text, among: names, atMost: limit)
      + holding.filter { 2 * $0.count > words.count }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }.map(\.name)
    var near: [JSONValue] = []
    for name in nearest {
      for task in tasks where near.count < limit && task["name"]?.string == name {
        if !near.contains(where: { $0["id"] == task["id"] }) { near.append(task) }
      }
    }
    return near
  }
}
