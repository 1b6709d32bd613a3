import APICore
import JSON
import JSONRPC
import Synchronization
import Tools

/// Carries operations out, whichever dialect they were asked for in.
struct Dispatcher: Sendable {
  let tools: any ToolCalling

  private let keptAnswers = KeptAnswers()

  init(tools: any ToolCalling) { self.tools = tools }

  /// - Parameter progress: what a call's progress is told to, where the caller asked for it.
  func perform(
    _ operation: Operation, as face: any Face, progress: ProgressReporter?
  ) -> Result<ResultBody, RPCError> {
    switch operation {
    case .answer(let answer): return face.answer(to: .answer(answer)).map(ResultBody.value)
    case .standing(let answer):
      return .success(
        .written(
          keptAnswers.bytes(of: answer, in: face.revision) {
            face.result(answer, tools.definitions)
          }))
    case .callTool(let call, _):
      return face.answer(to: perform(call, progress: progress)).map(ResultBody.value)
    }
  }

  private func perform(_ call: ToolCall, progress: ProgressReporter?) -> CallOutcome {
    if let part = call.unreadable, tools.names.contains(call.name) {
      return .failure(ToolError(part, of: call.name))
    }
    let call = ToolCall(
      name: call.name, arguments: call.arguments, outerKeys: call.outerKeys,
      dialogue: call.dialogue, progress: progress)
    switch tools.call(call) {
    case .success(let output): return .output(output)
    case .failure(let error): return .failure(error)
    case nil:
      let nearest = NearestName.suggestions(for: call.name, among: tools.names)
      return .unknownTool(call.name, nearest: nearest)
    }
  }
}

/// The bytes of the answers that do not change, each written when it is first asked for: a list of
/// tools is 24,000 characters, and hosts ask for it often.
private final class KeptAnswers: Sendable {
  private struct Key: Hashable {
    let answer: StandingAnswer
    /// nil for plain JSON-RPC.
    let revision: MCPRevision?
  }

  private let written = Mutex<[Key: [UInt8]]>([:])

  func bytes(
    of answer: StandingAnswer, in revision: MCPRevision?, _ result: () -> JSONValue
  ) -> [UInt8] {
    written.withLock { written in
      let key = Key(answer: answer, revision: revision)
      if let kept = written[key] { return kept }
      let bytes = result().lineBytes
      written[key] = bytes
      return bytes
    }
  }
}
