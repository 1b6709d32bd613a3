/// Where in a task a search found its words.
public struct TaskMatch: Sendable, Equatable {
  public enum Place: Sendable, Equatable {
    /// The task's own ID or its custom ID.
    case id
    case name
    case description
    case field(name: String)
    /// nil for one of those that were not looked through.
    case comment(Comment?)
    case tag
    case checklist
  }

  public struct Comment: Sendable, Equatable {
    public let id: String
    public let user: String?
    public let date: Milliseconds
    /// The comment that it replies to.
    public let parent: String?

    public init(id: String, user: String?, date: Milliseconds, parent: String? = nil) {
      self.parent = parent
      self.id = id
      self.user = user
      self.date = date
    }
  }

  public let place: Place
  /// What stands there around the words; nil where the task's own row says it.
  public let text: String?

  public init(place: Place, text: String?) {
    self.place = place
    self.text = text
  }
}

/// Chooses the fewest places that hold all words of a search.
public struct MatchedPlaces: Sendable {
  /// More are read in the task itself.
  private static let mostShown = 3

  private let words: WordFinder
  private var places: [(place: TaskMatch.Place, text: String, held: WordFinder.Held)] = []

  public init(_ words: WordFinder) { self.words = words }

  /// Whether there is a place that holds all.
  public var isOneEnough: Bool { places.contains { $0.held == words.all } }

  public mutating func add(ids: [String]) {
    add(.id, "", words.held(byIDs: ids.map(TextFold.fold)))
  }

  /// Of places that hold the same the one that came first is shown.
  public mutating func add(_ place: TaskMatch.Place, _ text: String) {
    add(place, text, words.held(by: TextFold.fold(text)))
  }

  private mutating func add(_ place: TaskMatch.Place, _ text: String, _ held: WordFinder.Held) {
    guard !held.isEmpty, !places.contains(where: { $0.held.isSuperset(of: held) }) else { return }
    places.append((place, text, held))
  }

  /// - Parameter isRead: whether all comments of the task were added.
  public func matches(haveAllComments isRead: Bool) -> [TaskMatch] {
    var rest = words.all
    var matches: [TaskMatch] = []
    while !rest.isEmpty, matches.count < Self.mostShown {
      var best: (index: Int, count: Int)?
      for (index, place) in places.enumerated() {
        let count = place.held.intersection(rest).count
        if count > best?.count ?? 0 { best = (index, count) }
      }
      guard let best else { break }
      let chosen = places[best.index]
      rest.subtract(chosen.held)
      matches.append(TaskMatch(place: chosen.place, text: excerpt(of: chosen)))
    }
    if !rest.isEmpty, !isRead, matches.count < Self.mostShown {
      matches.append(TaskMatch(place: .comment(nil), text: nil))
    }
    return matches
  }

  private func excerpt(
    of place: (place: TaskMatch.Place, text: String, held: WordFinder.Held)
  ) -> String? {
    switch place.place {
    case .id, .name: nil
    default: Excerpt.of(place.text, around: words)
    }
  }
}
