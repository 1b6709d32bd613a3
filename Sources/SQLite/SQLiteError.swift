import CSQLite

/// What SQLite, or the store around it, answered when it could not do what was asked.
///
/// What the store itself refuses speaks in SQLite's codes too, so that there is one vocabulary.
public struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Extended result code, as https://www.sqlite.org/rescode.html lists them.
  public let code: Int32
  /// What happened; never holds bound values.
  public let message: String
  /// What to do about it, where `message` does not say so itself.
  public let advice: String?

  public init(code: Int32, message: String, advice: String? = nil) {
    self.code = code
    self.message = message
    self.advice = advice
  }

  /// What SQLite or the system answered, with what usually helps.
  public init(answered code: Int32, _ message: String) {
    let advice: String? =
      switch code & 0xFF {
      case SQLITE_CORRUPT, SQLITE_NOTADB: "the file is damaged: put a whole copy back"
      case SQLITE_FULL: "free some space on its disk"
      case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM:
        "check its disk and permissions"
      default: nil
      }
    self.init(code: code, message: message, advice: advice)
  }

  public var primaryCode: Int32 { code & 0xFF }
  /// Another process holds the lock longer than the deadline allows.
  public var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
  /// The disk (or a size limit) is full.
  public var isFull: Bool { primaryCode == SQLITE_FULL }
  /// What was to be written did not fit: on the disk, or (EFBIG, which SQLite does not tell from
  /// other failures of a write) within the limit on the size of files.
  public var isForLackOfSpace: Bool { isFull || code == Self.writeCode }
  /// Reading or writing the file failed.
  public var isInputOutput: Bool { primaryCode == SQLITE_IOERR }
  /// The file holds no sound database.
  public var isCorrupt: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }
  /// The file was renamed, removed or replaced since it was opened.
  public var isMoved: Bool { code == Self.movedCode }
  public var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }
  /// A UNIQUE or PRIMARY KEY constraint: what should be new already stands there.
  public var isUniqueViolation: Bool {
    code == Self.uniqueCode || code == Self.primaryKeyCode
  }
  /// Without the number.
  public var sentence: String { advice.map { "\(message); \($0)" } ?? message }
  public var description: String { "\(sentence) (SQLite \(code))" }

  // sqlite3.h builds these with macros that the importer does not follow: primary code | n << 8.
  private static let movedCode = SQLITE_READONLY | 4 << 8
  private static let writeCode = SQLITE_IOERR | 3 << 8
  private static let primaryKeyCode = SQLITE_CONSTRAINT | 6 << 8
  private static let uniqueCode = SQLITE_CONSTRAINT | 8 << 8
}

// What the store refuses by itself.
extension SQLiteError {
  static func moved(_ path: String) -> SQLiteError {
    SQLiteError(
      code: movedCode,
      message: "the store `\(path)` was renamed, removed or replaced while it was open; "
        + "put it back, or restart the server to use what stands there now")
  }

  static func busy(_ path: String) -> SQLiteError {
    SQLiteError(code: SQLITE_BUSY, message: "another process holds the store `\(path)`")
  }

  static func absent(_ path: String) -> SQLiteError {
    SQLiteError(code: SQLITE_CANTOPEN, message: "there is no store at `\(path)` yet")
  }

  /// What helps where a store is not what was remembered of it.
  private static let wayOut =
    "put the newest copy back, or run `taskledger ledger accept-store` to go on with what stands "
    + "there now (what was written since is then forgotten, and may be done a second time)"

  static func lost(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "the store `\(path)` is gone, but `\(path)-sentinel` remembers it; \(wayOut)")
  }

  static func emptied(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` was emptied; put a whole copy back, or remove it and run "
        + "`taskledger ledger accept-store` to begin anew")
  }

  static func rolledBack(_ path: String, at sequence: Int64, of newest: Int64) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` is an older copy, or was cut short: it ends at entry "
        + "\(sequence), and entry \(newest) was written; \(wayOut)")
  }

  static func exchanged(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` is not the one that `\(path)-sentinel` remembers; \(wayOut)")
  }

  static func unreadableSentinel(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "`\(path)` is damaged, so that nothing says whether the store is the newest; run "
        + "`taskledger ledger accept-store` if it is")
  }

  static func damaged(_ path: String, _ finding: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` is damaged (\(finding)); put a whole copy back")
  }

  static let readOnly = SQLiteError(
    code: SQLITE_READONLY, message: "the store was opened for reading only")

  static func networkFileSystem(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "`\(path)` is on a network file system, whose locks cannot be relied on; "
        + "choose a place on a local disk with `--store`")
  }

  static func newerStore(_ migrations: [String]) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "the store was written by a newer version of this program "
        + "(\(migrations.joined(separator: ", "))); install that version, or choose another file "
        + "with `--store`")
  }

  static let foreignFile = SQLiteError(
    code: SQLITE_CANTOPEN,
    message: "the file is a database of another program; choose another file with `--store`")

  static let outdated = SQLiteError(
    code: SQLITE_CANTOPEN,
    message: "the store was written by an older version of this program, and is open for reading "
      + "only; start the server once to bring it up to date")
}
