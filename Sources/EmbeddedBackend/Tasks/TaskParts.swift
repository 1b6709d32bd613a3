import APICore
import JSON
import SQLite

/// What other resources add to a task: here they are named, in their own folders they are written.
enum TaskParts {
  /// Answers one member of the task object for every task of a page with one query, by task ID;
  /// a task that it does not name has the member's value for none.
  typealias Loader = @Sendable (TaskSet, Connection) throws(SQLiteError) -> [String: JSONValue]

  struct Member: Sendable {
    let name: String
    let none: JSONValue
    let load: Loader
  }

  static let members: [Member] = [
    Member(name: "assignees", none: [], load: TaskPeople.assignees),
    Member(name: "watchers", none: [], load: TaskPeople.watchers),
    Member(name: "tags", none: [], load: TagRows.json),
    Member(name: "custom_fields", none: [], load: FieldRendering.json),
    Member(name: "dependencies", none: [], load: DependencyRows.json),
    Member(name: "linked_tasks", none: [], load: TaskLinkRows.json),
    Member(name: "time_spent", none: 0, load: TimeRows.timeSpent),
  ]

  /// Reads from the body of "Create Task" what concerns it, and writes that for the new task.
  ///
  /// A struct, as Swift 6.3.1 crashes on an array of functions with a typed throw.
  struct CreationStep: Sendable {
    let run: @Sendable (RouteContext, TaskReference) throws(APIError) -> Void
  }

  /// In this order, after the task's own row stands.
  static let creationSteps: [CreationStep] = [
    CreationStep(run: TagRoutes.addAtCreation),
    CreationStep(run: FieldRoutes.setAtCreation),
    CreationStep(run: DependencyRoutes.linkAtCreation),
  ]
}

/// The tasks of one page, as one bound value:
/// `WHERE task_id IN (SELECT value FROM json_each(?))` with `[tasks.value]`.
struct TaskSet: Sendable {
  let value: SQLValue

  init(ids: [String]) {
    value = .set(ids.map(JSONValue.string))
  }
}
