import APICore
import JSON
import SQLite

/// "Get Task's Time in Status", of one task and of several.
///
/// A row is written where a task leaves a status, by whichever way it does; a task that is made
/// writes none, since it has been in its first one from its creation on.
enum TimeInStatus {
  static let migration = Migration(
    name: "workspace-023-time-in-status",
    sql: """
      -- As of when it is known what tasks were in that stood here before this table: their last
      -- change. One row; NULL where there were none.
      CREATE TABLE status_history(known_from INTEGER) STRICT;
      INSERT INTO status_history SELECT max(date_updated) FROM tasks;
      -- The same of one task that came in from elsewhere; NULL for its creation.
      ALTER TABLE tasks ADD COLUMN status_known_from INTEGER;

      -- What a task was in, in their order, each as it was called then; it began where the one
      -- before ended.
      CREATE TABLE status_spans(
        id INTEGER PRIMARY KEY,
        task_id TEXT NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
        status TEXT NOT NULL,
        type TEXT NOT NULL,
        color TEXT NOT NULL,
        orderindex INTEGER NOT NULL,
        ended INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX status_spans_of_task ON status_spans(task_id, id);
      CREATE TRIGGER status_left AFTER UPDATE OF status_id ON tasks
        WHEN old.status_id <> new.status_id
      BEGIN
        INSERT INTO status_spans(task_id, status, type, color, orderindex, ended)
          SELECT new.id, status, type, color, orderindex, new.date_updated
          FROM statuses WHERE id = old.status_id;
      END;
      """)

  static let routes: [Route: RouteFunction] = [
    .getTimeInStatus: getTimeInStatus, .getBulkTimeInStatus: getBulkTimeInStatus,
  ]

  /// As many as the service takes.
  private static let mostTasks = 100

  @Sendable static func getTimeInStatus(_ context: RouteContext) throws(APIError) -> JSONValue {
    try answer(for: try context.task(), context)
  }

  /// By the tasks' IDs. What the service does with one that is not there is not known: here it is
  /// left out.
  @Sendable static func getBulkTimeInStatus(_ context: RouteContext) throws(APIError) -> JSONValue {
    let ids = context.query.texts("task_ids")
    guard !ids.isEmpty else { throw Refusal.missing("task_ids") }
    guard ids.count <= mostTasks else {
      throw Refusal.invalid("`task_ids` may hold \(mostTasks) tasks")
    }
    var answers: JSONObject = [:]
    for id in ids {
      let task: TaskReference
      do throws(APIError) { task = try context.task(called: id) } catch {
        guard error.status == Refusal.taskNotFound.status else { throw error }
        continue
      }
      answers[task.id] = try answer(for: task, context)
    }
    return .object(answers)
  }

  /// All stays in one status.
  private struct Stays {
    /// As it was called last.
    var status: Status
    let since: Int64
    var milliseconds: Int64
  }

  private static func answer(
    for task: TaskReference, _ context: RouteContext
  ) throws(APIError) -> JSONValue {
    let current = try context.row(
      """
      SELECT max(t.date_created, coalesce(t.status_known_from, h.known_from, 0)),
        \(Status.columns)
      FROM tasks t JOIN statuses s ON s.id = t.status_id, status_history h WHERE t.row_id = ?
      """, [.integer(task.rowID)]
    ) { (knownFrom: $0.integer(0), status: Status($0, from: 1)) }
    guard let current else { throw Refusal.taskNotFound }
    let left = try context.rows(
      """
      SELECT s.ended, s.id, s.status, s.type, s.color, s.orderindex
      FROM status_spans s WHERE s.task_id = ? ORDER BY s.id
      """, [.text(task.id)]
    ) { (ended: $0.integer(0), status: Status($0, from: 1)) }

    var history: [String: Stays] = [:]
    var began = current.knownFrom
    /// Since when it has had the status of that name; another List has one of the same name.
    var last: (name: String, since: Int64)?
    func add(_ status: Status, until ended: Int64) {
      let name = status.name.lowercased()
      if last?.name != name { last = (name, began) }
      var stays = history[name] ?? Stays(status: status, since: began, milliseconds: 0)
      stays.status = status
      stays.milliseconds += ended - began
      history[name] = stays
      began = ended
    }
    // What took no time was left before anything was known of the task.
    for span in left where span.ended > began { add(span.status, until: span.ended) }
    let now = max(began, context.now.rawValue)
    add(current.status, until: now)
    let since = last?.since ?? began
    let stays = history.values.sorted {
      ($0.status.orderindex, $0.since) < ($1.status.orderindex, $1.since)
    }
    return [
      "current_status": shown(current.status, since: since, for: now - since),
      "status_history": .array(stays.map { stays in
        var one = shown(stays.status, since: stays.since, for: stays.milliseconds)
        one["type"] = .string(stays.status.kind.rawValue)
        one["orderindex"] = .integer(stays.status.orderindex)
        return one
      }),
    ]
  }

  private static func shown(_ status: Status, since: Int64, for length: Int64) -> JSONValue {
    [
      "status": .string(status.name), "color": .string(status.color),
      "total_time": ["by_minute": .integer(length / 60_000), "since": .string(String(since))],
    ]
  }
}
