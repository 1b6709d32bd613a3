/// What a person or model typed into a search, as both backends look for it: every word must occur.
public struct SearchWords: Sendable, Equatable {
  /// Words in a row, folded.
  public struct Phrase: Sendable, Equatable {
    public let tokens: [String]

    /// Whether the last token may be the beginning of one. One character alone may not: `c++` means
    /// C, not everything that begins with it.
    public var isPrefix: Bool { (tokens.last?.unicodeScalars.count ?? 0) > 1 }
  }

  /// One word, between blanks.
  public struct Word: Sendable, Equatable {
    public let typed: String
    /// What must occur as it is, folded, anywhere in a text: signs and emoji, which are not tokens,
    /// and what is of a script that puts no space between words. Without the quotes, brackets and
    /// other punctuation around it.
    public let literals: [String]
    /// What must occur as tokens.
    public let phrases: [Phrase]

    /// The word as the ID of a task, which counts as a whole only.
    public let id: PastedID
    /// The same folded: it is held against every task that is looked at.
    public let foldedID: String

    /// nil for what has nothing to look for.
    ///
    /// - Parameter limit: how many scalars of it are looked for.
    fileprivate init?(_ typed: String, atMost limit: Int) {
      let folded = TextFold.fold(
        String(String.UnicodeScalarView(typed.unicodeScalars.prefix(limit))))
      let parts = SearchWords.parts(of: folded)
      literals =
        parts.phrases.isEmpty && parts.literals.isEmpty
        ? Word.signs(in: folded, typed) : parts.literals
      phrases = parts.phrases
      guard !literals.isEmpty || !phrases.isEmpty else { return nil }
      self.typed = typed
      id = PastedID(typed)
      foldedID = TextFold.fold(id.text)
    }

    /// What a word without tokens is looked for by: as it is, without the punctuation around it.
    private static func signs(in folded: String, _ typed: String) -> [String] {
      let signs = folded.withoutEnds { $0.isPunctuationAround || $0.properties.isWhitespace }
      if !signs.isEmpty { return [signs] }
      // Quotes around what nobody sees, or what folds to a blank: it would be found everywhere.
      let isSeen = typed.unicodeScalars.allSatisfy { scalar in
        TextFold.fold(String(scalar)).unicodeScalars.contains { !$0.properties.isWhitespace }
      }
      return isSeen && !folded.isEmpty ? [folded] : []
    }
  }

  public let words: [Word]
  /// Whether more was typed than these words.
  public let hasMoreWords: Bool
  /// Whether one is longer than what is looked for of it.
  public let hasLongWord: Bool

  /// More words find nothing that these do not, and each costs time.
  public static let mostWords = 32
  /// Longer than any word or ID; the index holds no longer token that is worth finding.
  public static let longestWord = 200

  public init(_ text: String) {
    // SQLite ends a query at NUL.
    let typed = text.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" }
    let words = typed.lazy.compactMap { word in
      Word(String(String.UnicodeScalarView(word)), atMost: Self.longestWord)
    }.prefix(Self.mostWords + 1)
    self.words = Array(words.prefix(Self.mostWords))
    hasMoreWords = words.count > Self.mostWords
    hasLongWord = self.words.contains { $0.typed.unicodeScalars.count > Self.longestWord }
  }

  private init(_ words: [Word]) {
    self.words = words
    hasMoreWords = false
    hasLongWord = false
  }

  public var isEmpty: Bool { words.isEmpty }

  public func without(_ word: Word) -> SearchWords { SearchWords(words.filter { $0 != word }) }

  /// The tokens of a folded word: each that has a letter of an unspaced script by itself, the
  /// others in a row.
  private static func parts(of folded: String) -> (literals: [String], phrases: [Phrase]) {
    var literals: [String] = []
    var rows: [[String]] = [[]]
    for token in tokens(of: folded) {
      if token.unicodeScalars.contains(where: \.isUnspaced) {
        literals.append(token)
        rows.append([])
      } else {
        rows[rows.count - 1].append(token)
      }
    }
    return (literals, rows.filter { !$0.isEmpty }.map(Phrase.init))
  }

  /// The tokens of a folded text: letters, numbers, marks and private use (categories L*, N*, M*
  /// and Co) in a row.
  public static func tokens(of folded: String) -> [String] {
    folded.unicodeScalars.split { !$0.isOfToken }.map { String(String.UnicodeScalarView($0)) }
  }
}

extension Unicode.Scalar {
  var isOfToken: Bool {
    isLetterOrNumber || properties.generalCategory == .privateUse
  }

  /// What may stand around a word without being part of it: quotes, brackets and stops, not dashes.
  fileprivate var isPunctuationAround: Bool {
    switch properties.generalCategory {
    case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
      .otherPunctuation:
      true
    default: self == "`"
    }
  }

  /// Of a script that puts no space between words, so that a whole sentence would be one token:
  /// Thai to Myanmar, Khmer, and the East Asian scripts but Hangul.
  fileprivate var isUnspaced: Bool {
    switch value {
    case 0x0E00...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
