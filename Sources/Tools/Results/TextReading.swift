import JSON

/// How an answer shows long texts: how much of each, and with which cursors.
struct TextReading {
  /// The one long text of a thing: as much as a person writes, seldom more.
  static let oneLimit = 20_000
  /// Each of many: a full page of them stays below what an answer may have.
  static let eachLimit = 3_000

  /// What the cursors are good for.
  let query: Cursor.Query
  /// Where to read on; nil to begin at the beginning.
  let place: LongText.Position?
  /// Texts are shown in parts that are this many times smaller, where else the answer is too large.
  private var divisor = 1

  init(query: Cursor.Query, place: LongText.Position? = nil) {
    (self.query, self.place) = (query, place)
  }

  /// The answer with as much of its texts as it can hold.
  static func fitting(
    _ query: Cursor.Query, from place: LongText.Position? = nil,
    _ answer: (TextReading) -> JSONValue
  ) -> JSONValue {
    var reading = TextReading(query: query, place: place)
    while true {
      let made = answer(reading)
      guard made.size > room, reading.divisor < smallest else { return made }
      reading.divisor *= 2
    }
  }

  /// The same with cursors of another tool.
  func handing(to query: Cursor.Query) -> TextReading {
    var reading = TextReading(query: query, place: place)
    reading.divisor = divisor
    return reading
  }

  /// Room is left for what is said later of how dates were read.
  private static let room = ResultLimit.characters - 2_000
  /// About 600 characters of one text, 90 of each of many: all else is what is too large then.
  private static let smallest = 32

  /// The text as the only long one, or where the cursor reads on.
  func one(_ text: LongText?, as name: String) -> [String: JSONValue] {
    shown(text, as: name, atMost: Self.oneLimit)
  }

  /// The text as one of many.
  ///
  /// - Parameter date: for the cursor, where it needs one.
  func each(_ text: LongText?, as name: String, date: String? = nil) -> [String: JSONValue] {
    shown(text, as: name, atMost: place == nil ? Self.eachLimit : Self.oneLimit, date: date)
  }

  private func shown(
    _ text: LongText?, as name: String, atMost limit: Int, date: String? = nil
  ) -> [String: JSONValue] {
    guard let text else { return [:] }
    return text.shown(as: name, from: place?.offset ?? 0, atMost: limit / divisor) { place in
      var place = place
      place.date = date
      return Cursor.make(place.json, query)
    }
  }

  /// What `notice` says of texts with `cut`; nil where none of `things` has one.
  ///
  /// - Parameters:
  ///   - text: what the texts are, as `a comment`.
  ///   - next: which call reads on, but for its `cursor`.
  static func notice(
    of things: [JSONValue], text: String = "a text", next: String
  ) -> String? {
    let cuts = things.compactMap { $0["cut"] }
    guard !cuts.isEmpty else { return nil }
    let units = "characters (Unicode scalars) `from` to `to` of `of`"
    guard cuts.contains(where: { $0["cursor"] != nil }) else {
      return "\(text) with `cut` is shown in part, \(units), and this is its end"
    }
    return "\(text) with `cut` is shown in part, \(units): \(next) and its `cut.cursor` as "
      + "`cursor` reads on"
  }
}
