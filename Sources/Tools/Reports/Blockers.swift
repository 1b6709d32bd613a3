import APICore
import JSON

/// What tasks wait for, as far as it is still open.
struct Blockers {
  /// Each is a request to the service, of which a minute has a hundred.
  static let mostRead = 20

  private let workspace: WorkspaceReader
  /// nil for one that the user cannot see.
  private var known: [String: ReportedTask?] = [:]
  private var read = 0
  /// Of those that are shown by their IDs alone.
  private(set) var unread: Set<String> = []

  init(known tasks: [ReportedTask], reading workspace: WorkspaceReader) {
    self.workspace = workspace
    for task in tasks { known[task.id] = task }
  }

  /// One that nobody could look at may block.
  mutating func open(of task: ReportedTask) throws(ToolError) -> [JSONValue] {
    var rows: [JSONValue] = []
    for id in task.waitingOn {
      guard let blocker = try blocker(id) else {
        unread.insert(id)
        rows.append(["id": .string(id)])
        continue
      }
      guard blocker.isOpen else { continue }
      rows.append(
        .present([
          "id": .string(id), "name": blocker.json["name"],
          "status": blocker.json["status"]?["status"],
          "assignees": TaskOutput.users(blocker.json["assignees"]),
        ]))
    }
    return rows
  }

  private mutating func blocker(_ id: String) throws(ToolError) -> ReportedTask? {
    if let task = known[id] { return task }
    guard read < Self.mostRead else { return nil }
    read += 1
    var task: ReportedTask?
    do throws(ToolError) {
      task = ReportedTask(
        try workspace.fetch(.getTask, path: ["task_id": id], parts: .assignees))
    } catch {
      guard error.code == .notFound else { throw error }
    }
    known[id] = .some(task)
    return task
  }
}
