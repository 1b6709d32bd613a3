import CSQLite

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The place of a store on disk: the database file and what SQLite keeps beside it.
struct StoreFile: Sendable {
  let path: String
  /// SQLite's name for how it reaches the file; nil for the system's own.
  var vfs: String?
  var fileSystem = FileSystem.system
  /// Where a second note of what is newest is kept; nil for nowhere.
  var secondPath: String?

  /// Which files stand at the store's paths; two values differ when one was replaced or is gone.
  struct Files: Sendable, Equatable {
    struct Inode: Sendable, Equatable {
      let device: UInt64
      let number: UInt64
    }

    let database: Inode
    /// A process that finds no log, or no lock table, makes its own and then knows nothing of ours;
    /// so these two must stay as well.
    let log: Inode?
    let lockTable: Inode?
  }

  var isInMemory: Bool { path == ":memory:" }
  var guardPath: String { path + "-guard" }
  var sentinel: Sentinel { Sentinel(path: path + "-sentinel") }
  var second: Sentinel? { secondPath.map(Sentinel.init) }
  var sentinels: [Sentinel] { [sentinel] + (second.map { [$0] } ?? []) }
  private var logPath: String { path + "-wal" }

  /// nil where no database file stands at the path.
  var identity: Files? {
    guard let database = Self.inode(of: path) else { return nil }
    return Files(
      database: database, log: Self.inode(of: logPath), lockTable: Self.inode(of: path + "-shm"))
  }

  /// Bytes in the write-ahead log.
  var logSize: Int { Self.stamp(of: logPath)?.size ?? 0 }

  /// What changes when the database file is written; only a checkpoint does that.
  struct Stamp: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init(size: Int, seconds: Int, nanoseconds: Int) {
      (self.size, self.seconds, self.nanoseconds) = (size, seconds, nanoseconds)
    }

    /// nil where `text` is not one that was made by `text`.
    init?(text: String) {
      let numbers = text.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 3 else { return nil }
      self.init(size: numbers[0], seconds: numbers[1], nanoseconds: numbers[2])
      guard self.text == text else { return nil }
    }

    var text: String { "\(size) \(seconds) \(nanoseconds) \n" }
  }

  var stamp: Stamp? { Self.stamp(of: path) }

  private static func stamp(of path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Stamp(size: Int(status.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec)
  }

  /// What a path leads to where its last part is a symbolic link: log, guard and sentinel stand
  /// beside the file itself, by whichever name it is reached.
  static func resolved(_ path: String) -> String {
    var path = path
    // As many as Linux follows (https://man7.org/linux/man-pages/man7/path_resolution.7.html).
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0 else { return path }
      let bytes = buffer.prefix(count).map { UInt8(bitPattern: $0) }
      let target = String(decoding: bytes, as: UTF8.self)
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = target.hasPrefix("/") ? target : folder + target
    }
    return path
  }

  /// - Throws: where the file has another name as well (a hard link): each name has a log and locks
  ///   of its own, so that two processes would write without knowing of each other.
  func refuseSecondName() throws(SQLiteError) {
    var status = stat()
    guard !isInMemory, stat(path, &status) == 0, status.st_nlink > 1 else { return }
    throw .linked(path)
  }

  /// Makes the folders above a file, for this user only.
  static func makeParents(of path: String) throws(SQLiteError) {
    var parent = ""
    for component in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      parent += component + "/"
      guard parent != "/", mkdir(parent, 0o700) != 0, errno != EEXIST else { continue }
      // A folder that stands may answer otherwise (EROFS, EACCES of a parent): only absence counts.
      let reason = errno
      guard access(parent, F_OK) != 0 else { continue }
      throw failure("cannot create the folder `\(parent)`", reason)
    }
  }

  /// Makes an empty database file that only this user may read.
  ///
  /// Made beside and moved here, because closing a descriptor of the database file itself drops
  /// every lock that this process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2). The
  /// caller holds the guard exclusively.
  func create() throws(SQLiteError) {
    let fresh = path + "-new"
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure("cannot create `\(path)`", errno) }
    close(descriptor)
    guard rename(fresh, path) == 0 else { throw Self.failure("cannot create `\(path)`", errno) }
  }

  /// - Throws: where the folder of the file is on a network file system: their locks fail silently.
  func refuseNetwork() throws(SQLiteError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "."
    guard !fileSystem.isShared(folder) else { throw .networkFileSystem(path) }
  }

  static func failure(_ what: String, _ reason: Int32) -> SQLiteError {
    let code = reason == ENOSPC || reason == EDQUOT ? SQLITE_FULL : SQLITE_CANTOPEN
    return SQLiteError(answered: code, "\(what): \(String(cString: strerror(reason)))")
  }

  private static func inode(of path: String) -> Files.Inode? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Files.Inode(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino))
  }
}
