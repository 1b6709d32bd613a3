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

  /// A text whose words and numbers may stand without blanks: `1h30m` has four.
  ///
  /// Other signs than those between words and in numbers are tokens of their own, so that `-1h` and
  /// `1-2h` are not read as something else.
  init?(runsOf text: String, ignoring: Set<Substring> = []) {
    guard text.utf8.count <= Self.longest else { return nil }
    var rest = text.lowercased()[...]
    var tokens: [Substring] = []
    var isAfterRun = false
    while let first = rest.first {
      let run = rest.prefix(while: \.isLetter)
      let number = Self.number(in: rest)
      let token = [run, number].first { !$0.isEmpty } ?? rest.prefix(1)
      rest = rest[token.endIndex...]
      let isRun = !run.isEmpty || !number.isEmpty
      let divides =
        first.isWhitespace
        || isAfterRun && (".,".contains(first) || first == "-" && rest.first?.isLetter == true)
      if isRun || !divides, !ignoring.contains(token) { tokens.append(token) }
      isAfterRun = isRun
    }
    self.tokens = tokens[...]
  }

  /// ASCII digits, with what stands between them in a number and on a clock.
  private static func number(in text: Substring) -> Substring {
    let digits = { (text: Substring) in text.prefix { ("0"..."9").contains($0) } }
    var end = digits(text).endIndex
    while let mark = text[end...].first, ".,:".contains(mark) {
      let more = digits(text[end...].dropFirst())
      guard !more.isEmpty else { break }
      end = more.endIndex
    }
    return text[..<end]
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

  /// A whole number from 0 to 9999 in digits, or in one word.
  static func count(_ word: Substring) -> Int? { digits(word) ?? worded(word) }

  /// `a`, `twelve`, `ninety`.
  static func worded(_ word: Substring) -> Int? {
    if word == "a" || word == "an" { return 1 }
    return ones.firstIndex(of: word).map { $0 + 1 }
      ?? tens.firstIndex(of: word).map { $0 * 10 + 20 }
  }

  private static let ones: [Substring] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens: [Substring] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
  ]

  /// A whole number from 0 to 9999 in ASCII digits.
  static func digits(_ word: Substring) -> Int? {
    let isNumber =
      (1...4).contains(word.utf8.count) && word.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? Int(word) : nil
  }
}
