/// One form for all that a person would call the same words: what is searched, and what is named,
/// is compared in it. It is never shown.
///
/// These are one: upper and lower case (`ß` and `ss`, `ς` and `σ`, `İ`, `ı` and `i`: without a
/// locale, so that every store reads alike), letters with and without accents (`ё` and `е`, `ø` and
/// `o`), composed and decomposed letters, ligatures, full and half width, typographic and plain
/// quotes and dashes. Soft hyphens and what has no width are left out. Hangul syllables become
/// their letters, so that the beginning of a word finds it also where it ends within a syllable.
///
/// `й` stays itself, as in the Unicode Collation Algorithm
/// (https://www.unicode.org/Public/UCA/latest/allkeys.txt), whose first level is the measure here:
/// nobody writes `и` for it, as many write `е` for `ё`. So do voiced kana (`が` is not `か`). Marks
/// of other scripts are vowels, and stay.
///
/// Takes time in proportion to the length. `fold(fold(text)) == fold(text)`.
///
/// The text indexes of stores hold this form: whoever changes it adds a migration that indexes
/// anew.
public enum TextFold {
  public static func fold(_ text: String) -> String {
    // Most texts are no more than this.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    var folded = FoldedText()
    for scalar in text.unicodeScalars { folded.append(scalar) }
    return folded.finished()
  }
}

/// A folded text in the making.
private struct FoldedText {
  /// Unicode's own bound for normalizing without unbounded memory (UAX #15, Stream-Safe Text
  /// Format); no language comes near.
  private static let mostMarks = 30

  private var text = String.UnicodeScalarView()
  /// The marks behind the last letter, in canonical order.
  private var marks: [Unicode.Scalar] = []

  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      put(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
    } else {
      for folded in FoldedScalars.shared[scalar] { put(folded) }
    }
  }

  mutating func finished() -> String {
    endLetter()
    return String(text)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    // The first mark of Unicode is U+0300.
    if scalar.value >= 0x300,
      scalar.isAccent || scalar.properties.canonicalCombiningClass != .notReordered
    {
      putMark(scalar)
    } else {
      endLetter()
      text.append(scalar)
    }
  }

  private mutating func putMark(_ mark: Unicode.Scalar) {
    if let last = text.last, let letter = FoldedScalars.shared.letter(last, mark) {
      text.removeLast()
      text.append(letter)
    } else if !mark.isAccent, marks.count < Self.mostMarks {
      let place = mark.properties.canonicalCombiningClass
      let index = marks.firstIndex { $0.properties.canonicalCombiningClass > place }
      marks.insert(mark, at: index ?? marks.endIndex)
    }
  }

  private mutating func endLetter() {
    guard !marks.isEmpty else { return }
    text.append(contentsOf: marks)
    marks.removeAll(keepingCapacity: true)
  }
}
