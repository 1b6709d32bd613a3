import Foundation
import Synchronization
import Testing

@testable import SQLite

@Suite("Where a store may stand")
struct FileSystemTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("store.db")
  }

  private func store(at path: String, isReadOnly: Bool = false, on fileSystem: FileSystem) -> Store
  {
    let schema = StoreSchema(migrations: [Notes.migration], head: nil) { _ throws(SQLiteError) in }
    return Store(
      StoreFile(path: path, fileSystem: fileSystem), schema: schema, isReadOnly: isReadOnly,
      busyTimeoutMilliseconds: 10)
  }

  @Test(
    "File systems of several machines are known by their number",
    arguments: [
      (UInt32(0x6969), "NFS"), (0x517B, "SMB"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB 2"),
      (0x0102_1997, "9p"), (0x5346_414F, "AFS"), (0x6B41_4653, "kAFS"), (0x00C3_6400, "Ceph"),
      (0x7375_7245, "Coda"), (0x564C, "NetWare"), (0x0BD0_0BD0, "Lustre"),
      (0x1983_0326, "BeeGFS"), (0x4750_4653, "GPFS"), (0xAAD7_AAEA, "PanFS"),
      (0x0116_1970, "GFS2"), (0x7461_636F, "OCFS2"), (0x6163_6673, "ACFS"),
      (0xBEEF_DEAD, "StorNext"), (0xBACB_ACBC, "VMware"), (0x786F_4256, "VirtualBox"),
      (0x7C7C_6673, "Parallels"),
    ])
  func shared(type: UInt32, name: String) {
    #expect(FileSystem.isShared(type: type), "\(name)")
  }

  @Test(
    "Those of one machine are not refused, nor is what cannot be told",
    arguments: [
      (UInt32(0xEF53), "ext4"), (0x5846_5342, "XFS"), (0x9123_683E, "Btrfs"),
      (0xF2F5_2010, "F2FS"), (0x2FC1_2FC1, "ZFS"), (0xCA45_1A4E, "bcachefs"),
      (0x0102_1994, "tmpfs"), (0x8584_58F6, "ramfs"), (0x794C_7630, "overlay of a container"),
      (0x6573_5546, "FUSE"), (0x5346_544E, "NTFS"), (0x2011_BAB0, "exFAT"), (0x4D44, "FAT"),
      (0, "no answer"),
    ])
  func local(type: UInt32, name: String) {
    #expect(!FileSystem.isShared(type: type), "\(name)")
  }

  @Test("On a network file system nothing is opened or made, and the way out is said")
  func refused() throws {
    let asked = Mutex<[String]>([])
    let network = FileSystem { folder in
      asked.withLock { $0.append(folder) }
      return true
    }
    let error = #expect(throws: SQLiteError.self) { try store(at: path, on: network).notes() }
    #expect(error == .networkFileSystem(path))
    #expect(error?.message.contains("`\(path)` is on a network file system") == true)
    #expect(error?.message.contains("a place on a local disk with `--store`") == true)
    #expect(throws: SQLiteError.networkFileSystem(path)) {
      try store(at: path, on: network).add("a")
    }
    #expect(try folder.contents == [])
    #expect(asked.withLock { $0 } == [folder.path + "/", folder.path + "/"])
  }

  @Test(
    "A store that was moved to a network file system is not opened, not even for reading",
    arguments: [true, false])
  func moved(isReadOnly: Bool) throws {
    let before = Store(notes: path)
    try before.add("a")
    before.close()
    let files = try folder.contents
    let network = FileSystem { _ in true }
    #expect(throws: SQLiteError.networkFileSystem(path)) {
      try store(at: path, isReadOnly: isReadOnly, on: network).notes()
    }
    #expect(try folder.contents == files)
    #expect(try Store(notes: path).notes() == ["a"])
  }

  @Test("A store in memory is on no file system; a bare name is in the folder of the process")
  func folders() throws {
    let asked = Mutex<[String]>([])
    let network = FileSystem { folder in
      asked.withLock { $0.append(folder) }
      return true
    }
    try store(at: ":memory:", on: network).add("a")
    #expect(asked.withLock { $0 } == [])
    #expect(throws: SQLiteError.networkFileSystem("no-folder.db")) {
      try store(at: "no-folder.db", on: network).notes()
    }
    #expect(asked.withLock { $0 } == ["."])
  }

  @Test("The system is asked about the very folder; where it cannot tell, opening does")
  func system() {
    #expect(!FileSystem.system.isShared("/dev/"))
    #expect(!FileSystem.system.isShared(folder.file("absent/")))
  }

  // MARK: One process makes the file

  @Test("While another process makes the file, nothing is made beside it")
  func beingMade() throws {
    let descriptor = open(path + "-guard", O_RDWR | O_CREAT, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let error = #expect(throws: SQLiteError.self) { try Store(notes: path).notes() }
    #expect(error?.isBusy == true)
    #expect(try folder.contents == ["store.db-guard"])
    #expect(flock(descriptor, LOCK_UN) == 0)
    #expect(try Store(notes: path).notes() == [])
  }

  @Test("While somebody else has the lock, a file that stands there empty is not set up")
  func beingSetUp() throws {
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let descriptor = open(path + "-guard", O_RDWR | O_CREAT, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_SH) == 0)
    let error = #expect(throws: SQLiteError.self) { try Store(notes: path).notes() }
    #expect(error?.isBusy == true)
    #expect(try folder.size(of: "store.db") == 0)
    #expect(flock(descriptor, LOCK_UN) == 0)
    #expect(try Store(notes: path).notes() == [])
  }

  @Test("A file that another process made a moment ago is not made again")
  func madeMeanwhile() throws {
    let faster = Store(notes: path)
    let outcome = Mutex<[Result<Void, SQLiteError>]>([])
    // Asked after the file was found absent, and before it is made.
    let slow = FileSystem { _ in
      let result = Result { () throws(SQLiteError) in try faster.add("faster") }
      outcome.withLock { $0.append(result) }
      return false
    }
    try store(at: path, on: slow).add("slower")
    try #require(outcome.withLock { $0.count } == 1)
    try outcome.withLock { $0[0] }.get()
    #expect(try faster.notes() == ["faster", "slower"])
    #expect(try Store(notes: path).notes() == ["faster", "slower"])
  }
}
