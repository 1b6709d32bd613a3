import APICore
import JSON
import SQLite

/// What other resources add to a task: here they are named, in their own folders they are written.
enum TaskParts {
  /// Answers one member of the task object for every task of a page with one query, by task ID;
  /// a task that it does not name has the member's value for none.
  typealias Loader = @Sendable (TaskSet, StoreView) throws(SQLiteError) -> [String: JSONValue]

  struct Loaded: Sendable {
    let name: String
    /// What of a task it is.
    let part: EntityParts
    let none: JSONValue
    let load: Loader
  }

  static let members: [Loaded] = [
    Loaded(name: "assignees", part: .assignees, none: [], load: TaskPeople.assignees),
    Loaded(name: "watchers", part: .watchers, none: [], load: TaskPeople.watchers),
    Loaded(name: "tags", part: .tags, none: [], load: TagRows.json),
    Loaded(name: "custom_fields", part: .fields, none: [], load: FieldRendering.json),
    Loaded(name: "dependencies", part: .relations, none: [], load: DependencyRows.json),
    Loaded(name: "linked_tasks", part: .relations, none: [], load: TaskLinkRows.json),
    Loaded(name: "time_spent", part: .time, none: 0, load: TimeRows.timeSpent),
    Loaded(name: "checklists", part: .checklists, none: [], load: ChecklistRows.json),
    Loaded(name: "locations", part: .furtherLists, none: [], load: FurtherListRows.json),
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

/// The tasks of one page, as one bound value (`value`) that `isAny(_:)` compares with.
struct TaskSet: Sendable {
  /// The List of each task.
  let lists: [String: ListReference]
  /// Parts of which it is known that none of the tasks has any.
  var without: EntityParts = []
  let value: SQLValue

  init(_ lists: [String: ListReference]) {
    self.lists = lists
    value =
      if lists.count == 1, let only = lists.first { .text(only.key) } else {
        .set(lists.keys.map(JSONValue.string))
      }
  }

  /// The condition that `column` is one of the tasks, with `value` as `?1`.
  func isAny(_ column: String) -> String {
    lists.count == 1 ? "\(column) = ?1" : "\(column) IN (SELECT value FROM json_each(?1))"
  }
}
