import Foundation

/// What each scalar becomes when a text is folded, whatever stands beside it; accents are still
/// there, since one of them may belong to the letter before it.
struct FoldedScalars: Sendable {
  static let shared = FoldedScalars()

  /// The scripts from Latin to kana, of which a text has many: worked out once, in about 10 ms, and
  /// only where there is a text that is not ASCII.
  private static let known: ClosedRange<UInt32> = 0x80...0x33FF

  private let folded: [[Unicode.Scalar]]
  /// A letter and a mark that make another letter, not the same one with an accent.
  private let letters: [[Unicode.Scalar]: Unicode.Scalar]

  private init() {
    let whole =
      "йがぎぐげござじずぜぞだぢづでどばぱびぴぶぷべぺぼぽゔゞ"
      + "ガギグゲゴザジズゼゾダヂヅデドバパビピブプベペボポヴヷヸヹヺヾ"
    var letters: [[Unicode.Scalar]: Unicode.Scalar] = [:]
    for letter in whole.unicodeScalars { letters[Self.decomposed(letter)] = letter }
    self.letters = letters
    // One long text is decomposed faster than many short ones; what is between keeps marks apart.
    let scalars = Self.known.compactMap { Unicode.Scalar($0) }
    let lines = scalars.map(String.init).joined(separator: "\0")
      .decomposedStringWithCompatibilityMapping.unicodeScalars
      .split(separator: "\0", omittingEmptySubsequences: false)
    let kept = Set(letters.values)
    folded = zip(scalars, lines).map { scalar, line in
      kept.contains(scalar) ? [scalar] : Self.folded(scalar, decomposed: Array(line))
    }
  }

  /// - Parameter scalar: not ASCII.
  subscript(scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar.value {
    case Self.known: folded[Int(scalar.value - Self.known.lowerBound)]
    // Ideographs are folded as they are.
    case 0x3400...0x9FFF: [scalar]
    case 0xAC00...0xD7A3: Self.hangul(scalar)
    default: Self.folded(scalar, decomposed: Self.decomposed(scalar))
    }
  }

  func letter(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
    switch mark {
    case "\u{306}", "\u{3099}", "\u{309A}": letters[[base, mark]]
    default: nil
    }
  }

  private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    Array(String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars)
  }

  /// The Unicode Standard, section 3.12, "Hangul Syllable Decomposition".
  private static func hangul(_ syllable: Unicode.Scalar) -> [Unicode.Scalar] {
    let index = syllable.value - 0xAC00
    let tail = index % 28
    return [0x1100 + index / 588, 0x1161 + index % 588 / 28, tail == 0 ? 0 : 0x11A7 + tail]
      .filter { $0 != 0 }.compactMap { Unicode.Scalar($0) }
  }

  private static func folded(
    _ scalar: Unicode.Scalar, decomposed: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    // Some decompose into a blank and an accent.
    if let sign = scalar.plainSign { return [sign] }
    return decomposed.flatMap { part -> [Unicode.Scalar] in
      if let sign = part.plainSign { return [sign] }
      if part.isInvisible { return [] }
      // An accent can be cased: U+0345 is an iota in upper case.
      if part.isAccent { return [part] }
      return part.withoutCase.flatMap { $0.plainLetters }
    }
  }
}

extension Unicode.Scalar {
  /// A mark on letters of the Latin, Greek, Cyrillic, Hebrew and Arabic scripts.
  var isAccent: Bool {
    switch value {
    case 0x300...0x6FF, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F:
      properties.generalCategory == .nonspacingMark
        || properties.generalCategory == .enclosingMark
    default: false
    }
  }

  /// Also what only makes an Arabic word longer.
  fileprivate var isInvisible: Bool {
    properties.isDefaultIgnorableCodePoint || self == "\u{640}"
  }

  /// Lower case of the upper case, which joins what has one upper case: `ß` and `ss`, `ς` and `σ`,
  /// `ı` and `i`. `ẞ` is its own upper case, and so goes through lower case first.
  fileprivate var withoutCase: [Unicode.Scalar] {
    let upper = properties.lowercaseMapping.unicodeScalars.flatMap {
      Array($0.properties.uppercaseMapping.unicodeScalars)
    }
    return upper.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
  }

  /// Letters whose stroke or ligature Unicode does not decompose, and the collation does.
  fileprivate var plainLetters: [Unicode.Scalar] {
    switch self {
    case "æ": ["a", "e"]
    case "œ": ["o", "e"]
    case "ø": ["o"]
    case "ł": ["l"]
    case "đ": ["d"]
    case "ħ": ["h"]
    default: [self]
    }
  }

  /// The quote or dash of ASCII that stands for this one.
  fileprivate var plainSign: Unicode.Scalar? {
    switch value {
    case 0x2018...0x201B, 0x2032, 0x2035, 0x2039, 0x203A, 0x275B, 0x275C, 0xB4, 0x2B9,
      0x2BB...0x2BD, 0x5F3, 0x1FFD, 0xA78B, 0xA78C:
      "'"
    case 0x201C...0x201F, 0x2033, 0x2036, 0xAB, 0xBB, 0x275D, 0x275E, 0x301D...0x301F, 0x2BA,
      0x5F4:
      "\""
    case 0x2212: "-"
    default: properties.generalCategory == .dashPunctuation ? "-" : nil
    }
  }
}
