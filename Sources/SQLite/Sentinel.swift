#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the newest entry of a store is: enough to notice that the store was put back in time.
public struct StoreHead: Sendable, Hashable {
  /// Which store this is, drawn when it was made.
  public let storeID: String
  /// Counts up; 0 before the first entry.
  public let sequence: Int64
  /// Of the entry with that sequence and everything before; without spaces, "-" before the first.
  public let hash: String

  public init(storeID: String, sequence: Int64, hash: String) {
    self.storeID = storeID
    self.sequence = sequence
    self.hash = hash
  }
}

/// How a store's own tables say what its head is.
public struct HeadReading: Sendable {
  let current: @Sendable (Connection) throws(SQLiteError) -> StoreHead?
  let hash: @Sendable (_ sequence: Int64, Connection) throws(SQLiteError) -> String?

  /// - Parameters:
  ///   - current: the head; nil in a store that has none yet.
  ///   - hash: the hash of an earlier entry; nil where there is no such entry.
  public init(
    current: @escaping @Sendable (Connection) throws(SQLiteError) -> StoreHead?,
    hash: @escaping @Sendable (_ sequence: Int64, Connection) throws(SQLiteError) -> String?
  ) {
    self.current = current
    self.hash = hash
  }
}

/// A small file beside the store that remembers its head, so that a store that was put back in
/// time, swapped or lost is noticed.
///
/// **Order.** It is written after COMMIT, by the process that committed, while that still holds the
/// guard shared. So it never knows of anything that is not on the disk, and a crash in between
/// leaves it behind the store, which means nothing: it is a lower bound, and the store must hold
/// the entry that it names, with the same hash. Of two processes that commit one after another, the
/// later one's note may be overwritten by the earlier one's; that too is only a lower bound. The
/// writes that share a commit have one note. It is one write of fewer bytes than a page of memory,
/// which a kill does not tear, and is not brought to the disk by force: the next one does as well.
/// Whether it can be written is found out before: a write that nothing would remember is refused.
struct Sentinel {
  enum Note: Equatable {
    /// No file: a store that was just made, or was copied without it.
    case absent
    /// It can be read, and holds no note.
    case unreadable
    /// It cannot be read, for this reason (`errno`): what it says is not known.
    case closed(Int32)
    case head(StoreHead)
  }

  let path: String

  /// The second one of the store at `path`, in a folder that does not go with that of the store.
  static func path(in folder: String, for path: String) -> String {
    let name = path.split(separator: "/").last.map { String($0) } ?? "store"
    return "\(folder)/\(name)-\(checksum(of: Array(path.utf8)))-sentinel"
  }

  /// More than a note takes; a longer file is not one of ours.
  private static let limitBytes = 512
  private static let format = "taskledger-sentinel-1"

  func read() -> Note {
    var note = readOnce()
    for _ in 0..<Self.rereads where note == .unreadable {
      sched_yield()
      note = readOnce()
    }
    return note
  }

  /// Where one process writes while another one reads, the page may hold half of each note; what is
  /// damaged stays so. Many more than a write of so few bytes takes, and over in a millisecond.
  private static let rereads = 100

  private func readOnce() -> Note {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == ENOENT ? .absent : .closed(errno) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.limitBytes)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    if count < 0 { return .closed(errno) }
    guard count > 0, count < bytes.count,
      let head = Self.head(of: bytes.prefix(count))
    else { return .unreadable }
    return .head(head)
  }

  /// Remembers `head`.
  ///
  /// - Throws: where the disk does not take it; then the last note stands.
  func write(_ head: StoreHead) throws(SQLiteError) {
    let text = Self.text(of: head)
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw .unkept(path, errno) }
      return try create(text)
    }
    defer { close(descriptor) }
    errno = ENOSPC
    guard pwrite(descriptor, text, text.count, 0) == text.count,
      ftruncate(descriptor, off_t(text.count)) == 0
    else { throw .unkept(path, errno) }
  }

  /// Made beside and moved here, so that nobody sees it empty; and brought to the disk first, so
  /// that nobody does after a power cut either.
  private func create(_ text: [UInt8]) throws(SQLiteError) {
    try StoreFile.makeParents(of: path)
    let fresh = "\(path)-new-\(getpid())"
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unkept(path, errno) }
    errno = ENOSPC
    let isWritten = pwrite(descriptor, text, text.count, 0) == text.count && fsync(descriptor) == 0
    let reason = errno
    close(descriptor)
    guard isWritten else {
      unlink(fresh)
      throw .unkept(path, reason)
    }
    guard rename(fresh, path) == 0 else {
      let reason = errno
      unlink(fresh)
      throw .unkept(path, reason)
    }
  }

  /// Makes sure, before anything is written, that it can be remembered: brings the note up to
  /// `head`, and opens it for writing.
  ///
  /// - Parameter note: what was read of it a moment ago.
  func prepare(_ head: StoreHead, over note: Note) throws(SQLiteError) {
    if note != .head(head) { try write(head) } else { try probe() }
  }

  /// - Throws: where it could not be written.
  func probe() throws(SQLiteError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    if descriptor >= 0 {
      close(descriptor)
      return
    }
    guard errno == ENOENT else { throw .unkept(path, errno) }
    // Folders that are missing are made with it.
    var folder = Substring(path)
    repeat {
      folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? "."
    } while access(String(folder), F_OK) != 0 && folder != "." && !folder.isEmpty
    guard access(folder.isEmpty ? "/" : String(folder), W_OK) == 0 else {
      throw .unkept(path, errno)
    }
  }

  /// - Throws: where it stands and cannot be removed.
  func remove() throws(SQLiteError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw StoreFile.failure("cannot remove `\(path)`", errno)
    }
  }

  // MARK: Text

  /// Of one length for one store, so that a note replaces the last one whole.
  private static func text(of head: StoreHead) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(limitBytes)
    text += format.utf8
    text.append(space)
    text += head.storeID.utf8
    text.append(space)
    text += padded(String(head.sequence), to: sequenceDigits).utf8
    text.append(space)
    text += head.hash.utf8
    let checksum = checksum(of: text)
    text.append(space)
    text += checksum.utf8
    text.append(UInt8(ascii: "\n"))
    return text
  }

  private static let space = UInt8(ascii: " ")
  /// As many as the greatest number of 63 bits has.
  private static let sequenceDigits = 19
  /// 64 bits, hexadecimal.
  private static let checksumDigits = 16

  private static func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: count - digits.utf8.count) + digits
  }

  private static func head(of text: ArraySlice<UInt8>) -> StoreHead? {
    let words = text.split(separator: space, omittingEmptySubsequences: false)
    guard words.count == 5, words[0].elementsEqual(format.utf8),
      let sequence = Int64(String(decoding: words[2], as: UTF8.self)), sequence >= 0
    else { return nil }
    let head = StoreHead(
      storeID: String(decoding: words[1], as: UTF8.self), sequence: sequence,
      hash: String(decoding: words[3], as: UTF8.self))
    return self.text(of: head).elementsEqual(text) ? head : nil
  }

  /// FNV-1a, 64 bits: finds a damaged note, and is not protection against a forged one.
  /// https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
  private static func checksum(of text: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return padded(String(hash, radix: 16), to: checksumDigits)
  }
}
