import APICore
import JSON
import Ledger
import Synchronization
import Tools

/// Small tools behind the server's seam: one reads, one writes, one reports progress, one fails as
/// fully as an error can, and one asks first.
final class SampleTools: ToolCalling {
  private struct State {
    var notes: [String] = []
    var calls: [ToolCall] = []
    var groups = 0
    var commitError: ToolError?
  }

  private let state = Mutex(State())

  var notes: [String] { state.withLock { $0.notes } }
  var calls: [ToolCall] { state.withLock { $0.calls } }
  var groups: Int { state.withLock { $0.groups } }

  /// Makes the shared commit of every group fail from now on.
  func failCommits(with error: ToolError) { state.withLock { $0.commitError = error } }

  var names: [String] { definitions.map(\.name) }

  func call(_ call: ToolCall) -> Result<ToolOutput, ToolError>? {
    state.withLock { $0.calls.append(call) }
    switch call.name {
    case "get_note":
      return .success(ToolOutput(structured: ["note": call.arguments["id"] ?? .null]))
    case "add_note":
      let text = call.arguments["text"]?.string ?? ""
      let count = state.withLock { state in
        state.notes.append(text)
        return state.notes.count
      }
      return .success(
        ToolOutput(
          structured: [
            "id": .string(String(count)), "text": .string(text),
            "operation": ["status": "executed"],
          ],
          sentence: "Executed once: note \(count) was added."))
    case "count_notes":
      for step in 1...4 { call.progress?.report(Double(step), of: 4, "step \(step)") }
      return .success(ToolOutput(structured: ["count": 4]))
    case "break_note":
      return .failure(Self.failure)
    case "drop_note":
      var error = ToolError(.confirmationRequired, "`drop_note` needs a yes; nothing was changed")
      if call.dialogue.canAsk {
        error.question = Question(proposal: "All 3\u{200B} notes go.", state: "question_1")
      }
      return .failure(error)
    default: return nil
    }
  }

  /// The words of the first stand in the message, those of the second do not.
  static let violations: JSONValue = [
    ["pointer": "/text", "message": "`text` differs"],
    ["pointer": "/text", "message": "another text"],
  ]

  static var failure: ToolError {
    var error = ToolError(.keyConflict, "`text` differs from the first call; use a new key")
    error.violations = violations.array ?? []
    error.operation = ["status": "conflict"]
    error.retry = Retry(isSafe: true, sameKey: false, after: 1500)
    return error
  }

  func group<Value>(_ body: () -> Value) -> (Value, ToolError?) {
    let value = body()
    let error = state.withLock { state in
      state.groups += 1
      return state.commitError
    }
    return (value, error)
  }

  let definitions: [ToolDefinition] = [
    tool(
      "get_note", properties: ["id": ["type": "string", "description": "ID"]], isReadOnly: true),
    tool(
      "add_note", properties: ["text": ["type": "string", "description": "Text"]],
      required: ["text"], isReadOnly: false),
    tool("count_notes", properties: [:], isReadOnly: true),
    tool("break_note", properties: [:], isReadOnly: false),
    tool("drop_note", properties: [:], isReadOnly: false),
  ]

  private static func tool(
    _ name: String, properties: JSONValue, required: [JSONValue] = [], isReadOnly: Bool
  ) -> ToolDefinition {
    let input: JSONValue = [
      "type": "object", "properties": properties, "required": .array(required),
      "additionalProperties": false,
    ]
    let output: JSONValue = ["type": "object"]
    let title = "Title of \(name)"
    return ToolDefinition(
      name: name, title: title, description: "Description of \(name).", toolset: "sample",
      listed: [
        "name": .string(name), "title": .string(title),
        "description": .string("Description of \(name)."), "inputSchema": input,
        "outputSchema": output,
        "annotations": [
          "readOnlyHint": .bool(isReadOnly), "destructiveHint": false, "idempotentHint": false,
          "openWorldHint": false,
        ],
      ],
      inputSchema: input, outputSchema: output,
      examples: required.isEmpty ? [[:]] : [["text": "buy milk"]], isReadOnly: isReadOnly,
      isAdditive: !isReadOnly)
  }
}
