import APICore
import JSON
import SQLite

/// Keeps in the ledger's store who a token belongs to: under its hash, since a token belongs to one
/// user for as long as it is good.
public struct TokenMemory: IdentityMemory {
  private let store: Store
  private let token: String
  private let uptime: any Clock

  /// - Parameter store: has `LiveBackend.migrations`.
  public init(store: Store, token: Token, uptime: any Clock = UptimeClock()) {
    self.store = store
    self.token = token.digest
    self.uptime = uptime
  }

  /// Longer than the service takes where it is there, and short enough to wait for nothing.
  private static let patience = Milliseconds(5_000)

  public func recall() -> JSONValue? {
    do {
      let text = try store.read { connection throws(SQLiteError) in
        try connection.row(
          "SELECT identity FROM token_identity WHERE token = ?", [.text(token)]
        ) { $0.text(0) }
      }
      return try text.map { try JSONValue.parse($0) }
    } catch { return nil }
  }

  public func keep(_ identity: JSONValue) {
    guard recall() != identity else { return }
    do throws(SQLiteError) {
      try store.write { transaction throws(SQLiteError) in
        try transaction.connection.execute(
          """
          INSERT INTO token_identity(token, identity) VALUES(?1, ?2)
          ON CONFLICT(token) DO UPDATE SET identity = ?2
          """, [.text(token), .text(identity.canonicalString)])
      }
    } catch {
      // The next process asks again.
    }
  }

  public func briefly(
    _ body: () throws(APIError) -> JSONValue
  ) throws(APIError) -> JSONValue {
    let end = uptime.now() + Self.patience
    let caller = CallContext.current ?? CallContext(deadline: end)
    let context = CallContext(
      deadline: min(caller.deadline, end), cancellation: caller.cancellation,
      report: caller.report)
    let result: Result<JSONValue, APIError> = CallContext.$current.withValue(context) {
      do throws(APIError) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
