import APICore
import JSON
import Testing

@testable import EmbeddedBackend

/// The kept number of tasks is the one that counting gives, whatever happened before.
@Suite struct TaskCountsTests {
  static let counted = """
    SELECT count(*) FROM tasks t WHERE t.archived = 0 AND t.parent IS NULL
      AND t.status_id NOT IN (SELECT id FROM statuses WHERE type = 'closed')
    """
  static let kept = """
    SELECT coalesce(sum(tasks), 0) FROM task_counts
      WHERE status_id NOT IN (SELECT id FROM statuses WHERE type = 'closed')
    """

  @Test(arguments: [1, 2, 3] as [UInt64])
  func areKeptThroughEveryChange(seed: UInt64) throws {
    let workspace = TestWorkspace()
    let list = try workspace.inbox()
    let draws = SeededIDSource(seed: seed)
    var tasks: [String] = []
    for step in 0..<120 {
      let draw = draws.next()
      let chosen = tasks.isEmpty ? nil : tasks[Int(draw / 16 % UInt64(tasks.count))]
      switch (draw % 6, chosen) {
      case (0, let task?):
        try workspace.send(.deleteTask, ["task_id": task])
        let left = try workspace.get(
          .getTasks, ["list_id": list],
          ["subtasks": ["true"], "include_closed": ["true"]])
        let archived = try workspace.get(
          .getTasks, ["list_id": list],
          ["subtasks": ["true"], "include_closed": ["true"], "archived": ["true"]])
        tasks = [left, archived].flatMap { $0["tasks"]?.array ?? [] }.compactMap {
          $0["id"]?.string
        }
      case (1, let task?):
        try workspace.send(.updateTask, ["task_id": task], ["status": "complete"])
      case (2, let task?):
        try workspace.send(.updateTask, ["task_id": task], ["status": "in progress"])
      case (3, let task?):
        try workspace.send(.updateTask, ["task_id": task], ["archived": .bool(draw % 32 < 16)])
      default:
        var body: JSONValue = ["name": .string("Task \(step)")]
        if draw % 3 == 0, let chosen { body["parent"] = .string(chosen) }
        do throws(APIError) {
          let made = try workspace.send(.createTask, ["list_id": list], body)
          tasks.append(made["id"]?.string ?? "")
        } catch {
          // Subtasks nest only so deep, and not below what is archived.
        }
      }
      #expect(try workspace.number(Self.kept) == workspace.number(Self.counted))
    }
    let shown = try workspace.get(.getList, ["list_id": list])["task_count"]
    #expect(shown?.integer == (try workspace.number(Self.counted)))
    try workspace.send(.deleteList, ["list_id": list])
    #expect(try workspace.number("SELECT count(*) FROM task_counts") == 0)
  }
}
