import JSON
import SQLite

extension ImportWriting {
  /// The ID of the status, which is written where it is not known, and brought up to date where it
  /// is. Its own ID says where it is defined (`sc` List, `c` Folder, `p` Space); `usual` is for one
  /// without such an ID.
  mutating func status(_ value: JSONValue, _ usual: StatusScope) throws(ImportFailure) -> String {
    let name = try text(value["status"], "status")
    let given = value["id"]?.string
    let known = try given.flatMap { id throws(ImportFailure) in
      try row(
        "SELECT space_id, folder_id, list_id FROM statuses WHERE id = ?", [.text(id)],
        read: Self.scope)
    }
    if let given, let known {
      try bringUpToDate(given, value, name, in: known)
      return given
    }
    var scope = usual
    if let own = given.flatMap(Self.scope(ofID:)), try exists(own.table, own.id) { scope = own }
    if let existing = try find(name, in: scope) {
      guard let given, try isSupplied(existing.id) else {
        try bringUpToDate(existing.id, value, name, in: scope)
        return existing.id
      }
      // Its name makes room for the one that answers know.
      try giveWay(existing, in: scope)
      return try insert(given, value, name, in: scope)
    }
    let identifiers = identifiers
    let place = scope
    let drawn = try sqlite { _ throws(SQLiteError) in try identifiers.status(definedIn: place) }
    return try insert(given ?? drawn, value, name, in: scope)
  }

  private mutating func insert(
    _ id: String, _ value: JSONValue, _ name: String, in scope: StatusScope
  ) throws(ImportFailure) -> String {
    _ = try isNews(.statuses, id)
    let kind = kind(of: value) ?? .custom
    try execute(
      """
      INSERT INTO statuses(id, \(scope.column), status, type, color, orderindex)
      VALUES(?, ?, ?, ?, ?, ?)
      """,
      [
        .text(id), .integer(scope.id), .text(name), .text(kind.rawValue),
        .text(value["color"]?.string ?? kind.usualColor),
        .integer(value["orderindex"].flatMap(BodyValues.wholeNumber) ?? 0),
      ])
    if scope.table != "spaces" {
      try execute(
        "UPDATE \(scope.table) SET override_statuses = 1 WHERE id = ?", [.integer(scope.id)])
    }
    notes.note(.statuses, id, .created)
    try replaceSupplied(kind, by: id, in: scope)
    return id
  }

  private mutating func bringUpToDate(
    _ id: String, _ value: JSONValue, _ name: String, in scope: StatusScope
  ) throws(ImportFailure) {
    guard try isNews(.statuses, id) else { return notes.note(.statuses, id, .unchanged) }
    if let other = try find(name, in: scope), other.id != id { try giveWay(other, in: scope) }
    let kind = kind(of: value)
    try bringUpToDate(
      .statuses, in: "statuses", .text(id), named: id,
      [
        ("status", .text(name)), ("type", kind.map { .text($0.rawValue) }),
        ("color", value["color"]?.string.map(SQLValue.text)),
        ("orderindex", value["orderindex"].flatMap(BodyValues.wholeNumber).map(SQLValue.integer)),
      ])
    if let kind { try replaceSupplied(kind, by: id, in: scope) }
  }

  private func kind(of value: JSONValue) -> Status.Kind? {
    value["type"]?.string.flatMap(Status.Kind.init(rawValue:))
  }

  private func find(_ name: String, in scope: StatusScope) throws(ImportFailure) -> Status? {
    try sqlite { connection throws(SQLiteError) in
      try StatusRows.find(name, in: scope, on: connection)
    }
  }

  /// A status whose name another one has now: what it is called instead, nobody has said yet.
  private mutating func giveWay(_ status: Status, in scope: StatusScope) throws(ImportFailure) {
    let mark = status.id.split(separator: "_").last.map(String.init) ?? status.id
    try execute(
      "UPDATE statuses SET status = ? WHERE id = ?",
      [.text("\(status.name) (\(mark))"), .text(status.id)])
    notes.note(.statuses, status.id, .updated)
  }

