import APICore
import JSON
import SQLite
import Synchronization

/// Fails the Nth step that it is asked about, once.
final class Fault: Sendable {
  private let remaining: Mutex<Int?>

  /// - Parameter step: counted from 1; nil for never.
  init(at step: Int? = nil) { remaining = Mutex(step) }

  /// Whether the step that was to fail has not been reached.
  var isPending: Bool { remaining.withLock { $0 != nil } }

  func step() -> Bool {
    remaining.withLock { remaining in
      guard let count = remaining else { return false }
      remaining = count > 1 ? count - 1 : nil
      return count == 1
    }
  }
}

/// A service of one kind of thing, which really writes to the store, and can be made to fail before
/// and after each effect.
struct TaskBackend: Backend {
  typealias Transaction = SQLite.Transaction

  static let migration = Migration(
    name: "tasks-1",
    sql: """
      CREATE TABLE task(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT;
      CREATE TABLE mention(task INTEGER REFERENCES task(id) DEFERRABLE INITIALLY DEFERRED) STRICT;
      """)

  let store: Store
  var fault = Fault()
  /// Run inside the transaction, after the effect.
  var afterWrite: @Sendable (Transaction) throws(SQLiteError) -> Void = {
    (_) throws(SQLiteError) in
  }

  static let injected = APIError(status: 400, code: "TEST", message: "injected")

  func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    try reporting { () throws(SQLiteError) in
      try store.read { connection throws(SQLiteError) in try task(request.path, connection) }
    }
  }

  func read(_ request: ReadRequest, in transaction: Transaction) throws(APIError) -> JSONValue {
    guard !fault.step() else { throw Self.injected }
    return try reporting { () throws(SQLiteError) in
      try task(request.path, transaction.connection)
    }
  }

  func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    TaskPage(tasks: [], hasMore: false)
  }

  func search(_ query: TaskQuery, in transaction: Transaction) throws(APIError) -> TaskPage {
    TaskPage(tasks: [], hasMore: false)
  }

  func write(_ request: WriteRequest, in transaction: Transaction) throws(APIError) -> JSONValue {
    guard !fault.step() else { throw Self.injected }
    let answer = try reporting { () throws(SQLiteError) in
      let answer = try effect(of: request, on: transaction.connection)
      try afterWrite(transaction)
      return answer
    }
    guard !fault.step() else { throw Self.injected }
    return answer
  }

  private func effect(
    of request: WriteRequest, on connection: Connection
  ) throws(SQLiteError) -> JSONValue {
    var name = ""
    if case .json(let body) = request.body { name = body["name"]?.string ?? "" }
    switch request.route {
    case .createTask:
      try connection.execute("INSERT INTO task(name) VALUES(?)", [.text(name)])
      return ["id": .string(String(connection.lastInsertRowID)), "name": .string(name)]
    case .updateTask:
      let id = request.path["task_id"] ?? ""
      try connection.execute("UPDATE task SET name = ? WHERE id = ?", [.text(name), .text(id)])
      return try task(request.path, connection)
    default:
      try connection.execute("DELETE FROM task")
      return [:]
    }
  }

  private func task(
    _ path: [String: String], _ connection: Connection
  ) throws(SQLiteError) -> JSONValue {
    let id = path["task_id"] ?? ""
    let name = try connection.row("SELECT name FROM task WHERE id = ?", [.text(id)]) { $0.text(0) }
    return ["id": .string(id), "name": name.map(JSONValue.string) ?? .null]
  }

  /// As the embedded backend reports its store's failures.
  private func reporting<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(APIError) -> Result {
    do throws(SQLiteError) { return try body() } catch {
      throw APIError(
        status: error.isBusy ? 503 : 500, code: nil, message: error.description, delivery: .notSent)
    }
  }
}
