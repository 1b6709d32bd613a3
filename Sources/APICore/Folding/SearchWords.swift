/// What a person or model typed into a search, as both backends look for it: every word must occur.
public struct SearchWords: Sendable, Equatable {
  /// One word, between blanks.
  public struct Word: Sendable, Equatable {
    public let typed: String
    /// What must occur as it is, folded, anywhere; nil where the tokens say it.
    public let literal: String?
    /// What must occur as tokens in a row, folded; none where there is a literal.
    public let tokens: [String]

    /// Whether the last token may be the beginning of one. One character alone may not: `c++` means
    /// C, not everything that begins with it.
    public var isPrefix: Bool { (tokens.last?.unicodeScalars.count ?? 0) > 1 }

    /// The word as the ID of a task, which counts as a whole only: alone, after `#`, or at the end
    /// of the task's address.
    public let id: String
    /// The same folded: it is held against every task that is looked at.
    public let foldedID: String

    /// nil for what has nothing to look for.
    fileprivate init?(_ typed: String) {
      let folded = TextFold.fold(typed)
      guard !folded.isEmpty else { return nil }
      self.typed = typed
      let tokens = SearchWords.tokens(of: folded)
      let isLiteral = tokens.isEmpty || folded.unicodeScalars.contains(where: \.isUnspaced)
      literal = isLiteral ? folded : nil
      self.tokens = isLiteral ? [] : tokens
      id = Self.id(in: typed)
      foldedID = TextFold.fold(id)
    }

    private static func id(in typed: String) -> String {
      let id = typed.contains("/t/") ? typed.split(separator: "/").last.map(String.init) : nil
      let text = id ?? typed
      return text.hasPrefix("#") ? String(text.dropFirst()) : text
    }
  }

  public let words: [Word]

  /// More words find nothing that these do not, and each costs time.
  public static let mostWords = 32
  /// Longer than any word or ID; the index holds no longer token that is worth finding.
  public static let longestWord = 200

  public init(_ text: String) {
    // SQLite ends a query at NUL.
    let words = text.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" }
    self.words = words.prefix(Self.mostWords).compactMap { word in
      Word(String(String.UnicodeScalarView(word.prefix(Self.longestWord))))
    }
  }

  private init(_ words: [Word]) { self.words = words }

  public var isEmpty: Bool { words.isEmpty }

  public func without(_ word: Word) -> SearchWords { SearchWords(words.filter { $0 != word }) }

  /// The tokens of a folded text: letters, numbers, marks and private use (categories L*, N*, M*
  /// and Co) in a row.
  public static func tokens(of folded: String) -> [String] {
    folded.unicodeScalars.split { !$0.isOfToken }.map { String(String.UnicodeScalarView($0)) }
  }
}

extension Unicode.Scalar {
  fileprivate var isOfToken: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark,
      .privateUse:
      true
    default: false
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
