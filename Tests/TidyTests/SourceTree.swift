import Foundation

/// One text file of the package.
struct SourceFile: Sendable {
  /// From the top of the package, e.g. "Sources/JSON/JSONValue.swift".
  let path: String
  let text: String
  let lines: [String]
  /// Of Swift files: what is code, without comments and what stands in strings.
  let tokens: [SwiftToken]

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
    tokens = path.hasSuffix(".swift") ? SwiftToken.tokens(of: text) : []
  }

  /// The file's name without its extension.
  var stem: String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.split(separator: ".").first ?? "")
  }

  func isUnder(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
}

extension String {
  /// As `contains`, which takes a minute for all the files.
  func has(_ part: String) -> Bool { strstr(self, part) != nil }
}

/// The files of the package, or of a sample that a rule is tried on.
struct SourceTree: Sendable {
  /// Names at the top of the package.
  let topLevel: Set<String>
  let files: [SourceFile]

  /// A sample.
  init(topLevel: Set<String> = [], _ files: [SourceFile]) {
    self.topLevel = topLevel
    self.files = files
  }

  /// The package that this file stands in, without what `.gitignore` names.
  static let package = SourceTree(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent())

  private init(root: URL) {
    let ignored = Self.ignoredNames(root)
    var files: [SourceFile] = []
    let walk = FileManager.default.enumerator(atPath: root.path)
    while let path = walk?.nextObject() as? String {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      if ignored.contains(where: { name.hasPrefix($0) }) {
        walk?.skipDescendants()
      } else if let data = FileManager.default.contents(atPath: root.path + "/" + path),
        let text = String(data: data, encoding: .utf8)
      {
        files.append(SourceFile(path, text))
      }
    }
    self.files = files.sorted { $0.path < $1.path }
    let entries = FileManager.default.enumerator(atPath: root.path)
    var topLevel: Set<String> = []
    while let name = entries?.nextObject() as? String {
      topLevel.insert(name)
      entries?.skipDescendants()
    }
    self.topLevel = topLevel
  }

  /// Folders that `.gitignore` names (each begins as one of these does), and git's own.
  private static func ignoredNames(_ root: URL) -> [String] {
    let data = FileManager.default.contents(atPath: root.path + "/.gitignore") ?? Data()
    let names = String(decoding: data, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasSuffix("/") }.map { String($0.dropLast().prefix { $0 != "*" }) }
    return [".git"] + names
  }

  subscript(path: String) -> SourceFile? { files.first { $0.path == path } }

  func swiftFiles(under folders: String...) -> [SourceFile] {
    files.filter { file in
      file.path.hasSuffix(".swift") && folders.contains { file.isUnder($0) }
    }
  }

  /// Names of the files `<folder>/<group>/<name>.<ending>`, as "group/name".
  func grouped(under folder: String, ending: String) -> Set<String> {
    let paths = files.filter { $0.isUnder(folder) && $0.path.hasSuffix("." + ending) }
    let names = paths.map { $0.path.dropFirst(folder.count + 1).dropLast(ending.count + 1) }
    // What stands beside the groups is in none.
    return Set(names.filter { $0.contains("/") }.map(String.init))
  }
}
