import Foundation
import SQLite
import Testing

@Suite("A file that was changed under an open store")
struct ReplacedFileTests {
  enum Change: String, CaseIterable {
    case renamed, removed, replaced, logRemoved, lockTableRemoved, folderRemoved

    func make(_ folder: TemporaryFolder) throws {
      let files = FileManager.default
      let path = folder.file("place/store.db")
      switch self {
      case .renamed: try files.moveItem(atPath: path, toPath: path + ".old")
      case .removed: try files.removeItem(atPath: path)
      case .replaced:
        try files.copyItem(atPath: path, toPath: path + ".copy")
        try files.removeItem(atPath: path)
        try files.moveItem(atPath: path + ".copy", toPath: path)
      case .logRemoved: try files.removeItem(atPath: path + "-wal")
      case .lockTableRemoved: try files.removeItem(atPath: path + "-shm")
      case .folderRemoved: try files.removeItem(atPath: folder.file("place"))
      }
    }
  }

  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = Store(notes: folder.file("place/store.db"))
    try store.add("a")
  }

  private func standing() throws -> [String] {
    let place = folder.file("place")
    return FileManager.default.fileExists(atPath: place)
      ? try FileManager.default.contentsOfDirectory(atPath: place).sorted() : []
  }

  @Test("Writes are refused, reads go on, nothing is made anew", arguments: Change.allCases)
  func refused(change: Change) throws {
    try change.make(folder)
    let before = try standing()
    let error = #expect(throws: SQLiteError.self) { try store.add("b") }
    #expect(error?.isMoved == true)
    #expect(error?.message.contains("restart the server") == true)
    #expect(throws: SQLiteError.self) {
      try store.write(keeps: false) { (_) throws(SQLiteError) in }
    }
    #expect(!store.checkpointIfWorthwhile(aboveBytes: 0))
    #expect(try store.notes() == ["a"])
    #expect(try standing() == before)
  }

  @Test("What happens between BEGIN and COMMIT is noticed at COMMIT", arguments: Change.allCases)
  func duringGroup(change: Change) throws {
    store.beginGroup()
    try store.add("b")
    try change.make(folder)
    let error = #expect(throws: SQLiteError.self) { try store.endGroup() }
    #expect(error?.isMoved == true)
    #expect(try store.notes() == ["a"])
  }

  @Test(
    "A store that was closed meanwhile does not take up another file, nor make one",
    arguments: [Change.renamed, .removed, .replaced, .folderRemoved])
  func reopened(change: Change) throws {
    store.close()
    try change.make(folder)
    let before = try standing()
    let error = #expect(throws: SQLiteError.self) { try store.add("b") }
    #expect(error?.isMoved == true)
    #expect(try standing() == before)
  }

  @Test("A file that was put back is written again")
  func putBack() throws {
    let path = folder.file("place/store.db")
    try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
    #expect(throws: SQLiteError.self) { try store.add("b") }
    try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
    try store.add("c")
    #expect(try Store(notes: path).notes() == ["a", "c"])
  }
}
