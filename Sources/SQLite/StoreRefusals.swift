import CSQLite

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

// What the store refuses by itself.
extension SQLiteError {
  static func moved(_ path: String) -> SQLiteError {
    SQLiteError(
      code: movedCode,
      message: "the store `\(path)` was renamed, removed or replaced while it was open; "
        + "put it back, or restart the server to use what stands there now",
      summary: "its file was renamed, removed or replaced while it was open")
  }

  static func busy(_ path: String) -> SQLiteError {
    SQLiteError(code: SQLITE_BUSY, message: "another process holds the store `\(path)`")
  }

  static func absent(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN, message: "there is no store at `\(path)` yet",
      summary: "there is none yet")
  }

  static func linked(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "the store `\(path)` has another name as well (a hard link), and processes that use "
        + "it by different names do not see each other's writes; stop them all, make a copy of the "
        + "file (`cp`) where a second one is wanted, and remove the other name",
      summary: "its file has a second name, a hard link")
  }

  /// What helps where a store is not what was remembered of it.
  private static let wayOut =
    "put the newest copy back, or run `taskledger ledger accept-store` to go on with what stands "
    + "there now (what was written since is then forgotten, and may be done a second time)"

  static func lost(_ path: String, by memory: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "the store `\(path)` is gone, but `\(memory)` remembers it; \(wayOut)",
      summary: "its file is gone")
  }

  static func emptied(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` was emptied; put a whole copy back, or remove it and run "
        + "`taskledger ledger accept-store` to begin anew",
      summary: "its file was emptied")
  }

  static func rolledBack(_ path: String, at sequence: Int64, of newest: Int64) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` is an older copy, or was cut short: it ends at entry "
        + "\(sequence), and entry \(newest) was written; \(wayOut)",
      summary: "it is an older copy, or was cut short: it ends at entry \(sequence), and entry "
        + "\(newest) was written")
  }

  static func exchanged(_ path: String, by memory: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` is not the one that `\(memory)` remembers; \(wayOut)",
      summary: "it is not the one that was written before")
  }

  static func unreadableSentinel(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "`\(path)` is damaged, so that nothing says whether the store is the newest; run "
        + "`taskledger ledger accept-store` if it is",
      summary: "nothing says whether it is the newest")
  }

  /// What is remembered cannot be read; that says nothing of the store.
  static func closed(_ path: String, _ reason: Int32) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "`\(path)`, which says whether the store is the newest, cannot be read: "
        + String(cString: strerror(reason)),
      advice: "give this user the right to read and write it",
      summary: "what says whether it is the newest cannot be read")
  }

  /// What is written next could not be remembered.
  static func unkept(_ path: String, _ reason: Int32) -> SQLiteError {
    let isFull = reason == ENOSPC || reason == EDQUOT
    return SQLiteError(
      code: isFull ? SQLITE_FULL : SQLITE_CANTOPEN,
      message: "`\(path)`, which tells the newest copy of the store from an older one, cannot be "
        + "written: \(String(cString: strerror(reason)))",
      advice: isFull ? "free some space on its disk" : "give this user the right to write it",
      summary: isFull ? nil : "what tells it from an older copy cannot be written")
  }

  static func damaged(_ path: String, _ finding: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CORRUPT,
      message: "the store `\(path)` is damaged (\(finding)); put a whole copy back")
  }

  static let readOnly = SQLiteError(
    code: SQLITE_READONLY, message: "the store was opened for reading only",
    summary: "it was opened for reading only")

  /// Names the file that is closed: SQLite does not, and gives an empty log the mode of the store.
  static func unwritable(_ path: String) -> SQLiteError {
    var reason = ""
    let closed = ["", "-wal", "-shm"].map { path + $0 }.first { file in
      guard access(file, W_OK) != 0, errno != ENOENT else { return false }
      reason = ": " + String(cString: strerror(errno))
      return true
    }
    return SQLiteError(
      code: SQLITE_READONLY, message: "`\(closed ?? path)` can be read and not written\(reason)",
      advice: "give this user the right to write it and the files beside it")
  }

  static func networkFileSystem(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "`\(path)` is on a network file system, whose locks cannot be relied on; "
        + "choose a place on a local disk with `--store`",
      summary: "it is on a network file system, whose locks cannot be relied on")
  }

  static func newerStore(_ migrations: [String]) -> SQLiteError {
    SQLiteError(
      code: SQLITE_CANTOPEN,
      message: "the store was written by a newer version of this program "
        + "(\(migrations.joined(separator: ", "))); install that version, or choose another file "
        + "with `--store`",
      summary: "it was written by a newer version of taskledger")
  }

  static let foreignFile = SQLiteError(
    code: SQLITE_CANTOPEN,
    message: "the file is a database of another program; choose another file with `--store`",
    summary: "its file is a database of another program")

  static let outdated = SQLiteError(
    code: SQLITE_CANTOPEN,
    message: "the store was written by an older version of this program, and nothing may be "
      + "changed in it here; run this version on it once without `--read-only` (`taskledger call "
      + "get_workspace`) to bring it up to date",
    summary: "it was written by an older version of taskledger, and nothing may be changed in it "
      + "here")

  static func beingMigrated(_ path: String) -> SQLiteError {
    SQLiteError(
      code: SQLITE_BUSY,
      message: "a newer version is bringing the store `\(path)` up to date; try again in a minute",
      summary: "a newer version is bringing it up to date; try again in a minute")
  }
}
