import Foundation
import JSON
import TestSupport
import Testing

/// The README speaks of the tools as their schemas do.
@Suite struct ReadmeTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

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
    try DerivedText.check(
      "tools", madeFrom: "tool-schemas", is: try Self.toolsTable(), by: "ReadmeTests")
  }
}
