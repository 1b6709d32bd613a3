import Testing

/// One convention of this package that a machine can check.
struct TidyRule: Sendable, CustomTestStringConvertible {
  let name: String
  /// Trees that break the rule, each in one way, so that the rule is seen to catch it.
  let bad: [SourceTree]
  /// Trees that come close and keep it.
  let good: [SourceTree]
  /// What is wrong, each with its place: "Sources/JSON/JSONValue.swift:12: …".
  let complaints: @Sendable (SourceTree) -> [String]

  var testDescription: String { name }

  init(
    _ name: String, bad: [SourceTree], good: [SourceTree] = [],
    complaints: @escaping @Sendable (SourceTree) -> [String]
  ) {
    self.name = name
    self.bad = bad
    self.good = good
    self.complaints = complaints
  }
}

extension TidyRule {
  /// A rule about each file on its own; its samples are single files.
  ///
  /// - Parameter parts: only files that hold one of these are looked at; all, where there are none.
  static func files(
    _ name: String, under folders: [String], holding parts: [String] = [],
    bad: [(String, String)], good: [(String, String)] = [],
    complaints: @escaping @Sendable (SourceFile) -> [(line: Int, text: String)]
  ) -> TidyRule {
    TidyRule(
      name, bad: bad.map { SourceTree([SourceFile($0, $1)]) },
      good: good.map { SourceTree([SourceFile($0, $1)]) }
    ) { tree in
      tree.files.filter { file in
        folders.contains { $0.isEmpty || $0 == file.path || file.isUnder($0) }
          && (parts.isEmpty || parts.contains(where: file.text.has))
      }.flatMap { file in
        complaints(file).map { "\(file.path):\($0.line): \($0.text)" }
      }
    }
  }

  /// A rule that `words`, a sequence of tokens, does not stand in code.
  static func forbidden(
    _ words: [String], under folder: String = "Sources", except allowed: [String] = [],
    instead: String, bad: String, good: [(String, String)] = []
  ) -> TidyRule {
    let code = words.joined(separator: words.contains(":") ? " " : "")
    return .files(
      "no `\(code)` in \(folder)", under: [folder],
      holding: words.max { $0.count < $1.count }.map { [$0] } ?? [],
      bad: [("\(folder)/Sample/Sample.swift", bad)],
      good: good + [("\(folder)/Sample/Sample.swift", "// \(bad)\nlet text = \"\(code)\"\n")]
        + allowed.map { ($0.hasSuffix(".swift") ? $0 : $0 + "/Sample.swift", bad) }
    ) { file in
      guard file.path.hasSuffix(".swift"),
        !allowed.contains(where: { $0 == file.path || file.isUnder($0) })
      else { return [] }
      return file.occurrences(of: words).map { (file.tokens[$0].line, "`\(code)`: \(instead)") }
    }
  }
}

extension SourceFile {
  /// Where the sequence of tokens `words` begins, as indices into `tokens`.
  func occurrences(of words: [String]) -> [Int] {
    guard let first = words.first, tokens.count >= words.count else { return [] }
    return (0...(tokens.count - words.count)).filter { start in
      tokens[start].text == first
        && zip(words, tokens[start...]).allSatisfy { word, token in word == token.text }
    }
  }
}
