import Foundation

/// A host's file of settings, which belongs to the host and to the user: replaced in one step, and
/// never without a copy of what it was.
struct HostFile {
  /// Of the file itself where a link was named, so that the link stays one.
  let path: String

  init(path: String) throws(UsageError) { self.path = try Self.followed(path) }

  /// Also to a file that is not there yet.
  private static func followed(_ path: String) throws(UsageError) -> String {
    var path = path
    // As many as Linux follows (path_resolution(7)).
    for _ in 0..<40 {
      let target: String
      do {
        target = try FileManager.default.destinationOfSymbolicLink(atPath: path)
      } catch { return path }
      let folder = (path as NSString).deletingLastPathComponent
      path = target.hasPrefix("/") ? target : "\(folder)/\(target)"
    }
    throw UsageError("\(path) is a link that leads to itself; mend it, then run this again")
  }

  /// nil where there is none.
  func text() throws(UsageError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError("\(path) cannot be read; check its rights")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw UsageError("\(path) is not UTF-8 text; add what `configure` prints by hand")
    }
    return text
  }

  /// - Parameter old: what was read; a file that says something else by now is left alone.
  /// - Returns: where the file as it was is; nil where there was none.
  func replace(_ old: String?, with new: String) throws(UsageError) -> String? {
    let folder = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw UsageError("\(folder) cannot be made: \(error.localizedDescription)")
    }
    let fresh = try written(new)
    do throws(UsageError) {
      guard try text() == old else {
        throw UsageError("\(path) was changed by something else meanwhile; run this again")
      }
      let backup: String? = if let old { try keep(old) } else { nil }
      guard rename(fresh, path) == 0 else { throw failure(errno) }
      try removeOldBackups()
      return backup
    } catch {
      unlink(fresh)
      throw error
    }
  }

  // MARK: Writing

  /// A new file beside this one, with its owner and its rights: nobody can read it who could not
  /// read this one, at no moment.
  ///
  /// - Returns: its path.
  private func written(_ text: String) throws(UsageError) -> String {
    // The six signs that `mkstemp` replaces.
    let replaced = String(repeating: "X", count: 6)
    var template = Array("\(path).taskledger-\(replaced)".utf8CString)
    // For this user only, says POSIX.
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    let fresh = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var before = stat()
    if stat(path, &before) == 0 {
      // Where it cannot be given to the same group, the group gets no rights.
      let isSameOwner = fchown(descriptor, before.st_uid, before.st_gid) == 0
      fchmod(descriptor, before.st_mode & (isSameOwner ? 0o777 : 0o707))
    } else {
      let mask = umask(0)
      umask(mask)
      fchmod(descriptor, 0o666 & ~mask)
    }
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        let reason = errno
        unlink(fresh)
        throw failure(reason)
      }
      done += max(count, 0)
    }
    guard fsync(descriptor) == 0 else {
      let reason = errno
      unlink(fresh)
      throw failure(reason)
    }
    return fresh
  }

  private func failure(_ reason: Int32) -> UsageError {
    UsageError("\(path) cannot be written: \(String(cString: strerror(reason)))")
  }

  // MARK: Copies

  /// The first one, which is the file as it was before this program changed it, and the newest.
  private static let mostBackups = 5

  private func keep(_ text: String) throws(UsageError) -> String {
    let number = (backups().last ?? 0) + 1
    let copy = backupPath(number)
    let fresh = try written(text)
    guard rename(fresh, copy) == 0 else {
      let reason = errno
      unlink(fresh)
      throw failure(reason)
    }
    return copy
  }

  private func removeOldBackups() throws(UsageError) {
    let numbers = backups()
    for number in numbers.dropFirst().dropLast(Self.mostBackups - 1) {
      guard unlink(backupPath(number)) == 0 else { throw failure(errno) }
    }
  }

  private func backupPath(_ number: Int) -> String {
    path + (number == 1 ? ".backup" : ".backup-\(number)")
  }

  /// Their numbers, in the order of their age.
  private func backups() -> [Int] {
    let name = (path as NSString).lastPathComponent + ".backup"
    let folder = (path as NSString).deletingLastPathComponent
    let files: [String]
    do { files = try FileManager.default.contentsOfDirectory(atPath: folder) } catch { return [] }
    return files.compactMap { file in
      if file == name { return 1 }
      guard file.hasPrefix(name + "-") else { return nil }
      let digits = file.dropFirst(name.count + 1)
      return Int(digits).flatMap { $0 > 1 && String($0) == digits ? $0 : nil }
    }.sorted()
  }
}
