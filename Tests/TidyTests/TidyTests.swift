import Testing

/// The package keeps its conventions, and each rule is seen to catch what breaks it.
struct TidyTests {
  static let rules = TidyRule.style + TidyRule.words + TidyRule.structure

  @Test(arguments: rules)
  func packageKeeps(rule: TidyRule) {
    let complaints = rule.complaints(.package)
    #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
  }

  @Test(arguments: rules)
  func ruleCatchesWhatBreaksIt(rule: TidyRule) {
    #expect(!rule.bad.isEmpty)
    for (number, sample) in zip(1..., rule.bad) {
      #expect(!rule.complaints(sample).isEmpty, "bad sample \(number)")
    }
  }

  @Test(arguments: rules)
  func ruleSparesWhatKeepsIt(rule: TidyRule) {
    for (number, sample) in zip(1..., rule.good) {
      #expect(rule.complaints(sample) == [], "good sample \(number)")
    }
  }

  /// An empty tree keeps every rule, so it must not be one.
  @Test func thePackageWasFound() {
    let paths = Set(SourceTree.package.files.map(\.path))
    #expect(
      paths.isSuperset(of: ["Package.swift", "README.md", "Tests/TidyTests/TidyTests.swift"]))
    #expect(!paths.contains { $0.hasPrefix(".build") || $0.hasPrefix(".git/") })
    #expect(SourceTree.package.topLevel.contains("Sources"))
    #expect(
      Set(ManifestTarget.targets(of: .package).map(\.name)).isSuperset(of: [
        "JSON", "CSQLite", "Ledger", "Tools", "taskledger", "JSONTests",
      ]))
  }

  @Test(
    arguments: [
      ("a b", ["a", "b"]), ("a//b\nc", ["a", "c"]), ("/* a /* b */ c */ d", ["d"]),
      (#"a("b \" c")"#, ["a", "(", ")"]), (#""\(a + "b\(c)")" d"#, ["a", "+", "c", "d"]),
      ("\"\"\"\n a \" b\n\"\"\" c", ["c"]), ("#\"a \" \\(b) \\#(c)\"# d", ["c", "d"]),
      ("#if a", ["#", "if", "a"]), ("\"a\nb", ["b"]), ("x as! Y", ["x", "as!", "Y"]),
      ("\"\\\\\" a", ["a"]), ("\"(\" )", [")"]),
    ] as [(String, [String])])
  func tokens(code: String, words: [String]) {
    #expect(SwiftToken.tokens(of: code).map(\.text) == words)
  }

  @Test(
    arguments: [
      ("HTTPBaseTask+Util", ["HTTP", "Base", "Task", "Util"]), ("Database", ["Database"]),
      ("rowID", ["row", "ID"]), ("Task2Helper", ["Task2", "Helper"]), ("A", ["A"]), ("", []),
      ("list_util", ["list", "util"]),
    ])
  func wordsOfAName(name: String, words: [String]) {
    #expect(TidyRule.words(in: name) == words)
  }
}
