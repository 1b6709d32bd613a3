#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The one folder that files may be sent from, which whoever starts the program named.
///
/// An agent reads texts that anybody wrote, and one of them may tell it to attach a key or a mail:
/// so nothing outside of this folder is opened, whatever the path says. Each part of it is opened
/// for itself, below the one before and never through a link; what a link says is read and gone
/// along in the same way. So there is no moment between looking and opening in which a part can
/// become another.
public struct FileFolder: Sendable {
  /// Absolute.
  let path: String

  /// - Returns: nil where there is no such folder.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// Why a file is not read.
  enum Refusal: Error, Equatable {
    /// The path leads out of the folder, by `..`, by a link, or from the start.
    case outside
    case missing
    /// A folder, a pipe, a device …
    case noFile
    /// It has more bytes than are read.
    case tooLarge
    /// It was written while it was read.
    case changing
    /// As `errno`.
    case unreadable(Int32)
  }

  /// As many links as Linux follows
  /// (https://man7.org/linux/man-pages/man7/path_resolution.7.html).
  private static let mostLinks = 40
  /// Each folder on the way is open until the end.
  private static let deepest = 100

  /// What is in a file.
  ///
  /// - Parameters:
  ///   - name: below the folder, or absolute and below it.
  ///   - limit: bytes.
  func contents(of name: String, atMost limit: Int) throws(Refusal) -> [UInt8] {
    let descriptor = try open(try below(name))
    defer { close(descriptor) }
    var before = stat()
    guard fstat(descriptor, &before) == 0 else { throw .unreadable(errno) }
    guard before.st_mode & S_IFMT == S_IFREG else { throw .noFile }
    guard before.st_size <= limit else { throw .tooLarge }
    let contents = try Self.read(descriptor, atMost: limit)
    var after = stat()
    guard fstat(descriptor, &after) == 0 else { throw .unreadable(errno) }
    guard contents.count == Int(before.st_size), after.st_size == before.st_size,
      Self.isSameTime(before, after)
    else { throw .changing }
    return contents
  }

  /// The path below the folder.
  private func below(_ name: String) throws(Refusal) -> Substring {
    guard !name.utf8.contains(0) else { throw .missing }
    guard name.hasPrefix("/") else { return name[...] }
    let start = path == "/" ? "/" : path + "/"
    guard name.hasPrefix(start) else { throw .outside }
    return name.dropFirst(start.count)
  }

  // MARK: On the way

  private func open(_ name: Substring) throws(Refusal) -> Int32 {
    let root = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { throw .unreadable(errno) }
    var folders = [root]
    defer { for folder in folders { close(folder) } }
    var rest = Self.parts(of: name)
    var links = 0
    while let part = rest.popLast() {
      if part == "." { continue }
      if part == ".." {
        guard folders.count > 1, let left = folders.popLast() else { throw .outside }
        close(left)
        continue
      }
      let place = folders[folders.count - 1]
      var status = stat()
      guard fstatat(place, part, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG
          ? .missing : .unreadable(errno)
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        links += 1
        guard links <= Self.mostLinks else { throw .unreadable(ELOOP) }
        let target = try Self.target(of: part, in: place)
        if target.hasPrefix("/") {
          for folder in folders.dropFirst() { close(folder) }
          folders = [root]
        }
        rest += Self.parts(of: try below(target))
      case S_IFDIR:
        guard folders.count < Self.deepest else { throw .unreadable(ELOOP) }
        let folder = openat(place, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw .unreadable(errno) }
        folders.append(folder)
      case S_IFREG where rest.isEmpty:
        // What became a pipe meanwhile is not waited for.
        let file = openat(place, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(errno) }
        return file
      case S_IFREG: throw .missing
      default: throw .noFile
      }
    }
    throw .noFile
  }

  /// The last one first.
  private static func parts(of name: Substring) -> [String] {
    name.split(separator: "/").reversed().map(String.init)
  }

  private static func target(of link: String, in folder: Int32) throws(Refusal) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(folder, link, &buffer, buffer.count)
    guard count > 0, count < buffer.count else { throw .unreadable(errno) }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  // MARK: The file

  /// One byte more than the limit is asked for, so that a file that grows is noticed and not
  /// followed.
  private static func read(_ descriptor: Int32, atMost limit: Int) throws(Refusal) -> [UInt8] {
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while contents.count <= limit {
      let count = piece.withUnsafeMutableBytes { bytes in
        #if canImport(Darwin)
          Darwin.read(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
          Musl.read(descriptor, bytes.baseAddress, bytes.count)
        #else
          Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        #endif
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(errno) }
      guard count > 0 else { return contents }
      contents += piece[..<count]
    }
    throw .tooLarge
  }

  private static func isSameTime(_ one: stat, _ other: stat) -> Bool {
    #if canImport(Darwin)
      let (one, other) = (one.st_mtimespec, other.st_mtimespec)
    #else
      let (one, other) = (one.st_mtim, other.st_mtim)
    #endif
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec
  }
}
