import Foundation
import SQLite
import Testing

/// Somebody changes the store's files between runs, or while a process has them open: writes are
/// refused with a way out, what can be read is read, and nothing is made anew.
@Suite("A hostile store")
struct HostileStoreTests {
  let folder: Folder
  let listID: String

  /// The store with two writes; `older` holds a copy with the first one only.
  init() throws {
    folder = try Folder()
    let workplace = Workplace(folder.store)
    listID = try workplace.listID()
    _ = try #require(try workplace.create("the-first-0", in: listID).taskID)
    workplace.store.close()
    try FileManager.default.copyItem(atPath: folder.store, toPath: older)
    _ = try #require(try workplace.create("the-second", in: listID).taskID)
    workplace.store.close()
  }

  private var older: String { folder.path + "/older" }
  private var sentinel: String { folder.store + "-sentinel" }

  private func remove(_ suffixes: String...) throws {
    for suffix in suffixes where FileManager.default.fileExists(atPath: folder.store + suffix) {
      try FileManager.default.removeItem(atPath: folder.store + suffix)
    }
  }

  private func restoreOlder() throws {
    try remove("", "-wal", "-shm")
    try FileManager.default.copyItem(atPath: older, toPath: folder.store)
  }

  private func refusal(_ workplace: Workplace, _ key: String = "the-third-0") throws -> String {
    let before = try folder.files
    let answer = try workplace.create(key, in: listID)
    #expect(answer.code == "ledger_unavailable")
    guard case .refused(_, true, let message) = answer else { return "\(answer)" }
    // Reading a store makes its log and lock table; nothing else appears, and nothing goes.
    let made = Set(try folder.files).symmetricDifference(before)
    #expect(made.isSubset(of: ["store.db-wal", "store.db-shm"]))
    return message
  }

  @Test("An older copy is not written; reads and replays go on; accepted, it is written")
  func rolledBack() throws {
    try restoreOlder()
    let workplace = Workplace(folder.store, seed: 2)
    let message = try refusal(workplace)
    #expect(message.contains("it ends at entry 1, and entry 2 was written"))
    let error = #expect(throws: SQLiteError.self) { try workplace.store.examine() }
    #expect(error?.message.contains("taskledger ledger accept-store") == true)
    #expect(try workplace.tasks() == ["the-first-0"])
    guard case .replayed = try workplace.create("the-first-0", in: listID) else {
      Issue.record("not replayed")
      return
    }
    let head = try Workplace(folder.store, seed: 3).store.accept()
    #expect(head?.sequence == 1)
    #expect(try workplace.create("the-third-0", in: listID).taskID != nil)
    #expect(try workplace.tasks() == ["the-first-0", "the-third-0"])
  }

  @Test("An older copy that was written since by somebody else is found by its hash")
  func diverged() throws {
    let note = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    try restoreOlder()
    try remove("-sentinel")
    let other = Workplace(folder.store, seed: 4)
    for key in ["other-key-1", "other-key-2"] { _ = try other.create(key, in: listID) }
    other.store.close()
    try note.write(to: URL(fileURLWithPath: sentinel))
    #expect(try refusal(Workplace(folder.store, seed: 5)).contains("is not the one that was"))
  }

  @Test("Another store at the path is not written")
  func exchanged() throws {
    let another = Workplace(folder.path + "/another.db", seed: 9)
    _ = try another.create("elsewhere-1", in: try another.listID())
    another.store.close()
    try remove("", "-wal", "-shm")
    try FileManager.default.copyItem(atPath: folder.path + "/another.db", toPath: folder.store)
    #expect(try refusal(Workplace(folder.store)).contains("is not the one that was written before"))
  }

  @Test("A store that is gone is not made anew, until that is accepted")
  func lost() throws {
    try remove("", "-wal", "-shm")
    let workplace = Workplace(folder.store)
    #expect(throws: SQLiteError.self) { try workplace.tasks() }
    let files = try folder.files
    let answer = try workplace.create("the-third-0", in: listID)
    #expect(answer.code == "ledger_unavailable")
    #expect(try folder.files == files)
    #expect(try workplace.store.accept() == nil)
    #expect(try Workplace(folder.store).tasks() == [])
  }

  @Test("A store that was cut off is not written", arguments: [0, 1, 512, 4_096, 20_000])
  func truncated(size: Int) throws {
    #expect(truncate(folder.store, off_t(size)) == 0)
    let workplace = Workplace(folder.store)
    let answer = try workplace.create("the-third-0", in: listID)
    #expect(answer.code == "ledger_unavailable")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.store)
    #expect((attributes[.size] as? NSNumber)?.intValue == size)
  }

