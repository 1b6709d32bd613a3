import APICore
import SQLite

/// Who the person is that each Workspace of a store is worked in as. Chosen by whoever starts the
/// program or imports, never by an agent.
public struct WorkspaceIdentities: Sendable {
  /// How many writes in a Workspace are of another principal than the user.
  public typealias Writes =
    @Sendable (_ workspaceID: String, _ userID: String, Connection) throws(SQLiteError) -> Int

  public struct Person: Sendable, Equatable {
    public let id: String
    public let name: String
    public let email: String

    init(_ user: User) {
      id = String(user.id)
      name = user.username
      email = user.email
    }
  }

  /// As whom one Workspace is worked in.
  public struct Standing: Sendable, Equatable {
    public let workspaceID: String
    public let workspace: String
    public let person: Person
    /// Whether somebody said so; else it is who made the store, and may not be in the Workspace.
    public let isChosen: Bool
  }

  /// What choosing a person comes to.
  public enum Verdict: Sendable, Equatable {
    case stands(Person)
    /// The choice can be made.
    case free(Person)
    /// Nobody there has the address.
    case unknown
    /// What was written there is another's.
    case taken(by: Person, writes: Int)
  }

  /// Whom an import found that the answers are of.
  private enum Wanted {
    case email(String)
    case user(Int64)
  }

  let store: Store
  let writesOfOthers: Writes

  public init(store: Store, writesOfOthers: @escaping Writes) {
    self.store = store
    self.writesOfOthers = writesOfOthers
  }

  // MARK: Reading

  /// All Workspaces of the store.
  public func standings() throws(SQLiteError) -> [Standing] {
    try store.read { connection throws(SQLiteError) in
      let workspaces = try connection.rows(
        """
        SELECT w.id, w.name, i.user_id IS NOT NULL FROM workspaces w
        LEFT JOIN workspace_identities i ON i.workspace_id = w.id ORDER BY w.rowid
        """
      ) { (id: $0.text(0), name: $0.text(1), isChosen: $0.bool(2)) }
      var standings: [Standing] = []
      for (id, name, isChosen) in workspaces {
        guard let user = try WorkspaceIdentity.find(id, on: connection).user else { continue }
        standings.append(
          Standing(workspaceID: id, workspace: name, person: Person(user), isChosen: isChosen))
      }
      return standings
    }
  }

  /// By which somebody can be chosen.
  public struct Address: Sendable, Equatable {
    public let email: String
    /// Of whom it is, where it was made up and does not tell.
    public let name: String?

    public init(email: String, name: String? = nil) {
      self.email = email
      self.name = name
    }
  }

