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
struct Sentinel {
  enum Note: Equatable {
    /// No file: a store that was just made, or was copied without it.
    case absent
    case unreadable
    case head(StoreHead)
  }

  let path: String

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
    guard descriptor >= 0 else { return errno == ENOENT ? .absent : .unreadable }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.limitBytes)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0, count < bytes.count,
      let head = Self.head(of: String(decoding: bytes.prefix(count), as: UTF8.self))
    else { return .unreadable }
    return .head(head)
  }

  /// Remembers `head`; false where the disk does not take it, and then the last note stands.
  @discardableResult
  func write(_ head: StoreHead) -> Bool {
    let text = Array(Self.text(of: head).utf8)
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == ENOENT && create(text) }
    defer { close(descriptor) }
    return pwrite(descriptor, text, text.count, 0) == text.count
      && ftruncate(descriptor, off_t(text.count)) == 0
  }

  /// Made beside and moved here, so that nobody sees it empty.
  private func create(_ text: [UInt8]) -> Bool {
    let fresh = "\(path)-new-\(getpid())"
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    let isWritten = pwrite(descriptor, text, text.count, 0) == text.count
    close(descriptor)
    guard isWritten, rename(fresh, path) == 0 else {
      unlink(fresh)
      return false
    }
    return true
  }

  /// - Throws: where it stands and cannot be removed.
  func remove() throws(SQLiteError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw StoreFile.failure("cannot remove `\(path)`", errno)
    }
  }

  // MARK: Text

  /// Of one length for one store, so that a note replaces the last one whole.
  private static func text(of head: StoreHead) -> String {
    let digits = String(head.sequence)
    let sequence = String(repeating: "0", count: 19 - digits.count) + digits
    let content = "\(format) \(head.storeID) \(sequence) \(head.hash)"
    return "\(content) \(checksum(of: content))\n"
  }

  private static func head(of text: String) -> StoreHead? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 5, words[0] == format, let sequence = Int64(words[2]), sequence >= 0
    else { return nil }
    let head = StoreHead(storeID: String(words[1]), sequence: sequence, hash: String(words[3]))
    return self.text(of: head) == text ? head : nil
  }

  /// FNV-1a, 64 bits: finds a damaged note, and is no protection against a forged one.
  /// https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
  private static func checksum(of text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325) { (hash: UInt64, byte) in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
