import APICore
import JSON
import SQLite
import Synchronization

/// What is asked for with each request and seldom changes: Lists, statuses, people, fields.
///
/// Invariant: it is believed only where the store's own mark (`hierarchy_mark`) is the one that it
/// had when it was read. Triggers draw that anew with each change of what is kept here, so that
/// neither another process nor a part of a transaction that is undone can leave something stale.
final class WorkspaceMemory: Sendable {
  struct Contents: Sendable {
    var lists: [Int64: ListReference] = [:]
    var places: [[String]: [ListPlace]] = [:]
    var statuses: [StatusScope: [Status]] = [:]
    var statusesByID: [String: Status] = [:]
    var fields: [[FieldLocation]: [FieldDefinition]] = [:]
    var users: [Int64: User] = [:]
    var members: [Membership: Bool] = [:]
    /// As whom a Workspace is worked in; "" for the only one.
    var workers: [String: User] = [:]
    var workspaces: Set<Int64> = []
    var spaces: [Int64: SpaceReference] = [:]
    /// Whole answers that nothing else goes into.
    var answers: [ReadRequest: JSONValue] = [:]

    /// More of one kind than that is dropped: with what a List or a field says, some megabytes.
    static let limit = 10_000

    fileprivate var isFull: Bool {
      lists.count > Self.limit || places.count > Self.limit || statuses.count > Self.limit
        || statusesByID.count > Self.limit || fields.count > Self.limit
        || users.count > Self.limit || members.count > Self.limit || spaces.count > Self.limit
        || answers.count > Self.answersLimit
    }

    /// Answers may be long.
    private static let answersLimit = 100
  }

  struct Membership: Sendable, Hashable {
    let workspace: Int64
    let user: Int64
  }

  private struct Kept: Sendable {
    /// nil before the first.
    var mark: Int64?
    var contents = Contents()
  }

  private let kept = Mutex(Kept())

  /// What `find` finds of what is kept, else what `load` reads, which is kept.
  func recall<Value: Sendable, Failure: StoreFailing>(
    on connection: Connection, _ find: (Contents) -> Value?,
    load: () throws(Failure) -> Value?, keep: (inout Contents, Value) -> Void
  ) throws(Failure) -> Value? {
    let mark: Int64
    do throws(SQLiteError) {
      mark = try connection.standingInteger("SELECT mark FROM hierarchy_mark")
    } catch { throw Failure(store: error) }
    let found = kept.withLock { kept -> Value? in
      if kept.mark == mark { return find(kept.contents) }
      kept = Kept(mark: mark)
      return nil
    }
    if let found { return found }
    guard let value = try load() else { return nil }
    kept.withLock { kept in
      guard kept.mark == mark else { return }
      if kept.contents.isFull { kept.contents = Contents() }
      keep(&kept.contents, value)
    }
    return value
  }
}

/// The store as one request sees it: its rows, and what is kept of them.
struct StoreView {
  let connection: Connection
  let memory: WorkspaceMemory

  func list(_ id: Int64) throws(SQLiteError) -> ListReference? {
    try memory.recall(on: connection) {
      $0.lists[id]
    } load: { () throws(SQLiteError) in
      try ListRows.find(id, on: connection)
    } keep: {
      $0.lists[id] = $1
    }
  }

  func space(_ id: Int64) throws(SQLiteError) -> SpaceReference? {
    try memory.recall(on: connection) {
      $0.spaces[id]
    } load: { () throws(SQLiteError) in
      try connection.row(
        "SELECT id, workspace_id, name FROM spaces WHERE id = ?", [.integer(id)]
      ) { SpaceReference(id: $0.integer(0), workspaceID: $0.integer(1), name: $0.text(2)) }
    } keep: {
      $0.spaces[id] = $1
    }
  }

  func hasWorkspace(_ id: Int64) throws(SQLiteError) -> Bool {
    let found = try memory.recall(on: connection) { contents in
      contents.workspaces.contains(id) ? true : nil
    } load: { () throws(SQLiteError) in
      try connection.row("SELECT 1 FROM workspaces WHERE id = ?", [.integer(id)]) { $0.bool(0) }
    } keep: { contents, _ in
      contents.workspaces.insert(id)
    }
    return found ?? false
  }

  func statuses(in scope: StatusScope) throws(SQLiteError) -> [Status] {
    try memory.recall(on: connection) {
      $0.statuses[scope]
    } load: { () throws(SQLiteError) in
      try StatusRows.all(in: scope, on: connection)
    } keep: {
      $0.statuses[scope] = $1
    } ?? []
  }

  func status(_ id: String) throws(SQLiteError) -> Status? {
    try memory.recall(on: connection) {
      $0.statusesByID[id]
    } load: { () throws(SQLiteError) in
      try connection.row(
        "SELECT \(Status.columns) FROM statuses s WHERE s.id = ?", [.text(id)]
      ) { Status($0) }
    } keep: {
      $0.statusesByID[id] = $1
    }
  }

  /// The fields that are defined at any of `locations`, oldest first.
  func fields(at locations: [FieldLocation]) throws(SQLiteError) -> [FieldDefinition] {
    try memory.recall(on: connection) {
      $0.fields[locations]
    } load: { () throws(SQLiteError) in
      try FieldRows.all(at: locations, on: connection)
    } keep: {
      $0.fields[locations] = $1
    } ?? []
  }

  func user(_ id: Int64) throws(SQLiteError) -> User? {
    try memory.recall(on: connection) {
      $0.users[id]
    } load: { () throws(SQLiteError) in
      try connection.row("SELECT \(User.columns) FROM users u WHERE u.id = ?", [.integer(id)]) {
        User($0)
      }
    } keep: {
      $0.users[id] = $1
    }
  }

  /// The people of these IDs.
  func users(_ ids: [Int64]) throws(SQLiteError) -> [Int64: User] {
    var users: [Int64: User] = [:]
    for id in ids where users[id] == nil { users[id] = try user(id) }
    return users
  }

  func isMember(_ user: Int64, of workspace: Int64) throws(SQLiteError) -> Bool {
    let membership = WorkspaceMemory.Membership(workspace: workspace, user: user)
    let found = try memory.recall(on: connection) {
      $0.members[membership]
    } load: { () throws(SQLiteError) in
      try connection.row(
        "SELECT 1 FROM workspace_members WHERE workspace_id = ? AND user_id = ?",
        [.integer(workspace), .integer(user)]
      ) { $0.bool(0) }
    } keep: {
      $0.members[membership] = $1
    }
    return found ?? false
  }

  /// As whom the Workspace is worked in; of the only one for nil.
  func worker(in workspace: String?) throws(SQLiteError) -> User? {
    try memory.recall(on: connection) {
      $0.workers[workspace ?? ""]
    } load: {
      () throws(SQLiteError) in
      try WorkspaceIdentity.find(workspace, on: connection).user
    } keep: {
      $0.workers[workspace ?? ""] = $1
    }
  }

  /// The Lists of these names (`ListName.key`) that are not archived, in the order of the tree.
  func lists(named names: [String], in workspace: Int64) throws(SQLiteError) -> [ListPlace] {
    try memory.recall(on: connection) {
      $0.places[names + [String(workspace)]]
    } load: {
      () throws(SQLiteError) in
      try ListNames.places(named: names, in: workspace, on: connection)
    } keep: {
      $0.places[names + [String(workspace)]] = $1
    } ?? []
  }
}