  /// Addresses of the members of some Workspaces (of all where none is named); made-up ones last.
  public func addresses(in workspaces: [String] = []) throws(SQLiteError) -> [Address] {
    try store.read { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT DISTINCT \(User.columns) FROM workspace_members m JOIN users u ON u.id = m.user_id
        WHERE ?1 = '[]' OR m.workspace_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?1))
        ORDER BY u.email LIKE '%' || ?2, u.email COLLATE NOCASE
        """, [.set(workspaces.map { .string($0) }), .text(User.madeUp)]
      ) { row in
        let user = User(row)
        return Address(email: user.email, name: user.hasMadeUpEmail ? user.username : nil)
      }
    }
  }

  /// What choosing the person of that address would come to.
  public func verdict(on email: String, in workspace: String) throws(SQLiteError) -> Verdict {
    try store.read { connection throws(SQLiteError) in
      try verdict(on: .email(email), in: workspace, on: connection)
    }
  }

  // MARK: Choosing

  /// Works on as the person of that address, where it is free to choose.
  ///
  /// - Returns: what it came to; after `free` the choice is made.
  public func choose(_ email: String, in workspace: String) throws(SQLiteError) -> Verdict {
    try store.write { transaction throws(SQLiteError) in
      let connection = transaction.connection
      let verdict = try verdict(on: .email(email), in: workspace, on: connection)
      try settle(verdict, in: workspace, on: connection)
      return verdict
    }
  }

  /// Works on as those whom recorded answers of "Get Authorized User" name, in the Workspaces that
  /// nobody was chosen for: each where exactly one of them is a member.
  ///
  /// - Returns: where what was written before is another's, so that it stays so.
  public func chooseRecorded(in workspaces: [String]) throws(SQLiteError) -> [String: Verdict] {
    try store.write { transaction throws(SQLiteError) in
      let connection = transaction.connection
      var refused: [String: Verdict] = [:]
      for workspace in workspaces {
        let people = try connection.rows(
          """
          SELECT m.user_id FROM workspace_members m
          JOIN imported i ON i.kind = ?1 AND i.id = CAST(m.user_id AS TEXT)
          WHERE m.workspace_id = ?2
            AND m.workspace_id NOT IN (SELECT workspace_id FROM workspace_identities)
          """, [.text(ImportWriting.authorizedKind), .text(workspace)]
        ) { $0.integer(0) }
        guard people.count == 1 else { continue }
        let verdict = try verdict(on: .user(people[0]), in: workspace, on: connection)
        try settle(verdict, in: workspace, on: connection)
        if case .taken = verdict { refused[workspace] = verdict }
      }
      return refused
    }
  }

  private func verdict(
    on wanted: Wanted, in workspace: String, on connection: Connection
  ) throws(SQLiteError) -> Verdict {
    let user: User?
    switch wanted {
    case .email(let address): user = try member(at: address, of: workspace, on: connection)
    case .user(let id): user = try member("u.id = ?2", .integer(id), of: workspace, on: connection)
    }
    guard let user else { return .unknown }
    guard let standing = try WorkspaceIdentity.find(workspace, on: connection).user else {
      return .free(Person(user))
    }
    // Who is meant all the same need not be written down, but for others not to choose.
    if standing.id == user.id, try isChosen(in: workspace, on: connection) {
      return .stands(Person(user))
    }
    let writes = try writesOfOthers(workspace, String(user.id), connection)
    return writes == 0 ? .free(Person(user)) : .taken(by: Person(standing), writes: writes)
  }

  private func member(at address: String, of workspace: String, on connection: Connection)
    throws(SQLiteError) -> User?
  {
    let found = try member(
      "lower(u.email) = ?2", .text(address.trimmed.lowercased()), of: workspace, on: connection)
    guard found == nil, let joined = try JoinedPeople.find(at: address, on: connection) else {
      return found
    }
    return try member("u.id = ?2", .integer(joined), of: workspace, on: connection)
  }

  /// Of several the one who works there.
  private func member(
    _ condition: String, _ value: SQLValue, of workspace: String, on connection: Connection
  ) throws(SQLiteError) -> User? {
    try connection.row(
      """
      SELECT \(User.columns) FROM workspace_members m JOIN users u ON u.id = m.user_id
      LEFT JOIN workspace_identities i ON i.workspace_id = m.workspace_id AND i.user_id = u.id
      WHERE m.workspace_id = ?1 AND \(condition) ORDER BY i.user_id IS NULL, u.id LIMIT 1
      """, [.text(workspace), value]
    ) { User($0) }
  }

  private func isChosen(in workspace: String, on connection: Connection) throws(SQLiteError)
    -> Bool
  {
    try connection.row(
      "SELECT 1 FROM workspace_identities WHERE workspace_id = ?", [.text(workspace)]
    ) { $0.bool(0) } ?? false
  }

  private func settle(
    _ verdict: Verdict, in workspace: String, on connection: Connection
  ) throws(SQLiteError) {
    guard case .free(let person) = verdict else { return }
    let values: [SQLValue] = [.text(workspace), .text(person.id)]
    try connection.execute(
      """
      INSERT INTO workspace_identities
      SELECT w.id, u.id FROM workspaces w, users u WHERE w.id = ?1 AND u.id = ?2
      ON CONFLICT DO UPDATE SET user_id = excluded.user_id
      """, values)
    // Who made the store came along only to have somebody who works there.
    try connection.execute(
      """
      DELETE FROM workspace_members WHERE workspace_id = ?1 AND user_id <> CAST(?2 AS INTEGER)
        AND role <> \(Role.owner.rawValue)
        AND user_id = (SELECT user_id FROM authorized_user)
      """, values)
  }
}
