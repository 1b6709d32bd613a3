import APICore
import Foundation
import Testing

struct TextFoldTests {
  @Test(arguments: [
    ("Отчёт", "отчет"), ("ОТЧЁТ", "отчет"), ("е\u{308}", "е"), ("мой", "мой"),
    ("МОИ\u{306}", "мой"),
    ("мои", "мои"), ("и\u{301}", "и"), ("и\u{331}\u{306}", "й"), ("Київ", "киів"),
    ("за́мок", "замок"),
    ("Zürich", "zurich"), ("Zu\u{308}rich", "zurich"), ("Việt Nam", "viet nam"),
    ("Straße", "strasse"), ("STRASSE", "strasse"), ("STRAẞE", "strasse"),
    ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"), ("Οδυσσεύς", "οδυσσευσ"), ("ᾳ ᾼ", "α α"),
    ("İstanbul", "istanbul"), ("I\u{307}", "i"), ("Diyarbakır", "diyarbakir"),
    ("ISPARTA", "isparta"),
    ("ﬁnal oﬃce ﬅ", "final office st"), ("Ĳssel ǅ", "ijssel dz"), ("cœur, Æther", "coeur, aether"),
    ("Łódź, Đà, Ħal, smørrebrød", "lodz, da, hal, smorrebrod"), ("ſ K Å", "s k a"),
    ("Ｆｕｌｌ　Ｗｉｄｔｈ１", "full width1"), ("ﾊﾝｶｸ ｶﾞ ﾊﾟ", "ハンカク ガ パ"),
    ("が か\u{3099} は\u{309A}", "が が ぱ"), ("か", "か"), ("神", "神"),
    ("don't don’t donʼt don‘t don´t don＇t", "don't don't don't don't don't don't"),
    ("“a” „b“ «c» ″ ‹d›", "\"a\" \"b\" \"c\" \" 'd'"),
    ("a-b a‐b a‑b a–b a—b a−b a﹣b", "a-b a-b a-b a-b a-b a-b a-b"),
    ("co\u{AD}operate", "cooperate"), ("\u{FEFF}ze\u{200B}ro\u{200D}\u{2060}", "zero"),
    ("❤\u{FE0F} 1\u{FE0F}\u{20E3}", "❤ 1"), ("x² ½ ™ … №", "x2 1⁄2 tm ... no"),
    ("한", "\u{1112}\u{1161}\u{11AB}"), ("ㅎ", "\u{1112}"), ("가", "\u{1100}\u{1161}"),
    ("שָׁלוֹם", "שלום"), ("مُحَمَّد كتـــاب", "محمد كتاب"),
    ("हिन्दी", "हिन्दी"), ("ไม่มี", "ไม่มี"), ("क\u{93C} क़", "क\u{93C} क\u{93C}"),
    ("", ""), ("plain Text 42!", "plain text 42!"), ("a\0B", "a\0b"), ("𝕳𝖊𝖑𝖑𝖔", "hello"),
  ])
  func aTextBecomesItsOneForm(text: String, folded: String) {
    // By scalars, since to `String` composed and decomposed letters are equal anyway.
    #expect(
      Array(TextFold.fold(text).unicodeScalars) == Array(folded.unicodeScalars),
      "\(TextFold.fold(text))")
  }

  @Test func everyScalarFoldsOnceAndForAllHoweverItIsComposed() {
    var wrong: [String] = []
    // Where there is anything to fold; the rest is alike.
    let ranges: [ClosedRange<UInt32>] = [
      0...0x33FF, 0xA640...0xAC40, 0xF900...0xFFFF, 0x10400...0x104FF, 0x1D400...0x1D7FF,
      0x2F800...0x2F8FF,
    ]
    for value in ranges.joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "x\(scalar)x"
      let folded = TextFold.fold(text)
      let forms = [
        folded, text.decomposedStringWithCanonicalMapping,
        text.precomposedStringWithCanonicalMapping,
      ]
      for form in forms where !TextFold.fold(form).utf8.elementsEqual(folded.utf8) {
        wrong.append("U+\(String(value, radix: 16)): \(folded), \(TextFold.fold(form))")
      }
      if folded.utf8.elementsEqual("xx".utf8), !Self.mayGo(scalar) {
        wrong.append("U+\(String(value, radix: 16)) is gone")
      }
    }
    #expect(wrong == [])
  }

  /// Accents, what has no width, and what makes Arabic words longer.
  private static func mayGo(_ scalar: Unicode.Scalar) -> Bool {
    String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars.allSatisfy { part in
      part == "\u{640}" || part.properties.isDefaultIgnorableCodePoint
        || [.nonspacingMark, .enclosingMark].contains(part.properties.generalCategory)
    }
  }

  /// What is normalized whole takes time with the square of the marks: hours for these.
  @Test(.timeLimit(.minutes(1)))
  func aMillionMarksAreNotABurden() {
    let marks = String(repeating: "\u{94D}\u{93C}\u{315}\u{300}", count: 250_000)
    #expect(TextFold.fold("क" + marks + "ख").unicodeScalars.count == 32)
  }
}

struct NameMatchTests {
  @Test(arguments: [
    ("Отчёт", ["Отчёт"]), ("Отчет", ["Отчет"]), ("отчёт", ["Отчёт"]), ("ОТЧЕТ", ["Отчет"]),
    ("cafe", ["cafe"]), ("CAFE", ["cafe"]), ("Càfe", ["café", "cafe"]), ("cаfe", []), ("", []),
    ("ｃａｆｅ", ["café", "cafe"]), ("don't", ["don’t"]),
  ])
  func theClosestNamesAreMeant(name: String, meant: [String]) {
    let names = ["Отчет", "Отчёт", "café", "cafe", "don’t"]
    #expect(NameMatch.closest(to: name, among: names, named: \.self) == meant)
  }

  @Test func aNameThatDiffersInAnAccentIsNear() {
    #expect(NearestName.suggestions(for: "отчеты", among: ["счёт", "отчёт"]) == ["отчёт"])
  }
}
