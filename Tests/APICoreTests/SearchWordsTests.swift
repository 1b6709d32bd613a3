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
    (#""東京""#, [], ["東京"]), ("「東京」", [], ["東京"]), ("#東京、", [], ["東京"]),
    ("東京・大阪", [], ["東京", "大阪"]), ("C++の本-foo/bar", [["c"], ["foo", "bar"]], ["の本"]),
    ("abc東京", [], ["abc東京"]), (#""🚀"!"#, [], ["🚀"]), ("#🚀", [], ["🚀"]), ("->", [], ["->"]),
    ("...", [], ["..."]), (#""""#, [], [#""""#]), ("(--)", [], ["--"]),
    ("¨", [], []), (#""¨""#, [], []), ("\"\u{301}\"", [], []), ("(\u{200B})", [], []),
    ("¯ ˘ ˛", [], []), ("a¨b", [["a", "b"]], []),
  ])
  func aTextBecomesWords(text: String, tokens: [[String]], literals: [String]) {
    let words = SearchWords(text).words
    #expect(words.flatMap(\.phrases).map(\.tokens) == tokens)
    #expect(words.flatMap(\.literals) == literals)
  }

  @Test(arguments: [("c++", false), ("c", false), ("ab", true), ("foo-b", false), ("한", true)])
  func oneLetterIsNotABeginning(text: String, isPrefix: Bool) {
    #expect(SearchWords(text).words.first?.phrases.first?.isPrefix == isPrefix)
  }

  @Test(arguments: [
    ("86abc1def", "86abc1def"), ("#86abc1def", "86abc1def"), ("DEV-12", "DEV-12"),
    ("https://app.clickup.com/t/86abc1def", "86abc1def"),
    ("https://app.clickup.com/t/9/DEV-12", "DEV-12"), ("a/b", "a/b"),
    ("(86ABC1DEF),", "86abc1def"), ("https://app.clickup.com/t/86abc1def?a=1#b", "86abc1def"),
  ])
  func aWordMayBeAnID(text: String, id: String) {
    #expect(SearchWords(text).words.map(\.id.text) == [id])
  }

  @Test func manyAndLongWordsAreBoundedAndItIsKnown() {
    let long = String(repeating: "x", count: 10_000)
    let many = SearchWords(String(repeating: "word ", count: 1_000) + long)
    #expect(many.words.count == SearchWords.mostWords)
    #expect(many.hasMoreWords && !many.hasLongWord)
    let one = SearchWords(long)
    #expect(
      one.words.first?.phrases.first?.tokens.first?.unicodeScalars.count == SearchWords.longestWord)
    #expect(!one.hasMoreWords && one.hasLongWord)
    let full = SearchWords(
      Array(repeating: String(repeating: "x", count: SearchWords.longestWord), count: 32)
        .joined(separator: " ") + " \u{200B}")
    #expect(full.words.count == 32 && !full.hasMoreWords && !full.hasLongWord)
  }

  @Test func anAddressLongerThanAWordIsStillThatOfATask() {
    let address = "https://app.clickup.com/t/86abc1def?x=" + String(repeating: "y", count: 300)
    #expect(SearchWords(address).words.first?.id.text == "86abc1def")
  }
}
