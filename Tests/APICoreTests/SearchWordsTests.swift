import APICore
import Testing

struct SearchWordsTests {
  @Test(arguments: [
    ("ship Release", [["ship"], ["release"]], []), ("foo-bar", [["foo", "bar"]], []),
    ("c++", [["c"]], []), (#"say "hi""#, [["say"], ["hi"]], []),
    ("name:x OR (NOT y*", [["name", "x"], ["or"], ["not"], ["y"]], []),
    ("a\0b", [["a"], ["b"]], []),
    ("🚀 launch", [["launch"]], ["🚀"]), ("出張の準備", [], ["出張の準備"]), ("-- ++", [], ["--", "++"]),
    ("don’t", [["don", "t"]], []), ("Отчёт", [["отчет"]], []), ("ｶﾞ", [], ["ガ"]),
    ("हिन्दी", [["हिन्दी"]], []), ("", [], []), (" \n\t\u{3000}", [], []), ("\u{200B}", [], []),
  ])
  func `a text becomes words`(text: String, tokens: [[String]], literals: [String]) {
    let words = SearchWords(text).words
    #expect(words.map(\.tokens).filter { !$0.isEmpty } == tokens)
    #expect(words.compactMap(\.literal) == literals)
    #expect(words.allSatisfy { ($0.literal == nil) != $0.tokens.isEmpty })
  }

  @Test(arguments: [("c++", false), ("c", false), ("ab", true), ("foo-b", false), ("한", true)])
  func `one letter is no beginning`(text: String, isPrefix: Bool) {
    #expect(SearchWords(text).words.first?.isPrefix == isPrefix)
  }

  @Test(arguments: [
    ("86abc1def", "86abc1def"), ("#86abc1def", "86abc1def"), ("DEV-12", "DEV-12"),
    ("https://app.clickup.com/t/86abc1def", "86abc1def"),
    ("https://app.clickup.com/t/9/DEV-12", "DEV-12"), ("a/b", "a/b"),
  ])
  func `a word may be an ID`(text: String, id: String) {
    #expect(SearchWords(text).words.map(\.id) == [id])
  }

  @Test func `many and long words are bounded`() {
    let long = String(repeating: "x", count: 10_000)
    let words = SearchWords(String(repeating: "word ", count: 1_000) + long)
    #expect(words.words.count == SearchWords.mostWords)
    #expect(
      SearchWords(long).words.first?.tokens.first?.unicodeScalars.count == SearchWords.longestWord)
  }
}
