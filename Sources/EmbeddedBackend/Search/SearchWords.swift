/// What a person or model typed, as something that the text index can be asked without a syntax
/// error.
///
/// Each word must occur. One that the index can find becomes a quoted prefix term (`"foo-bar"*`:
/// FTS5 reads what stands between quotes as words in a row, never as its own syntax). One that it
/// cannot find is looked for in the texts themselves: signs and emoji, which it drops, and scripts
/// that put no space between words, of which it takes a whole sentence for one word.
struct SearchWords: Sendable, Equatable {
  /// Terms in the grammar of MATCH, all of which must match.
  /// https://www.sqlite.org/fts5.html#full_text_query_syntax
  private(set) var terms: [String] = []
  /// Texts that must occur as they are.
  private(set) var literals: [String] = []

  /// More words find nothing that these do not, and each costs time.
  static let mostWords = 32
  /// Longer than any word or ID; the index holds no longer token that is worth finding.
  static let longestWord = 200

  init(_ text: String) {
    let words = text.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" }
    for word in words.prefix(Self.mostWords) {
      let word = String(String.UnicodeScalarView(word.prefix(Self.longestWord)))
      if word.unicodeScalars.contains(where: Self.isUnspaced) || !word.contains(where: Self.isToken)
      {
        literals.append(word)
      } else {
        terms.append(Self.term(word))
      }
    }
  }

  var isEmpty: Bool { terms.isEmpty && literals.isEmpty }

  /// The MATCH expression; nil where the index is not needed.
  var match: String? { terms.isEmpty ? nil : terms.joined(separator: " AND ") }

  /// The last word of a term is a prefix, unless it is one character alone: `c++` means C, not
  /// everything that begins with it.
  private static func term(_ word: String) -> String {
    let quoted = "\"" + word.replacing("\"", with: "\"\"") + "\""
    let last = word.split { !isToken($0) }.last ?? ""
    return last.count > 1 ? quoted + "*" : quoted
  }

  /// What the tokenizer unicode61 keeps: letters, numbers and private use (categories L*, N* and
  /// Co).
  private static func isToken(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber, .letterNumber, .otherNumber, .privateUse:
        true
      default: false
      }
    }
  }

  /// Thai to Myanmar, Khmer, and the East Asian scripts but Hangul, which has spaces.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
