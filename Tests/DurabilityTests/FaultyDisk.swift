import CSQLiteFaults
import CSQLite

/// What SQLite reaches files through, where the Nth call of a kind fails.
///
/// Belongs to one test; every store that uses it must be gone before it is.
final class FaultyDisk {
  /// One way in which a disk fails.
  enum Failure: String, CaseIterable {
    case open, read, full, write, halfWritten, writtenAfterAll, truncate, sync, fileSize, lock
    case lockTable, lockTableLock, delete

    fileprivate var kind: taskledger_fault_kind {
      switch self {
      case .open: TASKLEDGER_FAULT_OPEN
      case .read: TASKLEDGER_FAULT_READ
      case .full, .write, .halfWritten, .writtenAfterAll: TASKLEDGER_FAULT_WRITE
      case .truncate: TASKLEDGER_FAULT_TRUNCATE
      case .sync: TASKLEDGER_FAULT_SYNC
      case .fileSize: TASKLEDGER_FAULT_FILE_SIZE
      case .lock: TASKLEDGER_FAULT_LOCK
      case .lockTable: TASKLEDGER_FAULT_SHM_MAP
      case .lockTableLock: TASKLEDGER_FAULT_SHM_LOCK
      case .delete: TASKLEDGER_FAULT_DELETE
      }
    }

    /// As SQLite's own files would answer: https://www.sqlite.org/rescode.html
    fileprivate var code: Int32 {
      switch self {
      case .open: SQLITE_CANTOPEN
      case .read: SQLITE_IOERR | 1 << 8
      case .full: SQLITE_FULL
      case .write, .halfWritten, .writtenAfterAll: SQLITE_IOERR | 3 << 8
      case .truncate: SQLITE_IOERR | 6 << 8
      case .sync: SQLITE_IOERR | 4 << 8
      case .fileSize: SQLITE_IOERR | 7 << 8
      case .lock: SQLITE_IOERR | 15 << 8
      case .lockTable: SQLITE_IOERR | 21 << 8
      case .lockTableLock: SQLITE_IOERR | 20 << 8
      case .delete: SQLITE_IOERR | 10 << 8
      }
    }

    fileprivate var torn: taskledger_torn_write {
      switch self {
      // A full disk takes what fits.
      case .halfWritten, .full: TASKLEDGER_WRITE_HALF
      case .writtenAfterAll: TASKLEDGER_WRITE_ALL
      default: TASKLEDGER_WRITE_NOTHING
      }
    }
  }

  struct OutOfMemory: Error {}

  /// For `Store(vfs:)`.
  let name: String
  private let faults: OpaquePointer

  init(_ name: String) throws {
    guard let faults = taskledger_faults_register(name) else { throw OutOfMemory() }
    self.name = name
    self.faults = faults
  }

  deinit { taskledger_faults_unregister(faults) }

  /// - Parameters:
  ///   - call: counted from 1, beginning now.
  ///   - isLasting: every later call fails as well.
  func fail(_ failure: Failure, atCall call: Int, isLasting: Bool) {
    taskledger_faults_arm(
      faults, Int32(failure.kind.rawValue), Int32(call), isLasting, failure.code,
      Int32(failure.torn.rawValue))
  }

  /// Calls `visit` before each write, truncation and sync that `body` makes: what others find then
  /// is what they find where this process stands still.
  ///
  /// - Returns: how often that was.
  func standingStill(
    _ visit: @escaping () throws -> Void, during body: () throws -> Void
  ) throws -> Int {
    let visitor = Visitor(visit)
    let kinds =
      TASKLEDGER_FAULT_WRITE.rawValue | TASKLEDGER_FAULT_TRUNCATE.rawValue
      | TASKLEDGER_FAULT_SYNC.rawValue
    taskledger_faults_visit(
      faults, Int32(kinds),
      { context in
        guard let context else { return }
        Unmanaged<Visitor>.fromOpaque(context).takeUnretainedValue().run()
      }, Unmanaged.passUnretained(visitor).toOpaque())
    defer { mend() }
    try withExtendedLifetime(visitor) { try body() }
    if let error = visitor.error { throw error }
    return Int(taskledger_faults_fired(faults))
  }

  private final class Visitor {
    private let visit: () throws -> Void
    private(set) var error: (any Error)?

    init(_ visit: @escaping () throws -> Void) { self.visit = visit }

    func run() {
      do { try visit() } catch { self.error = error }
    }
  }

  func mend() { taskledger_faults_disarm(faults) }

  /// Whether a call failed since `fail`.
  var hasFailed: Bool { taskledger_faults_fired(faults) > 0 }
}
