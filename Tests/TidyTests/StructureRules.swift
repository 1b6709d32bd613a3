// The conventions about how the files fit together.
extension TidyRule {
  static let structure: [TidyRule] = [
    topLevel, imports, bottomUp, backendsApart, testsForEach, writesInLedger, toolFiles,
    transcripts,
  ]

  // MARK: - Folders and targets

  private static let allowedTopLevel: Set = [
    "Package.swift", "README.md", "Sources", "Tests", "tool-schemas",
  ]

  private static let topLevel = TidyRule(
    "the top level is exactly what the architecture names, and dotfiles",
    bad: [
      SourceTree(topLevel: allowedTopLevel.union(["docs"]), []),
      SourceTree(topLevel: allowedTopLevel.subtracting(["README.md"]), []),
    ],
    good: [SourceTree(topLevel: allowedTopLevel.union([".ci", ".gitignore"]), [])]
  ) { tree in
    let found = tree.topLevel.filter { !$0.hasPrefix(".") }
    return found.subtracting(allowedTopLevel).map { "\($0): does not belong at the top level" }
      + allowedTopLevel.subtracting(found).map { "\($0): is missing" }
  }

  /// A sample: this manifest, and a file in `Sources/Server` and each of `others`.
  private static func package(
    _ targets: String, server: String = "", others: [String: String] = [:]
  ) -> SourceTree {
    SourceTree(
      [SourceFile("Package.swift", targets), SourceFile("Sources/Server/A.swift", server)]
        + others.map { SourceFile($0.key, $0.value) })
  }