  enum ChangeInPlace: CaseIterable { case cutOff, olderContent, flipped }

  @Test(
    "A file that is changed in place while it is open is not written",
    arguments: ChangeInPlace.allCases)
  func changedInPlace(change: ChangeInPlace) throws {
    let workplace = Workplace(folder.store, seed: 6)
    _ = try workplace.create("the-third-0", in: listID)
    workplace.store.checkpointIfWorthwhile(aboveBytes: 0)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.store))
    switch change {
    case .cutOff: try file.truncate(atOffset: 20_000)
    case .olderContent:
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(contentsOf: URL(fileURLWithPath: older)))
    case .flipped:
      // The kind of page of every page but the first.
      let pages = Int(try file.seekToEnd()) / 4_096
      for page in 1..<pages {
        try file.seek(toOffset: UInt64(page * 4_096))
        try file.write(contentsOf: Data([0xff]))
      }
    }
    let answer = try workplace.create("the-fourth", in: listID)
    #expect(answer.code == "ledger_unavailable")
    withExtendedLifetime(file) {}
  }

  @Test("A damaged sentinel refuses writes until the store is accepted")
  func damagedSentinel() throws {
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: sentinel))
    let workplace = Workplace(folder.store, seed: 7)
    #expect(try refusal(workplace).contains("nothing says whether it is the newest"))
    #expect(try workplace.tasks() == ["the-first-0", "the-second"])
    #expect(try workplace.store.accept()?.sequence == 2)
    #expect(try workplace.create("the-third-0", in: listID).taskID != nil)
  }

  @Test("A sentinel that lags behind means nothing: the process died after COMMIT")
  func lagging() throws {
    let note = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    let workplace = Workplace(folder.store, seed: 8)
    _ = try workplace.create("the-third-0", in: listID)
    try note.write(to: URL(fileURLWithPath: sentinel))
    #expect(try Workplace(folder.store, seed: 9).create("the-fourth", in: listID).taskID != nil)
  }

  @Test(
    "A store that is copied, with its sentinel or without, is written", arguments: [true, false])
  func copied(withSentinel: Bool) throws {
    let place = folder.path + "/copy.db"
    try FileManager.default.copyItem(atPath: folder.store, toPath: place)
    if withSentinel {
      try FileManager.default.copyItem(atPath: sentinel, toPath: place + "-sentinel")
    }
    #expect(try Workplace(place, seed: 8).create("the-third-0", in: listID).taskID != nil)
    #expect(FileManager.default.fileExists(atPath: place + "-sentinel"))
  }

  @Test("A store in memory has no sentinel")
  func inMemory() throws {
    let workplace = Workplace(":memory:")
    #expect(try workplace.create("the-first-0", in: try workplace.listID()).taskID != nil)
    #expect(!FileManager.default.fileExists(atPath: ":memory:-sentinel"))
  }

  /// A flip that no structure gives away is not found by looking the structure through (the audit
  /// chain finds those in the ledger); so what is held is: no crash, and an answer that is true.
  @Test("A flipped bit anywhere: no crash, and nothing is answered that is not so")
  func flipped() throws {
    let count = Int(ProcessInfo.processInfo.environment["TASKLEDGER_FLIPS"] ?? "") ?? 200
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    var random = SplitMix(state: 2_026)
    var refused = 0
    for number in 0..<count {
      let bit = Int(random.next() % UInt64(whole.count * 8))
      try remove("-wal", "-shm")
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      try bytes.write(to: URL(fileURLWithPath: folder.store))
      let key = "flipped-\(number)"
      let workplace = Workplace(folder.store, seed: UInt64(number) + 100)
      let answer = try workplace.create(key, in: listID)
      let isThere = isDone(key)
      switch answer {
      case .executed: #expect(isThere == true, "bit \(bit): \(answer)")
      case .replayed: Issue.record("bit \(bit): \(answer)")
      case .refused:
        refused += 1
        #expect(isThere != true, "bit \(bit): \(answer)")
      }
      try Data(whole).write(to: URL(fileURLWithPath: folder.store))
      try remove("-sentinel")
    }
    #expect(refused > 0)
  }
}

extension HostileStoreTests {
  /// nil where the store cannot be read.
  fileprivate func isDone(_ key: String) -> Bool? {
    do { return try Workplace(folder.store).keys().contains(key) } catch { return nil }
  }
}

/// https://prng.di.unimi.it/splitmix64.c
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
