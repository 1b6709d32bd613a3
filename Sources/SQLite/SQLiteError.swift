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
  private let summary: String?

  /// - Parameter summary: for `plain`, where the code alone does not say it.
  public init(code: Int32, message: String, advice: String? = nil, summary: String? = nil) {
    self.code = code
    self.message = message
    self.advice = advice
    self.summary = summary
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
  /// The file, or one beside it, can only be read.
  var isUnwritable: Bool { primaryCode == SQLITE_READONLY && !isMoved }
  public var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }
  /// A UNIQUE or PRIMARY KEY constraint: what should be new already stands there.
  public var isUniqueViolation: Bool {
    code == Self.uniqueCode || code == Self.primaryKeyCode
  }
  /// What happened, for whoever cannot mend it: without a path, a statement, or a step that is
  /// taken at the machine. The end of a sentence.
  public var plain: String {
    if let summary { return summary }
    return switch primaryCode {
    case SQLITE_BUSY, SQLITE_LOCKED: "another process holds it"
    case SQLITE_CORRUPT, SQLITE_NOTADB: "its file is damaged"
    case SQLITE_FULL: "its disk is full"
    case SQLITE_IOERR: "its disk fails"
    case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM: "its file cannot be opened or written"
    case SQLITE_CONSTRAINT: "it does not take what contradicts what it holds"
    default: "it failed"
    }
  }
  /// Without the number.
  public var sentence: String { advice.map { "\(message); \($0)" } ?? message }
  public var description: String { "\(sentence) (SQLite \(code))" }

  // sqlite3.h builds these with macros that the importer does not follow: primary code | n << 8.
  static let movedCode = SQLITE_READONLY | 4 << 8
  private static let writeCode = SQLITE_IOERR | 3 << 8
  private static let primaryKeyCode = SQLITE_CONSTRAINT | 6 << 8
  private static let uniqueCode = SQLITE_CONSTRAINT | 8 << 8
}
