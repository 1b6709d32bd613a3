import APICore
import Foundation
import JSON

/// The words of a search, looked for in a task as the service gives it.
///
/// As in the embedded backend each must occur, at the beginning of a word, whatever its case and
/// diacritics; scripts that put no space between words, and signs, are found anywhere. Comments are
/// not in the service's lists of tasks, so they are not searched.
struct SearchWords: Sendable {
  private let words: [[Unicode.Scalar]]

  /// More words find nothing that these do not, and each costs time.
  static let mostWords = 32

  init(_ text: String) {
    words = text.split(whereSeparator: \.isWhitespace).prefix(Self.mostWords)
      .map { Array(Self.folded(String($0)).unicodeScalars) }
  }

  var isEmpty: Bool { words.isEmpty }

  func occur(in task: JSONValue) -> Bool {
    guard !words.isEmpty else { return true }
    let texts = ["name", "text_content", "description", "id", "custom_id"].compactMap {
      task[$0]?.string
    }
    let text = Array(Self.folded(texts.joined(separator: "\n")).unicodeScalars)
    return words.allSatisfy { Self.occurs($0, in: text) }
  }

  private static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }

  private static func occurs(_ word: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Bool {
    guard let first = word.first, word.count <= text.count else { return false }
    let beginsAnywhere = !isOfWord(first)
    return (0...(text.count - word.count)).contains { start in
      text[start] == first && (beginsAnywhere || start == 0 || !isOfWord(text[start - 1]))
        && text[start..<(start + word.count)].elementsEqual(word)
    }
  }

  /// A letter or number of a script that writes words apart.
  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Thai to Myanmar, Khmer, and the East Asian scripts but Hangul.
    case 0x0E00...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
      false
    default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
  }
}
