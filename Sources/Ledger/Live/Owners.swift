import APICore
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Who executes writes, and who of them lives.
protocol Ownership: Sendable {
  /// This process; it counts as alive from the first time on that it is asked for. Another one than
  /// before where the others may have taken that one for dead.
  func own() throws(LedgerRefusal) -> OwnerID
  /// Whether it may still send what it said that it would. Only its death is certain.
  func isAlive(_ owner: OwnerID) -> Bool
  /// This process executes nothing more.
  func leave()
}

/// Owners as files beside the store: a process is alive as long as it holds an exclusive `flock` on
/// its own.
///
/// No clocks: the kernel releases the lock when the process dies, and an owner whose file is gone
/// or unlocked is dead. That a living one is taken for dead (somebody removed its file) leads to a
/// look-up and to nothing worse.
final class OwnerFiles: Ownership {
  private let folder: String
  private let ids: any IDSource
  private let held = Mutex<Held?>(nil)

  private struct Held {
    let id: OwnerID
    let descriptor: Int32
  }

  /// - Parameters:
  ///   - storePath: the folder is made beside it, with the first write.
  ///   - ids: names the process, by 128 bits.
  init(beside storePath: String, ids: any IDSource = SystemIDSource()) {
    folder = storePath + "-owners"
    self.ids = ids
  }

  deinit { leave() }

  func own() throws(LedgerRefusal) -> OwnerID {
    let made: Result<OwnerID, LedgerRefusal> = held.withLock { held in
      if let held, isLinked(held.descriptor) { return .success(held.id) }
      do throws(LedgerRefusal) {
        let fresh = try make()
        if let lost = held { close(lost.descriptor) }
        held = fresh
        return .success(fresh.id)
      } catch { return .failure(error) }
    }
    return try made.get()
  }

  func isAlive(_ owner: OwnerID) -> Bool {
    if held.withLock({ $0?.id == owner }) { return true }
    let descriptor = open(path(of: owner), O_RDONLY | O_CLOEXEC)
    // What cannot be opened for another reason may be alive.
    guard descriptor >= 0 else { return errno != ENOENT }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  func leave() {
    held.withLock { held in
      guard let mine = held else { return }
      unlink(path(of: mine.id))
      close(mine.descriptor)
      held = nil
    }
  }

  private func make() throws(LedgerRefusal) -> Held {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("create `\(folder)`") }
    removeDead()
    // Who removes the files of the dead may meet a new one before it is locked: then another is
    // made. That this happens three times in a row means something else.
    for _ in 0..<3 {
      let id = OwnerID(text: (ids.next().bytes(8) + ids.next().bytes(8)).hex)
      let descriptor = open(path(of: id), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw failure("create a file in `\(folder)`") }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isLinked(descriptor) {
        return Held(id: id, descriptor: descriptor)
      }
      close(descriptor)
    }
    throw .unavailable("cannot lock a file in `\(folder)`")
  }

  /// More than this many files are not looked through at once.
  private static let removedAtOnce = 256

  /// Removes the files of owners that are dead: without one they are dead as well.
  private func removeDead() {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    for _ in 0..<Self.removedAtOnce {
      guard let entry = readdir(stream) else { return }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasSuffix(Self.suffix) else { continue }
      let path = folder + "/" + name
      let descriptor = open(path, O_RDWR | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
      close(descriptor)
    }
  }

  private static let suffix = ".lock"

  private func path(of owner: OwnerID) -> String { folder + "/" + owner.text + Self.suffix }

  private func isLinked(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  private func failure(_ what: String) -> LedgerRefusal {
    .unavailable("cannot \(what): \(String(cString: strerror(errno)))")
  }
}
