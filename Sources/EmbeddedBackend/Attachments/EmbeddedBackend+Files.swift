import APICore
import Hashing
import JSON
import SQLite
import Synchronization

extension EmbeddedBackend {
  /// What is in a file of a task, held against its hash.
  public func contents(of attachment: JSONValue, atMost limit: Int) throws(APIError) -> [UInt8] {
    let id = attachment["id"]?.identifier ?? ""
    let stored: AttachmentRows.Stored? = try store.read { connection throws(APIError) in
      do throws(SQLiteError) { return try AttachmentRows.stored(id, on: connection) } catch {
        throw APIError(store: error)
      }
    }
    guard let stored else { throw Refusal.notFound("Attachment") }
    guard stored.size <= Int64(limit) else { throw Refusal.fileTooLarge }
    guard let contents = stored.contents ?? files.read(stored.sha256, size: stored.size),
      SHA256.hash(contents).hex == stored.sha256
    else {
      throw APIError(
        status: 500, code: nil,
        message: "what was in the file \(id) is gone from beside the workspace's store, or is not "
          + "what was put there; `taskledger ledger verify` names all such files")
    }
    return contents
  }

  /// Removes files beside the store that belong to nothing any more, once in the life of a process:
  /// where another one writes at this moment, the next process does it.
  public func removeLeftoverFiles() {
    guard files.folder != nil, filesWatch.isFirst() else { return }
    do throws(SQLiteError) {
      try store.writeUnlessBusy { transaction throws(SQLiteError) in
        files.remove(allBut: try FilesBesideStore.hashes(on: transaction.connection))
      }
    } catch {
      // It costs only room, and the next process tries again.
    }
  }
}

/// Whether something is done for the first time.
final class FirstTime: Sendable {
  private let isDone = Mutex(false)

  func isFirst() -> Bool {
    isDone.withLock { isDone in
      defer { isDone = true }
      return !isDone
    }
  }
}

/// Whether all that the rows of a store name stands beside it.
public struct FilesBesideStore: Sendable {
  private let store: Store

  public init(of store: Store) { self.store = store }

  /// What is wrong: the files of each attachment that is gone or is not what was put there.
  public struct Verdict: Sendable {
    /// How many are as they were written.
    public let sound: Int
    /// One sentence each, without a full stop.
    public let faults: [String]
  }

  /// Reads every file.
  public func verdict() throws(SQLiteError) -> Verdict {
    let files = AttachmentFiles(beside: store.path)
    return try store.read { connection throws(SQLiteError) in
      guard try Self.hasTable(connection) else { return Verdict(sound: 0, faults: []) }
      let rows = try connection.rows(
        "SELECT id, task_id, size, sha256 FROM attachments WHERE contents IS NULL ORDER BY row_id"
      ) { (id: $0.text(0), task: $0.text(1), size: $0.integer(2), sha256: $0.text(3)) }
      var known: [String: Bool] = [:]
      var faults: [String] = []
      for row in rows {
        let isSound =
          known[row.sha256]
          ?? files.read(row.sha256, size: row.size).map { SHA256.hash($0).hex == row.sha256 }
          ?? false
        known[row.sha256] = isSound
        if isSound { continue }
        faults.append(
          "the attachment \(row.id) of the task \(row.task) has no file, or another one than was "
            + "put there: it should be \(files.path(of: row.sha256) ?? row.sha256)")
      }
      return Verdict(sound: rows.count - faults.count, faults: faults)
    }
  }

  /// Of a store that an older program wrote there are none.
  private static func hasTable(_ connection: Connection) throws(SQLiteError) -> Bool {
    try connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'attachments'") { _ in true }
      ?? false
  }

  static func hashes(on connection: Connection) throws(SQLiteError) -> Set<String> {
    Set(try connection.rows("SELECT DISTINCT sha256 FROM attachments") { $0.text(0) })
  }
}
