import APICore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What is in the files of tasks: a folder beside the store, each file by its hash.
///
/// Invariant: a file is whole from when its name stands there, and on the disk before a row names
/// it. It is written while the store's lock for writing is held, so by one process at a time.
struct AttachmentFiles: Sendable {
  /// nil where the store is in memory: then there is nothing to put a file beside.
  let folder: String?

  init(beside store: String) { folder = store == ":memory:" ? nil : store + "-files" }

  func path(of sha256: String) -> String? {
    folder.map { "\($0)/\(sha256.prefix(2))/\(sha256)" }
  }

  // MARK: Writing

  /// Puts a file there; one that stands there already is written anew, whole or not.
  ///
  /// - Returns: false where there is no folder for it.
  func keep(_ contents: [UInt8], as sha256: String) throws(APIError) -> Bool {
    guard let folder, let path = path(of: sha256) else { return false }
    let place = "\(folder)/\(sha256.prefix(2))"
    try make(folder)
    try make(place)
    let unfinished = "\(folder)/\(Self.unfinished)"
    let descriptor = open(
      unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(errno) }
    let reason = Self.write(contents, to: descriptor)
    close(descriptor)
    guard reason == 0 else {
      unlink(unfinished)
      throw Self.failure(reason)
    }
    guard rename(unfinished, path) == 0 else { throw Self.failure(errno) }
    try Self.synchronize(folder: place)
    return true
  }

  /// Stands beside the files until it is one of them.
  private static let unfinished = "unfinished"

  private func make(_ folder: String) throws(APIError) {
    if mkdir(folder, 0o700) == 0 {
      let above = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
      return try Self.synchronize(folder: above.isEmpty ? "/" : above)
    }
    guard errno == EEXIST else { throw Self.failure(errno) }
  }

  /// - Returns: why not all of it is on the disk, as `errno`; 0 where it is.
  private static func write(_ contents: [UInt8], to descriptor: Int32) -> Int32 {
    contents.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        #if canImport(Darwin)
          let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #elseif canImport(Musl)
          let count = Musl.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : EIO }
        done += count
      }
      return fsync(descriptor) == 0 ? 0 : errno
    }
  }

  /// A name is on the disk once its folder is.
  private static func synchronize(folder: String) throws(APIError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(errno) }
  }

  /// Nothing was changed, since no row names the file.
  private static func failure(_ reason: Int32) -> APIError {
    APIError(
      status: 500, code: nil,
      message: "the file cannot be kept beside the workspace's store: "
        + String(cString: strerror(reason)), delivery: .notSent)
  }

  // MARK: Reading

  /// nil where it is not there, is none, or has another size.
  func read(_ sha256: String, size: Int64) -> [UInt8]? {
    guard let path = path(of: sha256) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Int64(status.st_size) == size
    else { return nil }
    var contents = [UInt8](repeating: 0, count: Int(size))
    var done = 0
    while done < contents.count {
      let count = contents.withUnsafeMutableBytes { bytes in
        pread(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      done += count
    }
    return contents
  }

  // MARK: Tidying up

  /// Removes what no row names: what was in tasks that were deleted, and what was written for a row
  /// that never came to be.
  ///
  /// - Parameter named: the hashes of all rows; the lock for writing is held since they were read.
  func remove(allBut named: Set<String>) {
    guard let folder else { return }
    for place in Self.names(in: folder) {
      if place == Self.unfinished { unlink("\(folder)/\(place)") }
      guard place.utf8.count == 2 else { continue }
      for name in Self.names(in: "\(folder)/\(place)") where name.utf8.count == 64 {
        if !named.contains(name) { unlink("\(folder)/\(place)/\(name)") }
      }
    }
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }
}
