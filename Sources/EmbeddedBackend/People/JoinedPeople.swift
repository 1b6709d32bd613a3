import APICore
import JSON
import SQLite

/// People whom exports know by a name or an address alone, and who came in with an ID of ClickUp's
/// later: from then on the two are one, and the older ID and address mean that person.
enum JoinedPeople {
  /// Which rows of the table `imported` remember them: the older ID, and the other in the place of
  /// a date.
  private static let kind = "person who is another"

  /// Who somebody is now; nil for who never was another.
  static func find(_ id: Int64, on connection: Connection) throws(SQLiteError) -> Int64? {
    try ImportMemory.recall(kind, String(id), on: connection)
  }

  /// Who had that address, as who that is now.
  static func find(at address: String, on connection: Connection) throws(SQLiteError) -> Int64? {
    try connection.row(
      """
      SELECT i.date FROM users u JOIN imported i ON i.kind = ? AND i.id = CAST(u.id AS TEXT)
      WHERE lower(u.email) = ?
      """, [.text(kind), .text(address.trimmed.lowercased())]
    ) { $0.integer(0) }
  }

  /// Who is known by a name or an address alone, with the one member of the Workspace who has that
  /// address, or that name and an address.
  static func pairs(in workspace: String, on connection: Connection) throws(SQLiteError)
    -> [(derived: User, real: User)]
  {
    let members = try connection.rows(
      """
      SELECT \(User.columns) FROM workspace_members m JOIN users u ON u.id = m.user_id
      WHERE m.workspace_id = ? ORDER BY u.id
      """, [.text(workspace)]
    ) { User($0) }
    let real = members.filter { !DerivedID.isDerived($0.id) && !$0.hasMadeUpEmail }
    return members.filter { DerivedID.isDerived($0.id) }.compactMap { derived in
      let same = real.filter {
        derived.hasMadeUpEmail
          ? KnownPeople.folded($0.username) == KnownPeople.folded(derived.username)
          : $0.isAt(derived.email)
      }
      return same.count == 1 ? (derived, same[0]) : nil
    }
  }

  /// Puts down to `real` all that is put down to `derived`, who is nobody's member then.
  static func join(_ derived: Int64, to real: Int64, on connection: Connection)
    throws(SQLiteError)
  {
    let both: [SQLValue] = [.integer(derived), .integer(real)]
    for (table, column) in [
      ("tasks", "creator"), ("comments", "user_id"), ("comments", "assignee"),
      ("comments", "assigned_by"), ("time_entries", "user_id"), ("time_entry_tags", "creator"),
      ("dependencies", "user_id"), ("task_links", "user_id"), ("lists", "assignee"),
      ("tags", "creator"), ("task_assignees", "user_id"), ("task_watchers", "user_id"),
      ("workspace_identities", "user_id"),
    ] {
      try connection.execute(
        "UPDATE OR IGNORE \(table) SET \(column) = ?2 WHERE \(column) = ?1", both)
    }
    // Where both stood, one is enough.
    for table in ["task_assignees", "task_watchers", "workspace_members"] {
      try connection.execute("DELETE FROM \(table) WHERE user_id = ?", [.integer(derived)])
    }
    try joinValues(derived, to: real, on: connection)
    try ImportMemory.remember(kind, String(derived), real, on: connection)
  }

  /// Values of the fields that hold people: arrays of IDs, with an element for each.
  private static func joinValues(
    _ derived: Int64, to real: Int64, on connection: Connection
  ) throws(SQLiteError) {
    let texts: [SQLValue] = [.text(String(derived)), .text(String(real))]
    let elements = """
      SELECT e.task_id, e.field_id FROM field_elements e JOIN fields f ON f.id = e.field_id
      WHERE f.type = 'users' AND e.element = ?1
      """
    try connection.execute(
      """
      UPDATE field_values SET value = (SELECT json_group_array(person) FROM (
          SELECT DISTINCT CASE value WHEN ?1 THEN ?2 ELSE value END AS person
          FROM json_each(field_values.value)))
      WHERE (task_id, field_id) IN (\(elements))
      """, texts)
    try connection.execute(
      """
      INSERT INTO field_elements(field_id, element, task_id)
      SELECT field_id, ?2, task_id FROM (\(elements)) WHERE true ON CONFLICT DO NOTHING
      """, texts)
    try connection.execute(
      """
      DELETE FROM field_elements WHERE element = ?1
        AND field_id IN (SELECT id FROM fields WHERE type = 'users')
      """, [.text(String(derived))])
  }
}

extension WorkspaceIdentities {
  /// Two members who are one person.
  public struct Joining: Sendable, Equatable {
    /// Known by a name or an address alone until the other came in.
    public let derived: Person
    public let real: Person
    /// Writes of the ledger that keep them apart: a key holds for who wrote with it.
    public let writes: Int
  }

  /// Makes one of those who are: see `JoinedPeople`. Not of the one who works in the Workspace,
  /// once the ledger holds writes there.
  public func joinPeople(in workspaces: [String]) throws(SQLiteError) -> [Joining] {
    try store.write { transaction throws(SQLiteError) in
      let connection = transaction.connection
      var joinings: [Joining] = []
      for workspace in workspaces {
        let standing = try WorkspaceIdentity.find(workspace, on: connection).user
        for (derived, real) in try JoinedPeople.pairs(in: workspace, on: connection) {
          let writes =
            standing?.id == derived.id
            ? try writesOfOthers(workspace, String(real.id), connection) : 0
          joinings.append(
            Joining(derived: Person(derived), real: Person(real), writes: writes))
          guard writes == 0 else { continue }
          try JoinedPeople.join(derived.id, to: real.id, on: connection)
        }
      }
      try SearchIndex.bringUpToDate(on: connection)
      return joinings
    }
  }

  /// Whether somebody had that address before being joined to another.
  public func isOfJoined(_ address: String) throws(SQLiteError) -> Bool {
    try store.read { connection throws(SQLiteError) in
      try JoinedPeople.find(at: address, on: connection) != nil
    }
  }
}