  private static let imports = TidyRule(
    "a target imports exactly the modules that Package.swift gives it",
    bad: [
      package(#"library("JSON"), library("Server", [])"#, server: "import JSON"),
      package(#"library("JSON"), library("Server", ["JSON"])"#, server: "// import JSON"),
      package(#"library("JSON"), library("Server")"#, server: "@testable import struct JSON.A"),
      package(#"library("JSON"), library("Server")"#, server: "public import JSON"),
      package(
        #"library("JSON"), library("Server"), tests("ServerTests", ["Server"])"#,
        others: ["Tests/ServerTests/B.swift": "import Server\nimport JSON"]),
    ],
    good: [
      package(
        #"library("JSON"), library("Server", ["JSON"], plugins: ["X"]), tests("ATests", [])"#,
        server: "import Foundation\nimport JSON\nlet a = Command.import(JSON)"),
      // Named only so that the program is built before its tests.
      package(#".executableTarget(name: "tool", dependencies: []), tests("ATests", ["tool"])"#),
    ]
  ) { tree in
    let targets = ManifestTarget.targets(of: tree)
    let own = Set(targets.map(\.name))
    let programs = Set(targets.filter { $0.kind == .program }.map(\.name))
    return targets.filter { $0.kind != .system && $0.kind != .c }.flatMap { target in
      let imported = Set(tree.swiftFiles(under: target.folder).flatMap(\.imports))
        .intersection(own)
      let given = Set(target.dependencies)
      return imported.subtracting(given).sorted().map {
        "\(target.folder): imports \($0), which Package.swift does not give it"
      }
        + given.subtracting(imported).subtracting(programs).sorted().map {
          "\(target.folder): does not import \($0), which Package.swift gives it"
        }
    }
  }

  private static let bottomUp = TidyRule(
    "Package.swift names a target after those it depends on: nothing imports upward",
    bad: [
      package(#"library("Ledger", ["Tools"]), library("Tools")"#),
      package(#"library("Ledger", ["Ledger"])"#), package(#"library("Ledger", ["Elsewhere"])"#),
    ],
    good: [package(#"library("Ledger"), library("Tools", ["Ledger"])"#)]
  ) { tree in
    var known: Set<String> = []
    var complaints: [String] = []
    for target in ManifestTarget.targets(of: tree) {
      for dependency in target.dependencies where !known.contains(dependency) {
        complaints.append("Package.swift: \(target.name) depends on \(dependency), not above it")
      }
      known.insert(target.name)
    }
    return complaints
  }

  private static let backendsApart = TidyRule(
    "only the executable knows the backends",
    bad: [
      package(#"library("EmbeddedBackend"), library("Ledger", ["EmbeddedBackend"])"#),
      package(#"library("LiveBackend"), library("Tools", ["JSON", "LiveBackend"])"#),
    ],
    good: [
      package(
        #"library("LiveBackend"), tests("LiveBackendTests", ["LiveBackend"]), "#
          + #".executableTarget(name: "taskledger", dependencies: ["LiveBackend"])"#)
    ]
  ) { tree in
    ManifestTarget.targets(of: tree).filter { $0.kind == .library }.flatMap { target in
      target.dependencies.filter { $0.hasSuffix("Backend") }.map {
        "Package.swift: \(target.name) depends on \($0)"
      }
    }
  }

  private static let testsForEach = TidyRule(
    "each library has its tests",
    bad: [package(#"library("JSON"), library("Server"), tests("JSONTests", ["JSON"])"#)],
    good: [
      package(#".systemLibrary(name: "C"), library("Server"), tests("ServerTests", ["Server"])"#)
    ]
  ) { tree in
    let targets = ManifestTarget.targets(of: tree)
    let names = Set(targets.map(\.name))
    return targets.filter { $0.kind == .library && !names.contains($0.name + "Tests") }
      .map { "Package.swift: there is no target \($0.name)Tests" }
  }

  // MARK: - Writes

  private static let writesInLedger = TidyRule(
    "only the ledger calls Backend.write(_:in:)",
    bad: [
      "let a = try backend.write(request, in: transaction)",
      "return try write(\n  WriteRequest(.createTask, path: [:]),\n  in: outer(of: transaction))",
      "let write = backend.write(_:in:)", "text(\"\\(try backend.write(a, in: b))\")",
    ].map { SourceTree([SourceFile("Sources/Tools/A.swift", $0)]) },
    good: [
      SourceTree([
        SourceFile("Sources/Ledger/A.swift", "try backend.write(request, in: transaction)"),
        SourceFile(
          "Sources/EmbeddedBackend/A.swift",
          "func write(_ request: WriteRequest, in transaction: Transaction) {}"),
        SourceFile(
          "Sources/Tools/A.swift",
          "value.write(to: &bytes)\nstore.write { a in b(in: a) }\nwrite(plan(in: a))"),
      ])
    ]
  ) { tree in
    tree.swiftFiles(under: "Sources").filter { !$0.isUnder("Sources/Ledger") }.flatMap { file in
      file.occurrences(of: ["write", "("]).compactMap { start in
        let label = file.labels(ofCallAt: start + 1).first { $0 == "in" }
        return label.map { _ in
          "\(file.path):\(file.tokens[start].line): plan it; the ledger writes"
        }
      }
    }
  }

  // MARK: - Tools

  private static let toolSample = SourceFile(
    "Sources/Tools/Core/GetTask.swift", "enum GetTask: ReadTool {}")

  private static let toolFiles = TidyRule(
    "each schema file has its tool's Swift file, and each tool its schema file",
    bad: [
      SourceTree([SourceFile("tool-schemas/core/get_task.json", "{}")]),
      SourceTree([toolSample]),
      SourceTree([SourceFile("tool-schemas/hierarchy/get_task.json", "{}"), toolSample]),
      SourceTree([
        SourceFile("tool-schemas/time_tracking/get_task.json", "{}"),
        SourceFile("Sources/Tools/TimeTracking/GetTask.swift", "struct Task {}"),
      ]),
    ],
    good: [
      SourceTree([
        SourceFile("tool-schemas/time_tracking/start_timer.json", "{}"),
        SourceFile("tool-schemas/published-operations.json", "[]"),
        SourceFile("Sources/Tools/TimeTracking/StartTimer.swift", "enum StartTimer: WriteTool {}"),
        SourceFile("Sources/Tools/TimeTracking/Timer.swift", "struct Timer {}"),
        SourceFile("Sources/Tools/ToolKinds.swift", "protocol WriteTool: Tool {}"),
      ])
    ]
  ) { tree in
    // Whatever kind or shape of tool: each is called so. A bare `Tool` makes its own `erased`.
    let tools = tree.swiftFiles(under: "Sources/Tools").filter { file in
      file.occurrences(of: ["enum", file.stem, ":"]).contains { start in
        file.tokens.dropFirst(start + 3).first?.text.hasSuffix("Tool") == true
      }
    }
    let paths = Set(tools.map(\.path))
    let wanted = tree.grouped(under: "tool-schemas", ending: "json").reduce(into: [:]) {
      $0[
        "Sources/Tools/" + $1.split(separator: "/").map(pascalCase).joined(separator: "/")
          + ".swift"] =
        "tool-schemas/\($1).json"
    }
    return wanted.filter { !paths.contains($0.key) }.map { "\($0.value): no tool in \($0.key)" }
      + paths.filter { wanted[$0] == nil }.map { "\($0): no schema file for this tool" }
  }

  /// "time_tracking" → "TimeTracking".
  private static func pascalCase(_ name: Substring) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static let transcriptFolder = "Tests/TranscriptTests/Transcripts"

  /// Conversations that are not one tool's stand in folders that no toolset is called like.
  private static let transcripts = TidyRule(
    "each tool has its transcript, and each transcript in a toolset's folder its tool",
    bad: [
      SourceTree([
        SourceFile("tool-schemas/core/get_task.json", "{}"),
        SourceFile("tool-schemas/core/log_time.json", "{}"),
        SourceFile("\(transcriptFolder)/core/get_task.jsonl", ""),
      ]),
      SourceTree([
        SourceFile("tool-schemas/core/get_task.json", "{}"),
        SourceFile("\(transcriptFolder)/core/get_task.jsonl", ""),
        SourceFile("\(transcriptFolder)/core/gone.jsonl", ""),
      ]),
    ],
    good: [
      SourceTree([
        SourceFile("tool-schemas/core/get_task.json", "{}"),
        SourceFile("\(transcriptFolder)/core/get_task.jsonl", ""),
        SourceFile("\(transcriptFolder)/protocol/handshake.jsonl", ""),
      ])
    ]
  ) { tree in
    let recorded = tree.grouped(under: transcriptFolder, ending: "jsonl")
    guard !recorded.isEmpty else { return [] }
    let tools = tree.grouped(under: "tool-schemas", ending: "json")
    let toolsets = Set(tools.compactMap { $0.split(separator: "/").first })
    let orphans = recorded.subtracting(tools).filter { name in
      name.split(separator: "/").first.map(toolsets.contains) ?? false
    }
    return tools.subtracting(recorded).sorted().map { "\(transcriptFolder)/\($0).jsonl: missing" }
      + orphans.sorted().map { "\(transcriptFolder)/\($0).jsonl: there is no such tool" }
  }
}

extension SourceFile {
  /// The modules that the file imports.
  var imports: [String] {
    let attributes: Set = [
      "@", "testable", "preconcurrency", "public", "package", "internal", "fileprivate", "private",
    ]
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    return tokens.indices.compactMap { index in
      guard tokens[index].text == "import" else { return nil }
      // `import` begins its line, but for attributes; elsewhere it is a name.
      let before = tokens[..<index].reversed().prefix { $0.line == tokens[index].line }
      guard before.allSatisfy({ attributes.contains($0.text) }) else { return nil }
      return tokens[(index + 1)...].first { !kinds.contains($0.text) }?.text
    }
  }

  /// The argument labels of the call whose opening parenthesis is the token `open`.
  func labels(ofCallAt open: Int) -> [String] {
    var labels: [String] = []
    var depth = 0
    for (index, token) in zip(tokens.indices, tokens).dropFirst(open) {
      if ["(", "[", "{"].contains(token.text) { depth += 1 }
      if [")", "]", "}"].contains(token.text) { depth -= 1 }
      if depth == 0 { break }
      if depth == 1, token.text == ":" { labels.append(tokens[index - 1].text) }
    }
    return labels
  }
}