  private static func scope(_ row: Row) -> StatusScope {
    if let id = row.optionalInteger(0) { return .space(id) }
    if let id = row.optionalInteger(1) { return .folder(id) }
    return .list(row.integer(2))
  }

  private static func scope(ofID id: String) -> StatusScope? {
    let head = id.prefix { $0 != "_" }
    let digits = head.drop { !$0.isNumber }
    guard let number = Int64(digits) else { return nil }
    return switch head.prefix(head.count - digits.count) {
    case "sc": .list(number)
    case "c": .folder(number)
    case "p": .space(number)
    default: nil
    }
  }
}

// MARK: - What no answer named

extension ImportWriting {
  /// Statuses that this import put in itself are remembered under this kind.
  private static let supplied = "supplied status"

  private func isSupplied(_ id: String) throws(ImportFailure) -> Bool {
    try recall(Self.supplied, id) != nil
  }

  /// Where an answer names an open or a closed status, the one that was put in for it goes.
  private func replaceSupplied(_ kind: Status.Kind, by id: String, in scope: StatusScope)
    throws(ImportFailure)
  {
    guard kind == .open || kind == .closed else { return }
    let supplied = try sqlite { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT s.id FROM statuses s JOIN imported i ON i.kind = ? AND i.id = s.id
        WHERE s.\(scope.column) = ? AND s.type = ? AND s.id <> ?
        """, [.text(Self.supplied), .integer(scope.id), .text(kind.rawValue), .text(id)]
      ) { $0.text(0) }
    }
    for old in supplied {
      try execute("UPDATE tasks SET status_id = ? WHERE status_id = ?", [.text(id), .text(old)])
      try execute("DELETE FROM statuses WHERE id = ?", [.text(old)])
      try forget(Self.supplied, old)
    }
  }

  /// Puts in an open and a closed status wherever tasks stand and none was among the answers: pages
  /// of tasks name only the statuses that tasks have, and without a closed one nothing can be
  /// closed.
  mutating func completeStatuses() throws(SQLiteError) {
    let scopes = try connection.rows(
      """
      SELECT DISTINCT
        CASE WHEN l.override_statuses OR f.override_statuses THEN NULL ELSE f.space_id END,
        CASE WHEN f.override_statuses AND NOT l.override_statuses THEN f.id END,
        CASE WHEN l.override_statuses THEN l.id END
      FROM lists l JOIN folders f ON f.id = l.folder_id
      """, read: Self.scope)
    for scope in scopes {
      for standard in [NewStatus].standard where standard.kind != .custom {
        try supply(standard, in: scope)
      }
    }
  }

  private mutating func supply(_ standard: NewStatus, in scope: StatusScope) throws(SQLiteError) {
    let statuses = try StatusRows.all(in: scope, on: connection)
    guard !statuses.contains(where: { $0.kind == standard.kind }) else { return }
    let taken = Set(statuses.map { $0.name.lowercased() })
    let name = [standard.name, standard.kind.rawValue, "\(standard.name) (\(standard.kind))"]
      .first { !taken.contains($0) }
    guard let name else { return }
    let orders = statuses.map(\.orderindex)
    let order =
      standard.kind == .open ? (orders.min() ?? 1) - 1 : (orders.max() ?? 0) + 1
    let id = try identifiers.status(definedIn: scope)
    try connection.execute(
      """
      INSERT INTO statuses(id, \(scope.column), status, type, color, orderindex)
      VALUES(?, ?, ?, ?, ?, ?)
      """,
      [
        .text(id), .integer(scope.id), .text(name), .text(standard.kind.rawValue),
        .text(standard.color), .integer(order),
      ])
    try connection.execute(
      "INSERT INTO imported VALUES(?, ?, 0) ON CONFLICT DO NOTHING",
      [.text(Self.supplied), .text(id)])
    let route = scope.table.dropLast()
    notes.supplied.append(
      "a \(standard.kind.rawValue) status `\(name)`, as no answer named one; the answer of "
        + "GET /\(route)/{\(route)_id} brings what is there")
  }
}

extension StatusScope {
  var table: String {
    switch self {
    case .space: "spaces"
    case .folder: "folders"
    case .list: "lists"
    }
  }
}
