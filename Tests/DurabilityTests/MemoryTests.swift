import Foundation
import SQLite
import Testing

/// What is remembered of a store outside of it: nothing is written that could not be remembered,
/// and one file is one store by whatever name.
@Suite("The memory of a store")
struct MemoryTests {
  let folder: Folder
  let listID: String

  init() throws {
    folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/place", withIntermediateDirectories: true)
    let workplace = Workplace(folder.path + "/place/store.db", secondMemory: folder.path + "/state")
    listID = try workplace.listID()
    _ = try #require(try workplace.create("the-first-0", in: listID).taskID)
    workplace.store.close()
  }

  private var path: String { folder.path + "/place/store.db" }
  private var sentinel: String { path + "-sentinel" }
  private var state: String { folder.path + "/state" }

  private func refusal(_ workplace: Workplace, _ key: String = "the-second") throws -> String {
    let answer = try workplace.create(key, in: listID)
    #expect(answer.code == "ledger_unavailable")
    guard case .refused(_, true, let message) = answer else { return "\(answer)" }
    #expect(!message.contains(folder.path), "\(message)")
    return message
  }

  // MARK: Names

  @Test("A store with a second name is neither written nor opened by either")
  func hardLink() throws {
    let other = folder.path + "/place/other.db"
    #expect(link(path, other) == 0)
    for name in [path, other] {
      #expect(try refusal(Workplace(name, seed: 2)).contains("a hard link"))
      #expect(throws: SQLiteError.self) { try Workplace(name, seed: 2).tasks() }
    }
    #expect(!FileManager.default.fileExists(atPath: other + "-wal"))
    unlink(other)
    #expect(try Workplace(path, seed: 2).create("the-second", in: listID).taskID != nil)
  }

  @Test("A store that gets a second name while it is open is read and not written")
  func linkedMeanwhile() throws {
    let other = folder.path + "/place/other.db"
    let workplace = Workplace(path, seed: 2)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
    #expect(link(path, other) == 0)
    #expect(try refusal(workplace, "the-third-0").contains("a hard link"))
    #expect(try workplace.tasks() == ["the-first-0", "the-second"])
    unlink(other)
    #expect(try workplace.create("the-third-0", in: listID).taskID != nil)
  }

  @Test("By a symbolic link it is the same store, with one log, one guard and one sentinel")
  func symbolicLink() throws {
    let other = folder.path + "/other.db"
    #expect(symlink("place/store.db", other) == 0)
    let (one, two) = (Workplace(path, seed: 2), Workplace(other, seed: 3))
    for round in 0..<3 {
      #expect(try one.create("one-\(round)-0000", in: listID).taskID != nil)
      #expect(try two.create("two-\(round)-0000", in: listID).taskID != nil)
    }
    #expect(try one.tasks() == two.tasks())
    #expect(two.store.path == path)
    #expect(try folder.files == ["other.db", "place", "state"])
  }

  // MARK: The sentinel

  @Test("A sentinel that cannot be read is not called damaged, and nothing is written")
  func closedSentinel() throws {
    let note = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    unlink(sentinel)
    #expect(symlink(sentinel, sentinel) == 0)
    let workplace = Workplace(path, seed: 2)
    let message = try refusal(workplace)
    #expect(message.contains("cannot be read") && !message.contains("damaged"))
    #expect(try workplace.tasks() == ["the-first-0"])
    let error = #expect(throws: SQLiteError.self) { try workplace.store.examine() }
    #expect(error?.message.contains("Too many levels") == true)
    unlink(sentinel)
    try note.write(to: URL(fileURLWithPath: sentinel))
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
  }

  @Test("Where the sentinel cannot be written, nothing is: an older copy would be taken for newest")
  func unkept() throws {
    unlink(sentinel)
    // In the way of the file that becomes the sentinel.
    let fresh = "\(sentinel)-new-\(getpid())"
    try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: false)
    let workplace = Workplace(path, seed: 2)
    #expect(try refusal(workplace).contains("what tells it from an older copy cannot be written"))
    #expect(try workplace.keys() == ["the-first-0"])
    rmdir(fresh)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
    #expect(FileManager.default.fileExists(atPath: sentinel))
  }

  @Test("A note that was left behind is brought up before the next write")
  func broughtUp() throws {
    let note = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    let workplace = Workplace(path, seed: 2)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
    let newest = try Data(contentsOf: URL(fileURLWithPath: sentinel))
    try note.write(to: URL(fileURLWithPath: sentinel))
    #expect(try workplace.store.examine())
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: sentinel)) == note, "examining changes nothing")
    try workplace.store.write(keeps: false) { (_) throws(SQLiteError) in }
    #expect(try Data(contentsOf: URL(fileURLWithPath: sentinel)) == newest)
  }

  // MARK: The second memory

  private func wipe() throws {
    try FileManager.default.removeItem(atPath: folder.path + "/place")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/place", withIntermediateDirectories: false)
  }

  @Test("Where the whole folder is gone, the other memory says so", arguments: [true, false])
  func folderGone(isRemembered: Bool) throws {
    try wipe()
    let workplace = Workplace(path, secondMemory: isRemembered ? state : nil, seed: 2)
    guard isRemembered else {
      return #expect(try workplace.create("the-first-0", in: try workplace.listID()).taskID != nil)
    }
    #expect(try refusal(workplace, "the-first-0").contains("its file is gone"))
    #expect(try workplace.store.accept() == nil)
    #expect(try workplace.create("the-first-0", in: try workplace.listID()).taskID != nil)
  }

  @Test("Where the whole folder was put back, the other memory says so")
  func folderPutBack() throws {
    let copy = folder.path + "/copy"
    try FileManager.default.copyItem(atPath: folder.path + "/place", toPath: copy)
    do {
      let workplace = Workplace(path, secondMemory: state, seed: 2)
      #expect(try workplace.create("the-second", in: listID).taskID != nil)
      workplace.store.close()
    }
    try FileManager.default.removeItem(atPath: folder.path + "/place")
    try FileManager.default.moveItem(atPath: copy, toPath: folder.path + "/place")
    let workplace = Workplace(path, secondMemory: state, seed: 3)
    #expect(try refusal(workplace).contains("it is an older copy"))
    #expect(try workplace.store.accept()?.sequence == 1)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
  }

  @Test("Where the other memory cannot be kept, the one beside the store does")
  func noSecondMemory() throws {
    let workplace = Workplace(path, secondMemory: "/dev/null/state", seed: 2)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
    let new = Workplace(folder.path + "/new.db", secondMemory: "/dev/null/state", seed: 3)
    #expect(try new.create("the-first-0", in: try new.listID()).taskID != nil)
  }
}
