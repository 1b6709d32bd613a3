// The conventions about single files.
extension TidyRule {
  static let style: [TidyRule] = [
    fileLength, lineLength, names, noPlaceholders, noRemarks, machinePaths, lineEnds,
    .forbidden(["as!"], instead: "cast with `as?` and handle the rest", bad: "let a = b as! Int"),
    .forbidden(
      ["try!"], instead: "let the error be thrown", bad: "let a = try! read()",
      good: [("Sources/Sample/Sample.swift", "if try !isDone() { read() }")]),
    .forbidden(
      ["try?"], instead: "say with `do` and `catch` what becomes of the error",
      bad: "let a = try? read()", good: [("Sources/Sample/Sample.swift", "let a = b as? Int")]),
    .forbidden(["fatalError"], instead: "throw an error", bad: "fatalError(\"\\(code)\")"),
    .forbidden(
      ["@", "unchecked"], instead: "guard the state with a Mutex",
      bad: "final class A: @unchecked Sendable {}"),
    .forbidden(
      ["nonisolated", "(", "unsafe", ")"], instead: "guard the state with a Mutex",
      bad: "nonisolated(unsafe) var count = 0"),
    .forbidden(
      ["Date", "(", ")"], except: ["Sources/APICore/SystemClock.swift"],
      instead: "take the time from a Clock", bad: "let now = \"\\(Date())\""),
    .forbidden(
      ["UUID", "(", ")"], except: ["Sources/APICore/IDSource.swift"],
      instead: "draw from an IDSource", bad: "let id = UUID().uuidString"),
    .forbidden(
      ["print", "("], except: ["Sources/EmbedToolSchemas"],
      instead: "stdout carries protocol only; commands write with Output.text or Output.json",
      bad: "print(1)",
      good: [("Sources/Sample/Sample.swift", "fingerprint(1)")]),
    .forbidden(
      ["FileHandle", ".", "standardError"], except: ["Sources/EmbedToolSchemas"],
      instead: "its writes trap where nobody reads: Output.error, or StandardStreams.tell",
      bad: "FileHandle.standardError.write(data)"),
    .forbidden(
      ["[", "String", ":", "Any", "]"],
      instead: "JSON is a JSONValue", bad: "let a: [String: Any] = [:]",
      good: [("Sources/Sample/Sample.swift", "let a: [String: AnyTool] = [:]")]),
    .forbidden(
      ["async"], except: ["Sources/taskledger"], instead: "the core is synchronous",
      bad: "func read() async {}"),
    .forbidden(
      ["await"], except: ["Sources/taskledger"], instead: "the core is synchronous",
      bad: "let a = await read()"),
    .forbidden(
      ["FoundationNetworking"],
      instead: "it loads 28 libraries at each start, and traps: HTTP goes by CurlExchange",
      bad: "import FoundationNetworking"),
    .forbidden(
      ["URLSession"], instead: "HTTP goes by CurlExchange", bad: "let a = URLSession.shared"),
    .forbidden(
      ["sleep"], under: "Tests", instead: "wait for the event itself", bad: "Thread.sleep(1)"),
    .forbidden(["usleep"], under: "Tests", instead: "wait for the event itself", bad: "usleep(1)"),
    .forbidden(
      ["Process", "(", ")"], under: "Tests/ProcessTests",
      except: ["Tests/ProcessTests/Launch.swift"],
      instead: "it inherits the user's own home and settings: Launch.process",
      bad: "let process = Process()"),
    .forbidden(
      [".", "environment", "="], under: "Tests/ProcessTests",
      except: ["Tests/ProcessTests/Launch.swift"],
      instead: "what is not given is to be of the tests: Launch.process",
      bad: "process.environment = [:]"),
  ]

  private static let swiftFolders = ["Sources", "Tests", "Package.swift"]

  private static let fileLength = TidyRule.files(
    "Swift files in Sources have 400 lines at most", under: ["Sources"],
    bad: [("Sources/A/B.swift", String(repeating: "\n", count: 401))],
    good: [
      ("Sources/A/B.swift", String(repeating: "\n", count: 400)),
      ("Sources/A/B.json", String(repeating: "\n", count: 401)),
    ]
  ) { file in
    guard file.path.hasSuffix(".swift"), file.lines.count > 400 else { return [] }
    return [(file.lines.count, "\(file.lines.count) lines; divide the file at its ideas")]
  }

