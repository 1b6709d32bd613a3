import Foundation
import JSON
import Testing
import Tools
import Transcript

/// What an `outputSchema` promises was seen: each member stands in an answer of some transcript.
@Suite("Every member that an answer may have stands in a transcript")
struct DeclaredMemberTests {
  /// What no kept conversation shows, and why: a transcript begins with a new Workspace.
  static let exceptions: [String: String] = [
    "create_space/color": "only the cloud gives a new Space a color",
    "create_task/differs": "only the cloud stores a new task otherwise, in ways that are unknown",
    "add_task_to_list/differs": "only the cloud answers 200 and puts a task nowhere",
    "move_task/differs": "only the cloud answers 200 and moves nothing",
    "remove_task_from_list/differs": "only the cloud answers 200 and takes a task out of nothing",
    "create_tasks/results/*/differs": ofEach("create_task"),
    "set_custom_fields/results/*/differs": ofEach("set_custom_field"),
    "create_tasks/results/*/operation": takenBack,
    "set_custom_fields/results/*/operation": takenBack,
    "undo_operations/results/*/consequences": ofEach("undo_operation"),
    "undo_operations/results/*/operation": "an undoing is not undone",
    "undo_operations/results/*/differs": ofEach("undo_operation"),
    "undo_operations/results/*/notice": ofEach("undo_operation"),
    "update_tasks/results/*/differs": ofEach("update_task"),
    "read_operation/items": "only answers of version 3 are arrays, and no backend here has those",
    "read_operation/notice": "no answer of a new Workspace is too long",
    "get_custom_fields/fields/*/required": "only imported fields are required",
    "get_container_fields/fields/*/required": "only imported fields are required",
    "get_task/custom_id": "custom task IDs come with an import",
    "get_task/custom_item_id": "items of another type come with an import",
    "update_comment/differs": "only the cloud stores a comment otherwise, in ways that are unknown",
    "update_time_entry/differs": "only the cloud stores one otherwise, in ways that are unknown",
  ]

  private static let takenBack = "stories/bulk_taken_back.jsonl shows it of changes"

  private static func ofEach(_ tool: String) -> String { "as `\(tool)` says it" }

  @Test func eachIsSeen() throws {
    let declared = try Self.declared()
    let seen = try Self.seen()
    #expect(
      declared.subtracting(seen).subtracting(Self.exceptions.keys).sorted() == [],
      "no transcript has these: add an answer with each, best to stories/full_answers.jsonl")
  }

  @Test func noExceptionIsLeftOver() throws {
    let missing = try Self.declared().subtracting(try Self.seen())
    #expect(
      Set(Self.exceptions.keys).subtracting(missing).sorted() == [],
      "declared no longer, or seen by now: take these out of the exceptions")
  }

  // MARK: Declared

  private static func declared() throws -> Set<String> {
    var members: Set<String> = []
    for entry in ToolCatalogue.entries {
      let file = try JSONValue.parse(entry.schema.description)
      declare(try #require(file["outputSchema"]), at: entry.name, in: &members)
    }
    return members
  }

  private static func declare(_ schema: JSONValue, at place: String, in members: inout Set<String>)
  {
    for (name, property) in schema["properties"]?.object ?? [:] {
      members.insert("\(place)/\(name)")
      declare(property, at: "\(place)/\(name)", in: &members)
    }
    if let items = schema["items"] { declare(items, at: "\(place)/*", in: &members) }
    for keyword in ["anyOf", "oneOf"] {
      for part in schema[keyword]?.array ?? [] { declare(part, at: place, in: &members) }
    }
  }

  // MARK: Seen

  private static func seen() throws -> Set<String> {
    var members: Set<String> = []
    for file in ToolTranscriptTests.files {
      let url = ToolTranscriptTests.folder.appending(path: file)
      try see(Transcript(parsing: String(contentsOf: url, encoding: .utf8)), in: &members)
    }
    return members
  }

  /// By the calls' IDs, which one transcript uses once or for the same tool.
  private static func see(_ transcript: Transcript, in members: inout Set<String>) {
    let names = Set(ToolCatalogue.entries.map(\.name))
    var asked: [JSONValue: String] = [:]
    for line in transcript.lines {
      switch line {
      case .sent(let text):
        for message in messages(text) {
          guard let id = message["id"], let method = message["method"]?.string else { continue }
          asked[id] = names.contains(method) ? method : message["params"]?["name"]?.string
        }
      case .answered(let text):
        for message in messages(text) {
          guard let id = message["id"], let tool = asked[id], let result = message["result"]
          else { continue }
          see(result["structuredContent"] ?? result, at: tool, in: &members)
        }
      default: break
      }
    }
  }

  private static func see(_ value: JSONValue, at place: String, in members: inout Set<String>) {
    for (name, member) in value.object ?? [:] {
      members.insert("\(place)/\(name)")
      see(member, at: "\(place)/\(name)", in: &members)
    }
    for element in value.array ?? [] { see(element, at: "\(place)/*", in: &members) }
  }

  /// One, or those of a batch; none where what was sent is not JSON, as in hostile conversations.
  private static func messages(_ text: String) -> [JSONValue] {
    do {
      let value = try JSONValue.parse(text)
      return value.array ?? [value]
    } catch {
      return []
    }
  }
}
