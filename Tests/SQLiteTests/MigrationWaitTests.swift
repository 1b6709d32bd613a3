import Foundation
import SQLite
import Synchronization
import Testing

@Suite("While another process brings the store up to date")
struct MigrationWaitTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("store.db")
    try Store(notes: path).add("a")
  }

  private func upgraded(
    patience: Int32,
    _ completion: @escaping @Sendable (Connection) throws(SQLiteError) -> Void
  ) -> Store {
    Store(
      path: path,
      migrations: [
        Notes.migration, Migration(name: "notes-2", sql: "SELECT 1", completion: completion),
      ], busyTimeoutMilliseconds: 0, migrationTimeoutMilliseconds: patience)
  }

  /// Runs `body` while another store, as that of another process, is in the middle of it.
  private func during(
    _ body: (_ end: @escaping @Sendable () -> Void) throws -> Void
  ) throws {
    let (isAtIt, mayEnd, isOver) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    let failure = Mutex<SQLiteError?>(nil)
    let other = upgraded(patience: 0) { (_) throws(SQLiteError) in
      isAtIt.signal()
      mayEnd.wait()
    }
    Thread.detachNewThread {
      do throws(SQLiteError) { _ = try other.notes() } catch { failure.withLock { $0 = error } }
      isOver.signal()
    }
    isAtIt.wait()
    defer {
      mayEnd.signal()
      isOver.wait()
    }
    try body { mayEnd.signal() }
    #expect(failure.withLock { $0 } == nil)
  }

  @Test("Who has waited long enough is told what is going on, and that nothing is wrong")
  func told() throws {
    try during { _ in
      let error = #expect(throws: SQLiteError.self) {
        try upgraded(patience: 5) { (_) throws(SQLiteError) in }.notes()
      }
      #expect(error?.isBusy == true)
      #expect(error?.isCorrupt == false)
      #expect(
        error?.plain == "a newer version is bringing it up to date; try again in a minute")
      #expect(error?.message.contains("up to date; try again in a minute") == true)
    }
  }

  @Test("It is waited for longer than for a commit, and the migration is not run again")
  func waited() throws {
    try during { end in
      let again = Mutex(0)
      // Waits for a commit no time at all.
      let store = upgraded(patience: 60_000) { (_) throws(SQLiteError) in
        again.withLock { $0 += 1 }
      }
      end()
      let notes = try store.notes()
      #expect(notes == ["a"])
      #expect(again.withLock { $0 } == 0)
    }
  }
}
