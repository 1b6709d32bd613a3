/// A target as Package.swift declares it, read from its text.
struct ManifestTarget {
  enum Kind { case library, program, system, tests, testSupport, c }
  let kind: Kind
  let name: String
  let dependencies: [String]

  /// Where its files stand.
  var folder: String {
    switch kind {
    case .library, .program, .system: "Sources/\(name)"
    case .tests, .testSupport, .c: "Tests/\(name)"
    }
  }

  /// All targets but the plugin and its generator, in the order of the manifest.
  static func targets(of tree: SourceTree) -> [ManifestTarget] {
    let text = tree["Package.swift"]?.text ?? ""
    let declaration =
      #/
      (library|tests|\.executableTarget|\.systemLibrary|\.target)
      \(\s*(?:name:\s*)?"([A-Za-z]+)"
      (?:,\s*(?:dependencies:\s*)?\[([^\]]*)\])?
      /#
    return text.matches(of: declaration).map { match in
      let kind: Kind =
        switch match.1 {
        case "tests": .tests
        case ".executableTarget": .program
        case ".systemLibrary": .system
        // Test code in C is called as system modules are, with a C before its name.
        case ".target": match.2.hasPrefix("C") ? .c : .testSupport
        default: .library
        }
      let dependencies = match.3.map { $0.matches(of: /"([^"]+)"/).map { String($0.1) } } ?? []
      return ManifestTarget(kind: kind, name: String(match.2), dependencies: dependencies)
    }
  }
}
