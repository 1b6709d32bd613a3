import APICore

/// A Space, Folder or List as it is looked up by name.
struct NamedPlace: Sendable {
  let id: String
  let name: String
  /// From the Space down, for people: `Space / Folder / List`.
  let path: String

  init(id: String, name: String, path: String) {
    (self.id, self.name, self.path) = (id, name, path)
  }

  init(_ list: ListPlace) { self.init(id: list.id, name: list.name, path: list.path) }

  /// For refusals.
  var words: String { "\(quoted(path)) (\(id))" }

  /// Those that a text means: those that are called so, else those that begin with its words.
  static func matches(_ text: String, in places: [NamedPlace]) -> [NamedPlace] {
    let called = called(text, in: places)
    return called.isEmpty ? beginning(text, in: places) : called
  }

  /// Those that a name or the end of a path means, the closest first: so that `Inbox` is chosen
  /// beside `inbox`, and a List that is called `A/B` beside the List `B` of the Folder `A`, which
  /// is written `A / B`.
  static func called(_ text: String, in places: [NamedPlace]) -> [NamedPlace] {
    let forms: [(String) -> String] =
      [{ $0 }] + NameMatch.closenesses.map { form in { form(ListName.normalized($0)) } }
    for form in forms {
      let wanted = form(text)
      let isPath = wanted.contains(" / ")
      let matches = places.filter { place in
        let path = form(place.path)
        return form(place.name) == wanted
          || (isPath && (path == wanted || path.hasSuffix(" / " + wanted)))
      }
      if !matches.isEmpty { return matches }
    }
    return []
  }

  static func beginning(_ text: String, in places: [NamedPlace]) -> [NamedPlace] {
    let wanted = NameMatch.folded(ListName.normalized(text))
    // Digits alone are more likely somebody's ID, and that of something else.
    return wanted.contains(where: \.isLetter) ? places.filter { $0.begins(wanted) } : []
  }

  /// Whether the first words of the name are these, after the end of a path if they are one:
  /// `Sprint 24` for `Sprint 24 (November)`, and not for `Sprint 240`.
  private func begins(_ wanted: String) -> Bool {
    let depth = wanted.split(separator: " / ").count
    let names = NameMatch.folded(ListName.normalized(path)).split(separator: " / ").suffix(depth)
    // A slash may be one of the name as well.
    return [NameMatch.folded(ListName.normalized(name)), names.joined(separator: " / ")].contains {
      $0.hasPrefix(wanted)
        && $0.dropFirst(wanted.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
    }
  }

  /// So that the answer says which one it was.
  ///
  /// - Parameter kind: in sentences, `Folder`.
  func note(
    _ text: String, argument: String, of kind: String, reading workspace: WorkspaceReader
  ) {
    workspace.found.note(
      FoundNames.Entry(
        argument: argument, text: text, id: id,
        sentence: "`\(argument)` \(quoted(text)) is the \(kind) \(words)"))
  }

  /// The one that is meant, which the answer then says.
  ///
  /// - Parameter kind: in sentences, `Folder`.
  /// - Throws: `ambiguous`, or `not_found` with the nearest.
  static func one(
    _ text: String, argument: String, of kind: String, in places: [NamedPlace],
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> NamedPlace {
    let matches = matches(text, in: places)
    if matches.count == 1 {
      matches[0].note(text, argument: argument, of: kind, reading: workspace)
      return matches[0]
    }
    guard matches.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(matches.count) of them: "
          + "\(listed(matches.map(\.words))); nothing was changed; give the ID", code: .ambiguous)
    }
    let near = NearestName.suggestions(for: text, among: places.map(\.name))
    let nearest = places.filter { near.contains($0.name) }
    let shown = (nearest.isEmpty ? places : nearest).map(\.words)
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a \(kind) that this user can see; "
        + "\(nearest.isEmpty ? "known" : "nearest") are "
        + "\(shown.isEmpty ? "none" : listed(shown, atMost: 10)); nothing was changed; give the ID "
        + "or the name of one (`get_workspace` shows them)", code: .notFound)
  }
}
