import APICore
import SQLite

/// What was deleted here, and when: an import of something that is not newer leaves it so.
enum DeletedHere {
  /// Which rows of the table `imported` these are.
  private static func kind(_ kind: ImportReport.Kind) -> String { "deleted here \(kind.rawValue)" }

  /// Why something was left out.
  static func reason(_ subject: String) -> String {
    "\(subject) was deleted here, and what was read is not known to be newer than that"
  }

  static func date(_ kind: ImportReport.Kind, _ id: String, on connection: Connection)
    throws(SQLiteError) -> Int64?
  {
    try ImportMemory.recall(Self.kind(kind), id, on: connection)
  }

  static func remember(
    _ kind: ImportReport.Kind, _ id: String, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) {
    try ImportMemory.rememberLatest(Self.kind(kind), id, now.rawValue, on: connection)
  }

  /// Which tasks go with what is deleted.
  enum Tasks: String {
    case ofTask = "t.id"
    case ofList = "l.id"
    case ofFolder = "f.id"
    case ofSpace = "f.space_id"

    /// The places that go.
    fileprivate var places: Set<ImportReport.Kind> {
      switch self {
      case .ofTask: []
      case .ofList: [.lists]
      case .ofFolder: [.folders, .lists]
      case .ofSpace: [.spaces, .folders, .lists]
      }
    }
  }

  /// Remembers Lists, Folders and Spaces before they go, by their IDs, and where exports told of
  /// something in them, by those that these, which name them, would give them. A place of that name
  /// that no export told of is another one.
  fileprivate static func rememberPlaces(
    _ tasks: Tasks, _ id: SQLValue, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) {
    guard !tasks.places.isEmpty else { return }
    let gone = try connection.rows(
      """
      SELECT s.workspace_id, s.id, s.name, f.id, f.name, f.hidden, l.id, l.name, EXISTS(
        SELECT 1 FROM tasks t JOIN imported i ON i.kind = ?2 AND i.id = t.id WHERE t.list_id = l.id)
      FROM spaces s LEFT JOIN folders f ON f.space_id = s.id LEFT JOIN lists l ON l.folder_id = f.id
      WHERE \(tasks == .ofSpace ? "s.id" : tasks.rawValue) = ?1
      """, [id, .text(ImportWriting.toldRow)]
    ) { GonePlace($0) }
    var ids: [ImportReport.Kind: Set<Int64>] = [:]
    for place in gone {
      for (kind, id) in place.ids { ids[kind, default: []].insert(id) }
    }
    for kind in tasks.places {
      for id in ids[kind] ?? [] { try remember(kind, String(id), at: now, on: connection) }
    }
  }

  private struct GonePlace {
    let ids: [(ImportReport.Kind, Int64)]

    init(_ row: Row) {
      let space = [String(row.integer(0)), row.text(2)]
      let (folder, list, isTold) = (row.optionalInteger(3), row.optionalInteger(6), row.bool(8))
      var ids: [(ImportReport.Kind, Int64)] = [(.spaces, row.integer(1))]
      if let folder { ids.append((.folders, folder)) }
      if let list { ids.append((.lists, list)) }
      if isTold {
        let isInFolder = !row.bool(5)
        let path = space + [isInFolder ? row.text(4) : ""]
        ids.append((.spaces, DerivedID.of(.space, space)))
        if isInFolder { ids.append((.folders, DerivedID.of(.folder, path))) }
        ids.append((.lists, DerivedID.of(.list, path + [row.text(7)])))
      }
      self.ids = ids
    }
  }

  /// Remembers tasks, and all below them, before they go.
  static func remember(
    _ tasks: Tasks, _ id: SQLValue, at now: Milliseconds, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      WITH RECURSIVE gone(id) AS (
        SELECT t.id FROM tasks t JOIN lists l ON l.id = t.list_id
        JOIN folders f ON f.id = l.folder_id WHERE \(tasks.rawValue) = ?1
        UNION SELECT t.id FROM gone g JOIN tasks t ON t.parent = g.id)
      INSERT INTO imported SELECT ?2, id, ?3 FROM gone WHERE true
      ON CONFLICT DO UPDATE SET date = max(date, excluded.date)
      """, [id, .text(kind(.tasks)), .integer(now.rawValue)])
  }
}

extension RouteContext {
  func rememberDeletion(of tasks: DeletedHere.Tasks, _ id: SQLValue) throws(APIError) {
    try sql { connection throws(SQLiteError) in
      try DeletedHere.remember(tasks, id, at: now, on: connection)
      try DeletedHere.rememberPlaces(tasks, id, at: now, on: connection)
    }
  }

  func rememberDeletion(_ kind: ImportReport.Kind, _ id: Int64) throws(APIError) {
    try rememberDeletion(kind, String(id))
  }

  func rememberDeletion(_ kind: ImportReport.Kind, _ id: String) throws(APIError) {
    try sql { connection throws(SQLiteError) in
      try DeletedHere.remember(kind, id, at: now, on: connection)
    }
  }
}

extension ImportWriting {
  /// Refuses what was deleted here at `date` or later.
  ///
  /// - Parameter date: when what is imported still was there, as far as is known.
  func requireNotDeletedHere(_ kind: ImportReport.Kind, _ id: String, since date: Int64)
    throws(ImportFailure)
  {
    guard try isDeletedHere(kind, id, since: date) else { return }
    throw .unusable(DeletedHere.reason("it"))
  }

  /// The same of a Space, a Folder or a List, which something newer in it may bring back yet.
  ///
  /// - Parameter subject: what it is to what is imported.
  func requirePlaceNotDeletedHere(
    _ kind: ImportReport.Kind, _ id: Int64, as subject: String
  ) throws(ImportFailure) {
    guard try isDeletedHere(kind, String(id), since: lastSeen) else { return }
    throw .notYet(DeletedHere.reason(subject))
  }

  func isDeletedHere(_ kind: ImportReport.Kind, _ id: String, since date: Int64)
    throws(ImportFailure) -> Bool
  {
    let deleted = try sqlite { connection throws(SQLiteError) in
      try DeletedHere.date(kind, id, on: connection)
    }
    return deleted.map { date <= $0 } ?? false
  }
}