  /// An address cannot be broken, so a line that holds one may be longer. In Tests, where lines can
  /// be recorded texts, the formatter alone watches.
  private static let lineLength = TidyRule.files(
    "lines have 100 characters at most", under: ["Sources", "Package.swift"],
    bad: [
      ("Sources/A/B.swift", "\n" + String(repeating: "é", count: 101)),
      ("Package.swift", String(repeating: "x", count: 101)),
    ],
    good: [
      ("Sources/A/B.swift", String(repeating: "é", count: 100)),
      ("Tests/A/B.swift", String(repeating: "x", count: 101)),
      ("Sources/A/B.swift", "// https://" + String(repeating: "x", count: 101)),
    ]
  ) { file in
    guard file.path.hasSuffix(".swift") else { return [] }
    return zip(1..., file.lines).compactMap { number, line in
      guard line.utf8.count > 100, line.count > 100, !line.contains("https://") else { return nil }
      return (number, "\(line.count) characters")
    }
  }

  private static let bannedWords: Set<String> = [
    "manager", "helper", "util", "utility", "utilities", "handler", "service", "impl", "base",
    "common", "misc",
  ]

  private static let names = TidyRule.files(
    "no empty words in names of types and files", under: ["Sources"],
    bad: [
      ("Sources/A/B.swift", "\nstruct TaskManager {}"), ("Sources/A/B.swift", "enum HTTPUtils {}"),
      ("Sources/A/B.swift", "protocol BaseTool {}"), ("Sources/A/TaskHelper.swift", ""),
      ("Sources/A/Task+Common.swift", ""), ("Sources/A/B.swift", "typealias Misc = Int"),
      ("Sources/A/B.swift", "final class ServiceImpl {}"),
      ("Sources/A/B.swift", "actor Handler {}"),
    ],
    good: [
      ("Sources/A/Database.swift", "struct Database {}\nstruct Utilization {}"),
      ("Sources/A/B.swift", "// class Handler\nclass func base() {}\nlet refusedByService = 1"),
    ]
  ) { file in
    let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    let types = zip(file.tokens, file.tokens.dropFirst()).filter { kinds.contains($0.0.text) }
      .map { (name: $0.1.text, line: $0.1.line) }
    return ([(name: file.stem, line: 1)] + types).compactMap { name, line in
      words(in: name).first(where: isBanned).map {
        (line, "`\(name)`: `\($0)` says nothing; name what it does")
      }
    }
  }

  private static func isBanned(_ word: String) -> Bool {
    let word = word.lowercased()
    return bannedWords.contains(word)
      || word.hasSuffix("s") && bannedWords.contains("\(word.dropLast())")
  }

  /// "HTTPBaseTask+Util" → HTTP, Base, Task, Util.
  static func words(in name: String) -> [String] {
    var words: [String] = []
    let letters = Array(name)
    var isNew = true
    for (index, letter) in letters.enumerated() {
      let isAfterLower = index > 0 && !letters[index - 1].isUppercase
      let isBeforeLower = index + 1 < letters.count && letters[index + 1].isLowercase
      if !letter.isLetter && !letter.isNumber {
        isNew = true
      } else if isNew || letter.isUppercase && (isAfterLower || isBeforeLower) {
        words.append(String(letter))
        isNew = false
      } else {
        words[words.count - 1].append(letter)
      }
    }
    return words
  }

