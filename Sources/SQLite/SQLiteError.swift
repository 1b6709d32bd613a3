import CSQLite

/// What SQLite answered when it could not do what was asked.
public struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Extended result code, as https://www.sqlite.org/rescode.html lists them.
  public let code: Int32
  /// SQLite's own words; never holds bound values.
  public let message: String

  public init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  public var primaryCode: Int32 { code & 0xFF }
  /// Another process holds the lock longer than the deadline allows.
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  public var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }
  /// A UNIQUE or PRIMARY KEY constraint: what should be new already stands there.
  public var isUniqueViolation: Bool {
    code == SQLITE_CONSTRAINT_UNIQUE_CODE || code == SQLITE_CONSTRAINT_PRIMARYKEY_CODE
  }
  public var description: String { "\(message) (SQLite \(code))" }
}

// sqlite3.h builds these with macros that the importer does not follow: CONSTRAINT (19) | n << 8.
private let SQLITE_CONSTRAINT_PRIMARYKEY_CODE: Int32 = 19 | 6 << 8
private let SQLITE_CONSTRAINT_UNIQUE_CODE: Int32 = 19 | 8 << 8
