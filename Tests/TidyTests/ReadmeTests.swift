import Foundation
import JSON
import Testing

/// The README speaks of the tools as their schemas do.
@Suite struct ReadmeTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let readme = root.appending(path: "README.md")
  static let begin = "<!-- tools: made from tool-schemas; UPDATE_README=1 swift test -->\n"
  static let end = "<!-- end of tools -->\n"

  /// One table a toolset, a row a tool: name, what it does in its first sentence, whether it writes.
  static func toolsTable() throws -> String {
    let folder = root.appending(path: "tool-schemas")
    var text = ""
    for toolset in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where !toolset.hasSuffix(".json") {
      text += "\n| `\(toolset)` | what it does | |\n|---|---|---|\n"
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: toolset).path)
      for file in files.sorted() where file.hasSuffix(".json") {
        let data = try Data(contentsOf: folder.appending(path: "\(toolset)/\(file)"))
        let tool = try JSONValue.parse(Array(data))
        let description = tool["description"]?.string ?? ""
        let first = description.split(separator: ". ").first.map(String.init) ?? description
        let sentence = first.hasSuffix(".") ? String(first.dropLast()) : first
        let isReadOnly = tool["annotations"]?["readOnlyHint"]?.bool == true
        let name = tool["name"]?.string ?? ""
        text += "| `\(name)` | \(sentence) | \(isReadOnly ? "reads" : "writes") |\n"
      }
    }
    return text + "\n"
  }

  @Test func toolsTableIsMadeFromTheSchemas() throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    let start = try #require(text.range(of: Self.begin), "README.md lost its tools table")
    let stop = try #require(text.range(of: Self.end), "README.md lost the end of its tools table")
    let table = try Self.toolsTable()
    if ProcessInfo.processInfo.environment["UPDATE_README"] != nil {
      let updated = text.replacingCharacters(
        in: start.upperBound..<stop.lowerBound, with: table)
      try updated.write(to: Self.readme, atomically: true, encoding: .utf8)
    } else {
      #expect(
        text[start.upperBound..<stop.lowerBound] == table,
        "the table is out of date: UPDATE_README=1 swift test --filter ReadmeTests")
    }
  }
}
