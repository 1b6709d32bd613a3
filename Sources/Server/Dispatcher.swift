import APICore
import JSON
import Tools

/// Carries operations out, whichever dialect they were asked for in.
struct Dispatcher: Sendable {
  let tools: any ToolCalling

  /// - Parameter progress: what a call's progress is told to, where the caller asked for it.
  func perform(_ operation: Operation, progress: ProgressReporter?) -> Outcome {
    switch operation {
    case .answer(let answer):
      return .answer(answer)
    case .listTools:
      return .tools(tools.definitions)
    case .callTool(let call, _):
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
}
