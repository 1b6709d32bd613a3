/// Where in a text that is looked for stands, one by one; it finds what `SearchedText` does.
public struct WordFinder: Sendable {
  /// Some of what is looked for.
  public struct Held: OptionSet, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    fileprivate init(_ index: Int) { self.init(rawValue: 1 << UInt64(index)) }
    var count: Int { rawValue.nonzeroBitCount }
  }

  private struct Sought: Sendable {
    /// Tokens in a row; nil for a literal.
    let phrase: SearchWords.Phrase?
    /// What stands where it stands: the literal, or the first token.
    let beginning: [UInt8]
    let word: SearchWords.Word
  }

  private let sought: [Sought]
  public let all: Held

  /// More of one search is not told apart.
  private static let most = 64

  public init(_ words: SearchWords) {
    let sought = words.words.flatMap { word in
      word.literals.map { Sought(phrase: nil, beginning: Array($0.utf8), word: word) }
        + word.phrases.map { phrase in
          Sought(phrase: phrase, beginning: Array((phrase.tokens.first ?? "").utf8), word: word)
        }
    }
    self.sought = Array(sought.prefix(Self.most))
    all = self.sought.indices.reduce(into: []) { $0.insert(Held($1)) }
  }

  public func held(by folded: String) -> Held {
    var folded = folded
    folded.makeContiguousUTF8()
    return sought.indices.reduce(into: []) { held, index in
      if !places(of: sought[index], in: folded, atMost: 1).isEmpty { held.insert(Held(index)) }
    }
  }

  /// Of words that are one of these IDs as a whole.
  public func held(byIDs folded: [String]) -> Held {
    sought.indices.reduce(into: []) { held, index in
      if folded.contains(sought[index].word.foldedID) { held.insert(Held(index)) }
    }
  }

  /// Where the most stands together: the first place of those that most others follow within
  /// `reach` bytes. nil where nothing stands.
  func place(in folded: String, reach: Int) -> Int? {
    var folded = folded
    folded.makeContiguousUTF8()
    let places = sought.indices.flatMap { index in
      self.places(of: sought[index], in: folded, atMost: Self.most).map {
        (place: $0, index: index)
      }
    }.sorted { $0.place < $1.place }
    var best: (place: Int, count: Int)?
    for (first, start) in places.enumerated() {
      let near = places[first...].prefix { $0.place <= start.place + reach }
      let count = Set(near.map(\.index)).count
      if count > best?.count ?? 0 { best = (start.place, count) }
    }
    return best?.place
  }

  // MARK: - One by one

  private func places(of sought: Sought, in folded: String, atMost limit: Int) -> [Int] {
    var places: [Int] = []
    var from = 0
    while places.count < limit, let place = Self.find(sought.beginning, in: folded, from: from) {
      from = place + 1
      if let phrase = sought.phrase, !Self.stands(phrase, at: place, in: folded) { continue }
      places.append(place)
    }
    return places
  }

  private static func find(_ wanted: [UInt8], in text: String, from: Int) -> Int? {
    guard let first = wanted.first else { return nil }
    let found = text.utf8.withContiguousStorageIfAvailable { bytes -> Int? in
      guard bytes.count >= wanted.count + from else { return nil }
      return (from...(bytes.count - wanted.count)).first { start in
        bytes[start] == first && wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
      }
    }
    return found ?? nil
  }

  /// Whether the tokens stand there as whole ones, the last one of them as a beginning.
  private static func stands(
    _ phrase: SearchWords.Phrase, at place: Int, in folded: String
  ) -> Bool {
    let scalars = folded.unicodeScalars
    var index = folded.utf8.index(folded.startIndex, offsetBy: place)
    if index > scalars.startIndex, scalars[scalars.index(before: index)].isOfToken { return false }
    for (number, token) in phrase.tokens.enumerated() {
      if number > 0 {
        guard let next = scalars[index...].firstIndex(where: \.isOfToken) else { return false }
        index = next
      }
      for scalar in token.unicodeScalars {
        guard index < scalars.endIndex, scalars[index] == scalar else { return false }
        index = scalars.index(after: index)
      }
      let isPrefix = phrase.isPrefix && number == phrase.tokens.count - 1
      if !isPrefix, index < scalars.endIndex, scalars[index].isOfToken { return false }
    }
    return true
  }
}
