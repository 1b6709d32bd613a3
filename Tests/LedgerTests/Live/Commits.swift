import Foundation
import SQLite
import Synchronization

/// The commits of one process, one of which fails.
///
/// The store reads its head right before each COMMIT: whatever ends the transaction there leaves
/// nothing for the COMMIT that follows, which fails. It reads it after BEGIN too, when nothing has
/// changed since the last time.
final class Commits: Sendable {
  enum Ending: String, Sendable, CaseIterable {
    case happened = "COMMIT"
    case undone = "ROLLBACK"
  }

  private struct Failing {
    var left: Int
    let ending: Ending
    let then: @Sendable () -> Void
  }

  private let failing = Mutex<Failing?>(nil)
  private let changes = Mutex<Int64>(0)

  /// The Nth COMMIT from here on fails, as one that happened or did not.
  ///
  /// - Parameter then: what happens right after.
  func fail(_ number: Int, as ending: Ending, then: @escaping @Sendable () -> Void = {}) {
    failing.withLock { $0 = Failing(left: number, ending: ending, then: then) }
  }

  var reading: HeadReading {
    HeadReading { [self] connection throws(SQLiteError) in
      let now = try connection.row("SELECT total_changes()") { $0.integer(0) } ?? 0
      let isCommit = changes.withLock { changes in
        defer { changes = now }
        return now > changes
      }
      guard isCommit else { return nil }
      let due: Failing? = failing.withLock { failing in
        failing?.left -= 1
        guard let now = failing, now.left == 0 else { return nil }
        failing = nil
        return now
      }
      if let due {
        try connection.execute(due.ending.rawValue)
        due.then()
      }
      return nil
    } hash: { _, _ throws(SQLiteError) in
      nil
    }
  }
}
