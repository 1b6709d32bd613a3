/// Whether a whole file is sound, which is looked at before it is written: what stands beside a
/// broken page would be lost with the first change near it.
///
/// **When.** With the first write of a process, before a store is brought up to date and before it
/// is accepted; again where the file was changed since by somebody who is none of us. Not after a
/// checkpoint of another process of ours: that leaves a note in the guard (`CommitGuard.Note`).
///
/// **What it costs.** 1.8 ms of processor time a MiB for a file in the system's cache, and 8 to 10
/// ms a MiB on the clock for one that is not (SQLite 3.40.1, tasks with descriptions; medians of 5
/// at 35 and 265 MiB, the second after POSIX_FADV_DONTNEED). The second opinion takes 13 ms a MiB,
/// and is asked for only where the first one complains.
enum WholeFile {
  /// Past this the first write of a process would be felt: 0.12 s, or 0.6 s from the disk. Larger
  /// files are looked through by `ledger verify` and `doctor`; in a write SQLite finds what is
  /// broken in the pages that it touches, and refuses then.
  static let limitBytes = 64 << 20

  /// - Throws: `damaged` where both of SQLite's checks complain. `quick_check` alone will not do:
  ///   3.40 finds fault with whole tables (`FieldMigrations.elementsInKeyOrder`).
  static func check(_ connection: Connection, _ path: String) throws(SQLiteError) {
    guard try complaint(of: "quick_check", connection, path) != nil,
      let complaint = try complaint(of: "integrity_check", connection, path)
    else { return }
    throw .damaged(path, complaint)
  }

  private static func complaint(
    of check: String, _ connection: Connection, _ path: String
  ) throws(SQLiteError) -> String? {
    do throws(SQLiteError) {
      let answer = try connection.row("PRAGMA \(check)(1)") { $0.text(0) }
      guard let answer else { return "unreadable" }
      return answer == "ok"
        ? nil : answer.split(whereSeparator: \.isNewline).joined(separator: " ")
    } catch { throw error.isCorrupt ? .damaged(path, error.message) : error }
  }
}
