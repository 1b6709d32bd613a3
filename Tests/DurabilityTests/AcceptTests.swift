import Foundation
import Ledger
import SQLite
import Testing

/// `taskledger ledger accept-store`: what stands at the path is the newest from here on, and no
/// more than that.
@Suite("Accepting a store")
struct AcceptTests {
  let folder: Folder
  let listID: String

  /// The store with two writes, and copies of it with none and with one.
  init() throws {
    folder = try Folder()
    let workplace = Workplace(folder.store)
    listID = try workplace.listID()
    for number in 0..<2 {
      workplace.store.close()
      try FileManager.default.copyItem(atPath: folder.store, toPath: copy(number))
      _ = try #require(try workplace.create("write-no-\(number)", in: listID).taskID)
    }
    workplace.store.close()
  }

  private func copy(_ writes: Int) -> String { folder.path + "/copy-\(writes)" }
  private var sentinel: String { folder.store + "-sentinel" }

  private func put(_ copy: String) throws {
    for suffix in ["", "-wal", "-shm"] { unlink(folder.store + suffix) }
    try FileManager.default.copyItem(atPath: copy, toPath: folder.store)
  }

  @Test("What was accepted is remembered: an older copy yet is not written")
  func remembers() throws {
    try put(copy(1))
    #expect(try Workplace(folder.store, seed: 2).store.accept()?.sequence == 1)
    try put(copy(0))
    let workplace = Workplace(folder.store, seed: 3)
    let answer = try workplace.create("write-no-9", in: listID)
    guard case .refused("ledger_unavailable", true, let message) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(message.contains("it ends at entry 0, and entry 1 was written"))
    #expect(try workplace.tasks() == [])
    #expect(try workplace.store.accept()?.sequence == 0)
    #expect(try workplace.create("write-no-9", in: listID).taskID != nil)
  }

  @Test("Accepting what is the newest changes nothing")
  func newest() throws {
    let note = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    let workplace = Workplace(folder.store, seed: 2)
    #expect(try workplace.store.accept()?.sequence == 2)
    #expect(try Data(contentsOf: URL(fileURLWithPath: sentinel)) == note)
    #expect(try workplace.tasks() == ["write-no-0", "write-no-1"])
  }

  @Test("Until it is accepted, verifying says that it is not what is remembered")
  func verified() throws {
    #expect(try LedgerStore(Workplace(folder.store, seed: 2).store).verify().fault == nil)
    try put(copy(1))
    let workplace = Workplace(folder.store, seed: 3)
    let fault = try #require(try LedgerStore(workplace.store).verify().fault)
    #expect(fault.isAgainstMemory)
    #expect(fault.problem.contains("it ends at entry 1, and entry 2 was written"))
    _ = try workplace.store.accept()
    #expect(try LedgerStore(workplace.store).verify().fault == nil)
  }

  @Test("A damaged store is not accepted, and what was remembered stays")
  func damaged() throws {
    let note = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    var bytes = whole
    // The kind of the last page, which is not a page that accepting would read.
    bytes[bytes.count - 4_096] = 0xFF
    try bytes.write(to: URL(fileURLWithPath: folder.store))
    let error = #expect(throws: SQLiteError.self) {
      try Workplace(folder.store, seed: 2).store.accept()
    }
    #expect(error?.isCorrupt == true)
    #expect(error?.sentence.contains("put a whole copy back") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: sentinel)) == note)
    try put(copy(1))
    #expect(
      try Workplace(folder.store, seed: 3).create("write-no-9", in: listID).code
        == "ledger_unavailable")
  }
}
