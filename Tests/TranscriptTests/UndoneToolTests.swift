import Foundation
import JSON
import Testing
import Tools
import Transcript

/// What can be taken back was taken back, and what cannot says so.
@Suite("Every tool that writes is undone in a transcript, or says why it cannot be")
struct UndoneToolTests {
  static let writing = ToolCatalogue.entries.filter { $0.tool.kind == .write }

  /// The tools whose writes some transcript takes back, and those of which one says that it cannot.
  private static func seen() throws -> (undone: Set<String>, refused: Set<String>) {
    var (undone, refused): (Set<String>, Set<String>) = ([], [])
    for file in ToolTranscriptTests.files {
      let url = ToolTranscriptTests.folder.appending(path: file)
      let transcript = try Transcript(parsing: String(contentsOf: url, encoding: .utf8))
      for line in transcript.lines {
        guard case .answered(let text) = line else { continue }
        let answer = try JSONValue.parse(text)
        for message in answer.array ?? [answer] {
          let result = message["result"]?["structuredContent"] ?? message["result"]
          if result?["undone"] != nil, let tool = result?["tool"]?.string { undone.insert(tool) }
          let words = message["error"]?["message"]?.string ?? ""
          if let tool = words.firstMatch(of: /\(`(\w+)`\) cannot be undone/)?.1 {
            refused.insert(String(tool))
          }
        }
      }
    }
    return (undone, refused)
  }

  @Test func each() throws {
    let (undone, refused) = try Self.seen()
    for tool in Self.writing {
      let isDeclared = tool.tool.cannotUndo != nil
      #expect(
        undone.contains(tool.name) != isDeclared,
        "no transcript undoes \(tool.name): add one that does, or say why not in its `cannotUndo`")
      if isDeclared {
        #expect(
          refused.contains(tool.name), "no transcript shows how undoing \(tool.name) is refused")
      }
    }
  }
}
