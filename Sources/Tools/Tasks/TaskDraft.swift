import APICore
import JSON
import Ledger

/// A request about a task while it is put together: its body, what was understood of the arguments,
/// and what is wrong with them so far.
struct TaskDraft {
  private(set) var body: JSONObject
  private(set) var understood: JSONObject
  private(set) var problems = Problems()

  init(_ fields: TaskFields, _ context: ToolContext) {
    body = fields.body
    understood = TaskFields.understood(fields.body, context)
  }

  /// What one argument became: for the service, and for people where that says more.
  struct Meaning {
    let wire: JSONValue
    var understood: JSONValue?
  }

  /// Sets the member called `name`, unless there is none or the argument is refused.
  mutating func set(_ name: String, _ value: @autoclosure () throws(ToolError) -> Meaning?) {
    guard let member = problems.value(try value()) else { return }
    body[name] = member.wire
    understood[name] = member.understood
  }

  mutating func set(_ name: String, _ value: JSONValue?) {
    if let value { body[name] = value }
  }

  mutating func understand(_ argument: String, _ value: JSONValue) { understood[argument] = value }

  /// - Parameters:
  ///   - parts: what of the answer is looked at.
  ///   - undo: how it can be taken back, from the request's body.
  /// - Throws: everything that is wrong.
  func planned(
    _ route: Route, path: [String: String],
    targets: @autoclosure @escaping @Sendable () -> [String: String] = [:], parts: EntityParts,
    undo: (JSONObject) throws(ToolError) -> UndoPlan
  ) throws(ToolError) -> PlannedWrite {
    try problems.throwIfAny()
    return PlannedWrite(
      WriteRequest(route, path: path, body: .json(.object(body)), parts: parts), targets: targets(),
      understood: understood, undo: try undo(body))
  }
}

extension TaskDraft.Meaning {
  /// Users by ID, as the service takes them.
  init(_ members: [Member]) {
    self.init(wire: .array(members.map(\.wireID)), understood: .array(members.map(\.lean)))
  }

  init(_ task: NamedTask) {
    self.init(wire: .string(task.id), understood: task.understood)
  }
}
