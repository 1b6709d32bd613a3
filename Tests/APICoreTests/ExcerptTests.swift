import APICore
import Testing

/// What is shown of a text around the words that were found in it.
@Suite struct ExcerptTests {
  private static func filler(_ count: Int, _ word: String = "padding") -> String {
    Array(repeating: word, count: count).joined(separator: " ")
  }

  private func excerpt(_ text: String, _ query: String) -> String {
    Excerpt.of(text, around: WordFinder(SearchWords(query)))
  }

  @Test(arguments: [
    ("Blocked by the vendor", "vendor", "Blocked by the vendor"),
    ("  two\n\nlines\tof it ", "lines", "two lines of it"), ("", "x", ""),
    ("Отчёт\r\nготов", "отчет", "Отчёт готов"),
  ])
  func aShortTextIsShownWhole(text: String, query: String, shown: String) {
    #expect(excerpt(text, query) == shown)
  }

  @Test func whatIsLeftOutIsMarked() {
    let long = Self.filler(60)
    let first = excerpt("Vendor is late " + long, "vendor")
    #expect(first.hasPrefix("Vendor is late padding") && first.hasSuffix("padding…"))
    let last = excerpt(long + " the vendor", "vendor")
    #expect(last.hasPrefix("…padding padding") && last.hasSuffix("padding the vendor"))
    let middle = excerpt("\(long) the vendor \(long)", "vendor")
    #expect(middle.hasPrefix("…padding") && middle.hasSuffix("padding…"))
    #expect(middle.contains("padding the vendor padding"))
    for shown in [first, last, middle] { #expect(shown.count <= Excerpt.longest) }
  }

  @Test(arguments: [". ", "! ", "? ", "\n", "。"])
  func itBeginsWithTheSentence(end: String) {
    let text = "\(Self.filler(40))\(end)We are blocked by the vendor. \(Self.filler(40))"
    #expect(excerpt(text, "vendor").hasPrefix("…We are blocked by the vendor. padding"))
  }

  @Test func aPointWithinAWordEndsNoSentence() {
    let text = "\(Self.filler(40)) see example.com/a for the vendor \(Self.filler(40))"
    #expect(excerpt(text, "vendor").contains("padding see example.com/a for the vendor"))
  }

  @Test func aTextWithoutBlanksIsCutAnywhere() {
    let text = String(repeating: "準備", count: 200) + "出張" + String(repeating: "会議", count: 200)
    let shown = excerpt(text, "出張")
    #expect(shown.hasPrefix("…") && shown.hasSuffix("…") && shown.contains("準備出張会議"))
    #expect(shown.count == Excerpt.longest)
    let letters = String(repeating: "x", count: 2_000)
    #expect(excerpt(letters, "xx") == String(letters.prefix(Excerpt.longest - 2)) + "…")
  }

  /// Folding makes texts longer and shorter; the place is that of the words all the same.
  @Test(arguments: [
    ("ÄÖÜß", "Straße"), ("e\u{301}e\u{301}", "отчёт"), ("ﬁﬂ", "ΟΔΟΣ"), ("한글", "문서"),
    ("🚀👩‍👩‍👧", "étude"),
    ("हिन्दी", "भाषा"), ("co\u{AD}op", "ｈａｌｆ"), ("¨¨", "İstanbul"), ("\r\n", "I\u{307}x"),
  ])
  func thePlaceIsThatOfTheOriginal(padding: String, word: String) {
    for count in [30, 100, 300] {
      let text = "\(Self.filler(count, padding)) \(word) \(Self.filler(count, padding))"
      for query in [word, word.uppercased(), word.lowercased()] {
        #expect(excerpt(text, query).contains(word), "\(query) in \(count) \(padding)")
      }
    }
  }

  @Test func wordsThatStandTogetherAreShownBeforeOneAlone() {
    let text = """
      The vendor wrote. \(Self.filler(60)). Now it is blocked by the vendor. \(Self.filler(60)). Blocked.
      """
    #expect(excerpt(text, "vendor blocked").hasPrefix("…Now it is blocked by the vendor."))
    let apart = "Blocked \(Self.filler(100)) vendor"
    #expect(excerpt(apart, "vendor blocked").hasPrefix("Blocked padding"))
  }

  @Test func aLetterWithoutEndIsBounded() {
    let text = "vendor a" + String(repeating: "\u{301}", count: 100_000)
    #expect(excerpt(text, "vendor").unicodeScalars.count <= 4 * Excerpt.longest + 2)
  }
}
