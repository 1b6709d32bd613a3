import APICore
import Testing

@Suite("A task's ID as people paste it")
struct PastedIDTests {
  @Test(arguments: [
    ("86abc1def", "86abc1def"), ("#86abc1def", "86abc1def"), ("(86abc1def)", "86abc1def"),
    ("86abc1def,", "86abc1def"), ("86abc1def.", "86abc1def"), (" 86abc1def\n", "86abc1def"),
    ("\"86abc1def\"", "86abc1def"), ("「86abc1def」", "86abc1def"), ("`86abc1def`:", "86abc1def"),
    ("\u{FEFF}86abc\u{200B}1def", "86abc1def"), ("86ABC1DEF", "86abc1def"),
    ("https://app.clickup.com/t/86abc1def", "86abc1def"),
    ("https://app.clickup.com/t/86abc1def/", "86abc1def"),
    ("https://app.clickup.com/t/86abc1def?comment=90/7", "86abc1def"),
    ("https://app.clickup.com/t/86abc1def#comments", "86abc1def"),
    ("<https://app.clickup.com/t/86abc1def>", "86abc1def"),
    ("<https://app.clickup.com/t/86abc1def|Fix the login>", "86abc1def"),
    ("[Fix the login](https://app.clickup.com/t/86abc1def).", "86abc1def"),
    ("app.clickup.com/t/9001/DEV-12?block=1", "DEV-12"), ("(DEV-12)", "DEV-12"),
    ("#dev-12,", "dev-12"), ("DEV\u{2011}12", "DEV-12"), ("DEV–12", "DEV-12"),
    ("https://app.clickup.com/t/9/Gr%C3%B6%C3%9Fe-7", "Größe-7"), ("a/b", "a/b"),
    ("", ""), ("#", ""), ("🚀", ""), ("https://app.clickup.com/t/", ""),
  ])
  func isRead(pasted: String, id: String) {
    #expect(PastedID(pasted).text == id)
    #expect(PastedID(id).text == id)
    #expect(PastedID(pasted).isCustom == id.contains("-"))
  }

  @Test(arguments: [
    ("86abc1def", true), (" \"86abc1def\"\n", true), ("https://app.clickup.com/t/86abc1def", true),
    ("Review https://app.clickup.com/t/86abc1def", false), ("Sprint 14", false),
    ("[Fix the login](https://app.clickup.com/t/86abc1def)", false), ("", false),
  ])
  func isAlone(pasted: String, isAlone: Bool) { #expect(PastedID(pasted).isAlone == isAlone) }

  @Test("Only a custom ID has another spelling, in upper case")
  func otherSpelling() {
    #expect(PastedID("dev-12").otherSpelling == "DEV-12")
    #expect(PastedID("DEV-12").otherSpelling == nil)
    #expect(PastedID("86abc1def").otherSpelling == nil)
  }
}
