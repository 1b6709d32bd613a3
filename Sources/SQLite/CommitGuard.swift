#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The lock that keeps commits and checkpoints apart, across all processes on one store.
///
/// SQLite 3.7.0 to 3.51.2 can lose a commit that meets a checkpoint of another connection
/// (https://www.sqlite.org/wal.html, "The WAL-Reset Bug"). So who commits holds this lock shared,
/// and who checkpoints holds it exclusively. It is a `flock` on a file of its own: the kernel
/// releases it when its holder dies.
final class CommitGuard {
  private let file: StoreFile
  private var descriptor: Int32 = -1

  init(_ file: StoreFile) { self.file = file }

  deinit { closeFile() }

  /// Waits until no checkpoint is under way.
  func holdShared(milliseconds: Int32) throws(SQLiteError) {
    guard try hold(LOCK_SH, milliseconds: milliseconds) else { throw .busy(file.path) }
  }

  /// Waits until nobody commits.
  func holdExclusively(milliseconds: Int32) throws(SQLiteError) {
    guard try hold(LOCK_EX, milliseconds: milliseconds) else { throw .busy(file.path) }
  }

  /// Waits until nobody commits or checkpoints; false where that took too long.
  func holdsExclusively(milliseconds: Int32) throws(SQLiteError) -> Bool {
    try hold(LOCK_EX, milliseconds: milliseconds)
  }

  /// Does not wait; false where somebody commits.
  func tryHoldExclusively() throws(SQLiteError) -> Bool { try hold(LOCK_EX, milliseconds: 0) }

  func release() {
    guard descriptor >= 0 else { return }
    flock(descriptor, LOCK_UN)
  }

  // MARK: The note

  /// How the store's file was left by the last checkpoint that found it sound before; nil where
  /// nothing readable stands there.
  ///
  /// Written under the exclusive lock. It vouches for a file to processes that looked it through
  /// themselves once; a new process does that whatever stands here.
  var note: StoreFile.Stamp? {
    guard descriptor >= 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Self.noteBytes)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0, count < bytes.count else { return nil }
    return StoreFile.Stamp(text: String(decoding: bytes.prefix(count), as: UTF8.self))
  }

  /// Three numbers of 64 bits in decimal and what stands between them fit.
  private static let noteBytes = 80

  /// Where the disk does not take it, the next process looks the file through.
  func leave(_ stamp: StoreFile.Stamp) {
    let text = Array(stamp.text.utf8)
    guard ftruncate(descriptor, 0) == 0 else { return }
    _ = pwrite(descriptor, text, text.count, 0)
  }

  private func hold(_ kind: Int32, milliseconds: Int32) throws(SQLiteError) -> Bool {
    var remaining = milliseconds
    while true {
      try openFile()
      if flock(descriptor, kind | LOCK_NB) == 0 {
        if isCurrent { return true }
        // Somebody removed the file and others lock a new one: a lock on the old one means nothing.
        closeFile()
        continue
      }
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw StoreFile.failure("cannot lock `\(file.guardPath)`", errno)
      }
      guard remaining > 0 else { return false }
      // A commit takes well under a millisecond, a checkpoint some; shorter naps would only spin.
      usleep(1_000)
      remaining -= 1
    }
  }

  private func openFile() throws(SQLiteError) {
    guard descriptor < 0 else { return }
    descriptor = open(file.guardPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreFile.failure("cannot open `\(file.guardPath)`", errno)
    }
  }

  private func closeFile() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }

  private var isCurrent: Bool {
    var held = stat()
    var standing = stat()
    return fstat(descriptor, &held) == 0 && stat(file.guardPath, &standing) == 0
      && held.st_dev == standing.st_dev && held.st_ino == standing.st_ino
  }
}
