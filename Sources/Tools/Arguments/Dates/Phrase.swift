/// The words and numbers of a short English text, taken from its front.
struct Phrase {
  private var tokens: ArraySlice<Substring>

  /// Longer texts are not dates and not lengths of time; what is read is short.
  private static let longest = 80

  /// - Parameter ignoring: words that change nothing wherever they stand.
  init?(_ text: String, ignoring: Set<Substring> = []) {
    guard text.utf8.count <= Self.longest else { return nil }
    var tokens: [Substring] = []
    for word in text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let word = ["a.m.", "p.m."].contains(word) ? word.filter { $0 != "." }[...] : word
      // `9am`, `15th`: a number and what it counts, or how.
      let number = word.prefix { $0.isASCII && !$0.isLetter }
      let parts = number.isEmpty ? [word] : [number, word[number.endIndex...]]
      tokens += parts.filter { !$0.isEmpty && !ignoring.contains($0) }
    }
    self.tokens = tokens[...]
  }

  var isAtEnd: Bool { tokens.isEmpty }

  /// The next word, kept.
  var next: Substring? { tokens.first }

  /// Takes these words, if all of them are next.
  mutating func eat(_ words: Substring...) -> Bool {
    guard tokens.starts(with: words) else { return false }
    tokens.removeFirst(words.count)
    return true
  }

  /// Takes the next word, if `meaning` knows one of it.
  mutating func take<Meaning>(_ meaning: (Substring) -> Meaning?) -> Meaning? {
    guard let first = tokens.first, let found = meaning(first) else { return nil }
    tokens.removeFirst()
    return found
  }

  /// Takes what `reading` reads; leaves all as it is where that is nothing.
  mutating func attempt<Meaning, Failure: Error>(
    _ reading: (inout Phrase) throws(Failure) -> Meaning?
  ) throws(Failure) -> Meaning? {
    var trial = self
    guard let found = try reading(&trial) else { return nil }
    self = trial
    return found
  }

  /// A whole number from 0 to 9999 in digits, or up to twelve in words.
  static func count(_ word: Substring) -> Int? {
    if let number = digits(word) { return number }
    let words: [Substring] = [
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
      "twelve",
    ]
    return word == "a" || word == "an" ? 1 : words.firstIndex(of: word).map { $0 + 1 }
  }

  /// A whole number from 0 to 9999 in ASCII digits.
  static func digits(_ word: Substring) -> Int? {
    let isNumber =
      (1...4).contains(word.utf8.count) && word.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? Int(word) : nil
  }
}
