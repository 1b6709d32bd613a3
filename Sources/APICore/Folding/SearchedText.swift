/// What a task says, folded, in which words are looked for one by one as the embedded backend's
/// index finds them: `ContractTests` hold the two against each other.
public struct SearchedText: Sendable {
  private let texts: [(folded: [UInt8], tokens: [[Unicode.Scalar]])]
  private let ids: [String]

  /// - Parameters:
  ///   - texts: what words are looked for in, folded (`TextFold`).
  ///   - ids: what a word can be as a whole, folded.
  public init(_ texts: [String], ids: [String] = []) {
    self.texts = texts.map { folded in
      let tokens = SearchWords.tokens(of: folded).map { Array($0.unicodeScalars) }
      return (Array(folded.utf8), tokens)
    }
    self.ids = ids
  }

  /// Whether every word occurs: in a text, or as the whole ID.
  public func holds(_ words: SearchWords) -> Bool { words.words.allSatisfy(holds) }

  public func holds(_ word: SearchWords.Word) -> Bool {
    if ids.contains(word.foldedID) { return true }
    return word.literals.allSatisfy { literal in
      let bytes = Array(literal.utf8)
      return texts.contains { Self.isRun(bytes.count, in: $0.folded) { bytes[$0] == $1 } }
    } && word.phrases.allSatisfy(holds)
  }

  private func holds(_ phrase: SearchWords.Phrase) -> Bool {
    let tokens = phrase.tokens.map { Array($0.unicodeScalars) }
    let last = phrase.isPrefix ? tokens.count - 1 : tokens.count
    return texts.contains { text in
      Self.isRun(tokens.count, in: text.tokens) { index, token in
        // By scalars: to `String` a letter of Hangul is not a beginning of its syllable.
        index == last ? token.starts(with: tokens[index]) : token == tokens[index]
      }
    }
  }

  /// Whether somewhere in `elements` so many in a row fit, each its index.
  private static func isRun<Element>(
    _ count: Int, in elements: [Element], fits: (Int, Element) -> Bool
  ) -> Bool {
    guard count <= elements.count else { return false }
    return (0...(elements.count - count)).contains { start in
      (0..<count).allSatisfy { fits($0, elements[start + $0]) }
    }
  }
}
