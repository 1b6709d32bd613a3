import APICore
import JSON
import JSONRPC
import Tools

/// What a request asks for, whichever dialect it was said in.
enum Operation: Sendable {
  /// The dialect's own business, and its answer: a handshake, a ping, an empty list.
  case answer(JSONValue)
  case standing(StandingAnswer)
  case callTool(ToolCall, ProgressTarget?)
}

/// What is answered in the same way for as long as the process runs, in one revision or dialect.
enum StandingAnswer: Sendable, Hashable {
  case tools, discovery, handshake
}

extension ToolCall.Unreadable {
  init(_ part: UnreadablePart) { self.init(argument: part.member, message: part.message) }
}

/// What became of it, for the dialect to put into its own words.
enum CallOutcome: Sendable {
  case answer(JSONValue)
  case output(ToolOutput)
  case failure(ToolError)
  case unknownTool(String, nearest: [String])
}

/// Where the progress of a call is reported to.
struct ProgressTarget: Sendable {
  /// As the caller gave it, its type kept.
  let token: RequestID
  /// Whether the revision has words beside the numbers.
  let hasMessage: Bool
}