  /// What looks for a line feed in a `String` passes over CR LF, which is one `Character`. Scalars
  /// and bytes know no such pairs.
  private static let lineEnds = TidyRule.files(
    "no look for a line feed among characters", under: ["Sources"],
    holding: [#"\n"#, #"\r"#, ".newlines"],
    bad: [
      #"text.split(separator: "\n")"#, #"text.components(separatedBy: "\n")"#,
      "text.components(separatedBy: .newlines)", #"if text.hasSuffix("\n") { return }"#,
      #"if text.hasPrefix("\n") { return }"#, #"if text.contains("\n") { return }"#,
      #"text.firstIndex(of: "\n")"#, #"text.range(of: "\n")"#, #"text.firstRange(of: "\n\n")"#,
      #"text.prefix { $0 != "\n" }"#, #"if text.last == "\n" { return }"#,
      #"text.replacing("\n", with: " ")"#, #"case "\n": return"#,
    ].map { ("Sources/A/B.swift", $0) },
    good: [
      #"text.split(whereSeparator: \.isNewline)"#, #"lines.joined(separator: "\n")"#,
      #"text.unicodeScalars.split(separator: "\n")"#, #"if scalar == "\n" { return true }"#,
      #"bytes.firstIndex(of: UInt8(ascii: "\n"))"#, #"// text.split(separator: "\n")"#,
      #"if character == "\n" || character == "\r\n" { return }"#,
    ].map { ("Sources/A/B.swift", $0) } + [("Tests/A/B.swift", #"text.split(separator: "\n")"#)]
  ) { file in
    guard file.path.hasSuffix(".swift") else { return [] }
    return zip(1..., file.lines).compactMap { number, line in
      let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
      guard code.contains(lineFeedSought), !code.contains("joined("), !code.contains(#""\r\n""#),
        !["scalar", "unicodeScalars", "utf8"].contains(where: code.contains)
      else { return nil }
      return (number, "CR LF is one character: split at `isNewline`, or take APICore's `TextLine`")
    }
  }

  private static var lineFeedSought: Regex<Substring> {
    #/(?:(?:separator|separatedBy|of): |(?:Prefix|Suffix|contains|replacing)\(|[!=]= |case )"(?:\\r|\\n)+"|\.newlines/#
  }

  private static let noPlaceholders = TidyRule.files(
    "no file that only holds a place", under: ["Sources", "Tests"],
    bad: [("Sources/A/Placeholder.swift", ""), ("Tests/A/Placeholder.swift", "// later")],
    good: [("Sources/A/PlaceholderKeys.swift", "struct PlaceholderKeys {}")]
  ) { file in
    file.stem == "Placeholder" ? [(1, "fill the target or take it out")] : []
  }

  private static let remarks = ["TO" + "DO", "FIX" + "ME"]

  private static let noRemarks = TidyRule.files(
    "no remarks about work that is left", under: swiftFolders + ["README.md", "tool-schemas"],
    holding: remarks,
    bad: remarks.flatMap {
      [("Sources/A/B.swift", "let a = 1  // \($0): more"), ("README.md", $0)]
    },
    good: [("Sources/A/B.swift", "// what is to do, and Todo lists")]
  ) { file in
    zip(1..., file.lines).compactMap { number, line in
      remarks.first(where: line.contains).map { (number, "`\($0)`: do it, or open an issue") }
    }
  }

  /// Written in two parts, so that the rule does not find itself.
  private static let machineFolders = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]

  private static let machinePaths = TidyRule.files(
    "no path of the machine that it was built on", under: [""], holding: machineFolders,
    bad: machineFolders.map { ("README.md", "see \($0)/x") } + [
      ("Tests/A/a.jsonl", "{\"path\":\"\(machineFolders[2])ana/x\"}"),
      (".ci/run", "cd \(machineFolders[0])main"),
    ],
    good: [
      ("README.md", "/usr/local/bin/taskledger /tmp/x https://example.com\(machineFolders[0])x"),
      ("README.md", "\(machineFolders[2])you/bin"),
    ]
  ) { file in
    zip(1..., file.lines).compactMap { number, line in
      machineFolders.first { contains(line, path: $0) }.map { (number, "`\($0)`") }
    }
  }

  /// Whether an absolute path that begins with `folder` stands in the line: not the rest of an
  /// address, not the start of a longer name, and not an example's home.
  private static func contains(_ line: String, path folder: String) -> Bool {
    guard line.contains(folder) else { return false }
    let parts = line.replacing(machineFolders[2] + "you", with: "").split(
      separator: folder, omittingEmptySubsequences: false)
    return zip(parts, parts.dropFirst()).contains { before, after in
      let isOwnPath =
        before.last.map { !$0.isLetter && !$0.isNumber && !"._-~".contains($0) } ?? true
      let isWholeName =
        folder.hasSuffix("/") || !(after.first.map { $0.isLetter || $0.isNumber } ?? false)
      return isOwnPath && isWholeName
    }
  }
}
