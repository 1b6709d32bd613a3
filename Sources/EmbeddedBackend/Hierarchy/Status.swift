import JSON
import SQLite

/// Where a set of statuses is defined.
enum StatusScope: Sendable, Hashable {
  case space(Int64)
  case folder(Int64)
  case list(Int64)

  var column: String {
    switch self {
    case .space: "space_id"
    case .folder: "folder_id"
    case .list: "list_id"
    }
  }

  var id: Int64 {
    switch self {
    case .space(let id), .folder(let id), .list(let id): id
    }
  }

  /// ClickUp's older words: a Space was a project, a Folder a category, a List a subcategory.
  var identifierPrefix: String {
    switch self {
    case .space(let id): "p\(id)"
    case .folder(let id): "c\(id)"
    case .list(let id): "sc\(id)"
    }
  }

  var group: String {
    switch self {
    case .space(let id): "proj_\(id)"
    case .folder(let id): "cat_\(id)"
    case .list(let id): "subcat_\(id)"
    }
  }
}

/// A status that a task may have.
struct Status: Sendable, Hashable {
  enum Kind: String, Sendable {
    case open, custom, done, closed
  }

  let id: String
  let name: String
  let kind: Kind
  let color: String
  let orderindex: Int64

  /// Of a table called `s`.
  static let columns = "s.id, s.status, s.type, s.color, s.orderindex"
  static let columnCount = 5

  init(_ row: Row, from column: Int = 0) {
    id = row.text(column)
    name = row.text(column + 1)
    kind = Kind(rawValue: row.text(column + 2)) ?? .custom
    color = row.text(column + 3)
    orderindex = row.integer(column + 4)
  }

  var json: JSONValue {
    [
      "id": .string(id), "status": .string(name), "color": .string(color),
      "orderindex": .integer(orderindex), "type": .string(kind.rawValue),
    ]
  }
}

extension [Status] {
  /// Names are compared without regard to case, also beyond ASCII, which SQLite does not fold.
  func named(_ name: String) -> Status? {
    let lowered = name.lowercased()
    return first { $0.name.lowercased() == lowered }
  }
}

/// A status that does not stand in the database yet.
struct NewStatus: Sendable, Hashable {
  let name: String
  let kind: Status.Kind
  let color: String
}

extension [NewStatus] {
  /// What a Space begins with (as recorded).
  static let standard = [
    NewStatus(name: "to do", kind: .open, color: "#87909e"),
    NewStatus(name: "in progress", kind: .custom, color: "#1090e0"),
    NewStatus(name: "complete", kind: .closed, color: "#008844"),
  ]
}

/// The statuses as rows.
enum StatusRows {
  /// What applies in the List: its own, else its Folder's, else its Space's.
  static func scope(of list: ListReference) -> StatusScope {
    if list.overridesStatuses { return .list(list.id) }
    if list.folderOverridesStatuses { return .folder(list.folderID) }
    return .space(list.spaceID)
  }

  static func all(in scope: StatusScope, on connection: Connection) throws(SQLiteError) -> [Status]
  {
    try connection.rows(
      "SELECT \(Status.columns) FROM statuses s WHERE s.\(scope.column) = ? ORDER BY s.orderindex",
      [.integer(scope.id)]
    ) { Status($0) }
  }

  static func find(_ name: String, in scope: StatusScope, on connection: Connection)
    throws(SQLiteError) -> Status?
  {
    try all(in: scope, on: connection).named(name)
  }

  static func insert(_ statuses: [NewStatus], in scope: StatusScope, identifiers: Identifiers)
    throws(SQLiteError)
  {
    for (index, status) in statuses.enumerated() {
      try identifiers.connection.execute(
        """
        INSERT INTO statuses(id, \(scope.column), status, type, color, orderindex)
        VALUES(?, ?, ?, ?, ?, ?)
        """,
        [
          .text(try identifiers.status(definedIn: scope)), .integer(scope.id), .text(status.name),
          .text(status.kind.rawValue), .text(status.color), .integer(Int64(index)),
        ])
    }
  }

  /// Defines the statuses of a Folder or List in the place of those that it would inherit.
  static func override(in scope: StatusScope, _ statuses: [NewStatus], identifiers: Identifiers)
    throws(SQLiteError)
  {
    let table: String
    switch scope {
    case .space: return try insert(statuses, in: scope, identifiers: identifiers)
    case .folder: table = "folders"
    case .list: table = "lists"
    }
    try identifiers.connection.execute(
      "UPDATE \(table) SET override_statuses = 1 WHERE id = ?", [.integer(scope.id)])
    try insert(statuses, in: scope, identifiers: identifiers)
  }
}
