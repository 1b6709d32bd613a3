// The conventions about words. Comments count as well: whoever goes on writing writes like them.
extension TidyRule {
  static let words: [TidyRule] = [notA, today, testNames]

  private static let texts = ["Sources", "Tests", "README.md", "tool-schemas", ".ci"]

  /// Here the words stand as samples.
  private static func isRead(_ file: SourceFile) -> Bool {
    !file.isUnder("Tests/TidyTests") && !file.path.hasSuffix(".jsonl")
  }

  /// "`x` is no date" was good English once; "there is no date" is, and "it is no longer than that".
  private static let notA = TidyRule.files(
    "no \"is no\" where \"is not a\" is meant", under: texts,
    holding: noThings,
    bad: [
      ("Sources/A/B.swift", #"throw Wrong("`\(text)` is no date")"#),
      ("Sources/A/B.swift", "/// nil where they are no IDs."),
      ("Sources/A/B.swift", "/// nowhere\n/// is no date either"),
      ("README.md", "It was no use."), ("tool-schemas/core/a.json", "that is no task"),
      ("Tests/A/B.swift", "// is no test"), (".ci/a.py", "# is no JSON"),
    ],
    good: [
      ("Sources/A/B.swift", #"throw Wrong("there is no date: \(text) is not one")"#),
      (
        "Sources/A/B.swift", "/// There are no IDs, and it is no longer than that. This is nothing."
      ),
      ("Sources/A/B.swift", "/// as there\n  /// is no date"),
      ("README.md", "no older than that: it is no more than that, and is no older."),
      ("Tests/TidyTests/B.swift", "// is no test"),
    ]
  ) { file in
    guard isRead(file) else { return [] }
    return zip(1..., zip([""] + file.lines, file.lines)).compactMap { number, lines in
      let (before, line) = lines
      guard noThings.contains(where: line.has) else { return nil }
      return line.matches(of: noThing).contains { found in
        let start = line[..<found.range.lowerBound].trimmingPrefix { " /#".contains($0) }
        let isWrapped =
          start.isEmpty && ["there", "There"].contains(before.split(separator: " ").last)
        return found.there == nil && !isWrapped
      } ? (number, "write \"is not a\", or \"there is no\"") : nil
    }
  }

  private static let noThings = ["is no ", "are no ", "was no ", "were no "]

  private static var noThing: Regex<(Substring, there: Substring?)> {
    #/(?<there>[Tt]here )?\b(?:is|are|was|were) no (?!longer|more|less|fewer|older|newer|later)/#
  }

  /// What nobody says any more, and what to say.
  private static let today = TidyRule.files(
    "plain modern words", under: texts, holding: oldParts,
    bad: [
      "told whatever becomes of it", "the others hold that one for dead", "Held for dead",
      "one of a thousand noes", "kept for ever", "retention let the answer go",
      "lets nothing go too early", "it writes upon what was read", "lest it be lost",
    ].map { ("Sources/A/B.swift", "// " + $0) },
    good: [
      "what becomes of it", "taken for dead", "it notes that", "forever", "lets it go on",
      "let us go through them", "at least",
    ].map { ("Sources/A/B.swift", "// " + $0) }
  ) { file in
    guard isRead(file) else { return [] }
    return zip(1..., file.lines).compactMap { number, line in
      guard oldParts.contains(where: line.has) else { return nil }
      return line.firstMatch(of: oldWords).map {
        (number, "`\($0.output)`: say it in the words of today")
      }
    }
  }

  /// Of which a line holds one that is worth a closer look.
  private static let oldParts = [
    "becomes of", "for dead", "noes", "for ever", " go", "upon", "Upon", "lest", "Lest",
  ]

  private static var oldWords: Regex<Substring> {
    #/whatever becomes of|\b[Hh](?:old|olds|eld)\b.{0,20} for dead|\bnoes\b|\bfor ever\b|\b[Ll]ets? (?!us\b)(?:\w+ ){1,3}go\b(?! on\b)|\b[Ll]et go\b|\b[Uu]pon\b|\b[Ll]est\b/#
  }

  /// A test is called and filtered by its function's name; what that cannot say, `@Test` can.
  private static let testNames = TidyRule.files(
    "tests have plain names", under: ["Tests"], holding: ["func `"],
    bad: [("Tests/A/B.swift", "  @Test func `a line ends`() {}")],
    good: [
      (
        "Tests/A/B.swift",
        "  @Test func aLineEnds() {}\n  // func `a line ends`\n  func `default`() {}"
      )
    ]
  ) { file in
    zip(1..., file.lines).compactMap { number, line in
      let code = line.prefix { $0 != "/" }
      return code.contains(#/\bfunc `\w+ /#)
        ? (number, "write the sentence as one word, as in `aLineEnds`") : nil
    }
  }
}
