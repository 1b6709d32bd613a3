import APICore
import SQLite
import Synchronization

/// For whom a process works in the embedded workspace: one person in each Workspace, whom the store
/// names, so that all processes are the same one.
public final class WorkspaceIdentity: Sendable {
  /// What `--workspace` says; nil for the only one that the store holds.
  public let workspaceID: String?
  /// What `--as` says; nil for whomever the store names.
  public let email: String?
  /// Whom this process has told of; what it goes on to do is that person's, or is refused.
  private let told = Mutex<Int64?>(nil)

  public init(workspaceID: String? = nil, email: String? = nil) {
    self.workspaceID = workspaceID
    self.email = email
  }

  /// - Throws: where the store names another person than the one that this process was started
  ///   for, or has told of.
  func user(in view: StoreView) throws(APIError) -> User {
    let found: User?
    do throws(SQLiteError) { found = try view.worker(in: workspaceID) } catch {
      throw APIError(store: error)
    }
    guard let user = found else { throw Refusal.invalid("the workspace file has no user") }
    if let email, !user.isAt(email) {
      let joined: Int64?
      do throws(SQLiteError) {
        joined = try JoinedPeople.find(at: email, on: view.connection)
      } catch {
        throw APIError(store: error)
      }
      guard joined != user.id else { return try tell(user) }
      throw Self.refusal("`--as \(email)` does not hold", user)
    }
    return try tell(user)
  }

  private func tell(_ user: User) throws(APIError) -> User {
    let isSame = told.withLock { told in
      told = told ?? user.id
      return told == user.id
    }
    guard isSame else {
      throw Self.refusal("another process chose for whom this Workspace is worked in", user)
    }
    return user
  }

  private static func refusal(_ what: String, _ user: User) -> APIError {
    APIError(
      status: 403, code: nil,
      message:
        "\(what): it is \(user.username) (\(user.email)) in all processes now; tell the user, "
        + "who has to start taskledger again with `--as \(user.email)` or without `--as`")
  }

  /// - Parameter workspaceID: nil for the only one.
  static func find(_ workspaceID: String?, on connection: Connection) throws(SQLiteError)
    -> (id: Int64?, user: User?)
  {
    let chosen = try connection.row(
      """
      SELECT w.id, i.user_id FROM workspaces w
      LEFT JOIN workspace_identities i ON i.workspace_id = w.id
      WHERE w.id = coalesce(?, (SELECT min(id) FROM workspaces HAVING count(*) = 1))
      """, [SQLValue(workspaceID)]
    ) { (workspace: $0.integer(0), user: $0.optionalInteger(1)) }
    let user = try connection.row(
      """
      SELECT \(User.columns) FROM users u
      WHERE u.id = coalesce(?, (SELECT user_id FROM authorized_user))
      """, [SQLValue(chosen?.user)]
    ) { User($0) }
    return (chosen?.workspace, user)
  }
}

extension User {
  func isAt(_ address: String) -> Bool { email.lowercased() == address.trimmed.lowercased() }
}
