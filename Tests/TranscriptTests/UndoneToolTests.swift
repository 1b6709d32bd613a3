import Foundation
import JSON
import Testing
import Tools
import Transcript

/// What can be taken back was taken back, and what cannot says so.
@Suite("Every tool that writes is undone in a transcript, or says why it cannot be")
struct UndoneToolTests {
  /// What no request takes back, and why. Undoing itself is a write that is not undone.
  static let exceptions: [String: String] = [
    "create_custom_field": "no route deletes a Custom Field",
    "delete_checklist": deleted, "delete_checklist_item": deleted, "delete_comment": deleted,
    "delete_folder": deleted, "delete_list": deleted, "delete_space": deleted,
    "delete_tag": deleted, "delete_task": deleted, "delete_time_entry": deleted,
    "stop_timer": "no route lets a stopped timer run on",
    "undo_operation": "the change can be sent again under a new key",
  ]

  private static let deleted = "no route brings back what was deleted"

  static let writing = ToolCatalogue.entries.filter { $0.tool.kind == .write }.map(\.name)

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
      let isDeclared = Self.exceptions[tool] != nil
      #expect(
        undone.contains(tool) != isDeclared,
        "no transcript undoes \(tool): add one that does, or an exception with its reason here")
      if isDeclared {
        #expect(refused.contains(tool), "no transcript shows how undoing \(tool) is refused")
      }
    }
    #expect(Set(Self.exceptions.keys).isSubset(of: Self.writing))
  }
}
