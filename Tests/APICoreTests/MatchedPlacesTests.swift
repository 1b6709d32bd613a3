import APICore
import Testing

/// Which places explain that a task was found.
@Suite struct MatchedPlacesTests {
  private let comment = TaskMatch.Place.comment(
    TaskMatch.Comment(id: "1", user: "Mei", date: Milliseconds(5)))

  private func matches(
    _ query: String, _ places: [(TaskMatch.Place, String)], ids: [String] = [], isRead: Bool = true
  ) -> [TaskMatch] {
    var matched = MatchedPlaces(WordFinder(SearchWords(query)))
    matched.add(ids: ids)
    for (place, text) in places { matched.add(place, text) }
    return matched.matches(haveAllComments: isRead)
  }

  @Test func theFewestPlacesAreChosen() {
    let found = matches(
      "blocked vendor",
      [(.name, "Vendor list"), (.description, "It is blocked"), (comment, "Vendor blocked us")])
    #expect(found.map(\.place) == [comment])
    #expect(found.map(\.text) == ["Vendor blocked us"])
  }

  @Test func wordsMayStandApart() {
    let found = matches(
      "flyers halvorsen mei",
      [
        (.name, "Print the flyers"), (.description, "nothing"),
        (.field(name: "Customer"), "Halvorsen AS"),
        (comment, "Ask Mei"),
      ])
    #expect(found.map(\.place) == [.name, .field(name: "Customer"), comment])
    #expect(found.map(\.text) == [nil, "Halvorsen AS", "Ask Mei"])
  }

  @Test func noMoreThanThreeAreShown() {
    let found = matches(
      "a1 b1 c1 d1", [(.name, "a1"), (.description, "b1"), (comment, "c1"), (.tag, "d1")])
    #expect(found.map(\.place) == [.name, .description, comment])
  }

  @Test func ofEqualPlacesTheFirstIsShown() {
    let found = matches("plan", [(.name, "Planet"), (.description, "plan"), (comment, "plan")])
    #expect(found.map(\.place) == [.name])
  }

  @Test func anIDIsOneAsAWhole() {
    #expect(
      matches("ENG-1004 plan", [(.name, "plan")], ids: ["eng-1004"]).map(\.place) == [.id, .name])
    #expect(matches("ENG-100", [], ids: ["eng-1004"]) == [])
  }

  @Test func whatWasNotReadIsSaid() {
    #expect(matches("plan", [(.name, "x")], isRead: false).map(\.place) == [.comment(nil)])
    #expect(matches("plan", [(.name, "plan")], isRead: false).map(\.place) == [.name])
    #expect(matches("plan", [(.name, "x")]) == [])
  }

  /// It finds what searches find, in texts of all kinds.
  @Test func wordsStandWhereSearchesFindThem() {
    let dice = SeededIDSource(seed: 5)
    func pick(_ of: [String]) -> String { of[Int(dice.next() % UInt64(of.count))] }
    let pieces = [
      "Straße", "отчёт", "plan", "planet", "🚀", "出張の準備", "c++", "foo-bar", "ΟΔΟΣ", "a", "ab",
      " ", "-", "\n", "e\u{301}", "한글", "\u{301}", ".", "भाषा",
    ]
    var found = 0
    for _ in 0..<3_000 {
      let text = (0..<8).map { _ in pick(pieces) }.joined()
      let words = SearchWords(pick(pieces) + pick(pieces) + " " + pick(pieces))
      let finder = WordFinder(words)
      let folded = TextFold.fold(text)
      let holds = SearchedText([folded]).holds(words)
      #expect((finder.held(by: folded) == finder.all) == holds, "\(words.words) in \(text)")
      if holds, !words.isEmpty { found += 1 }
    }
    #expect(found > 100)
  }
}
