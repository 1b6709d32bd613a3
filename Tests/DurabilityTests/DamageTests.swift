import Foundation
import SQLite
import Testing

/// Somebody damages the store's file: nothing is written to it, whatever the write would touch.
@Suite("A damaged store")
struct DamageTests {
  let folder: Folder
  let listID: String

  init() throws {
    folder = try Folder()
    let workplace = Workplace(folder.store)
    listID = try workplace.listID()
    _ = try #require(try workplace.create("the-first-0", in: listID).taskID)
    workplace.store.close()
  }

  /// Nothing looks at most of them when a task is made; what stands in them would be lost all the
  /// same with the first change near it.
  @Test("One page that is not what it was, whichever: refused, with what to do")
  func onePage() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    let size = 4_096
    try #require(whole.count % size == 0 && whole.count / size > 40)
    for page in 1..<(whole.count / size) {
      var bytes = whole
      bytes[page * size] = 0xFF
      try bytes.write(to: URL(fileURLWithPath: folder.store))
      let answer = try Workplace(folder.store, seed: 2).create("the-second", in: listID)
      #expect(answer.code == "ledger_unavailable", "page \(page + 1)")
      if case .refused(_, let saysNothingWasExecuted, let message) = answer {
        #expect(saysNothingWasExecuted)
        #expect(message.contains("its file is damaged"))
      }
      for suffix in ["-wal", "-shm"] { unlink(folder.store + suffix) }
    }
    try whole.write(to: URL(fileURLWithPath: folder.store))
    #expect(try Workplace(folder.store, seed: 3).create("the-second", in: listID).taskID != nil)
  }

  @Test("The log of a store that was emptied stays: it may hold all that there was")
  func emptied() throws {
    do {
      let workplace = Workplace(folder.store, seed: 2)
      _ = try #require(try workplace.create("the-second", in: listID).taskID)
    }
    let log = try Data(contentsOf: URL(fileURLWithPath: folder.store + "-wal"))
    try #require(!log.isEmpty)
    #expect(truncate(folder.store, 0) == 0)
    let answer = try Workplace(folder.store, seed: 3).create("the-third-0", in: listID)
    #expect(answer.code == "ledger_unavailable")
    guard case .refused(_, true, let message) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(message.contains("its file was emptied"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store + "-wal")) == log)
  }
}
