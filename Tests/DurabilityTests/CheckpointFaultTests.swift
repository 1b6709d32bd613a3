import SQLite
import Testing

/// What happens while the log is moved into the database file, or while a COMMIT writes the log.
@Suite("In the middle of a checkpoint or of a COMMIT")
struct CheckpointFaultTests {
  static let failures: [FaultyDisk.Failure] = [
    .read, .full, .write, .halfWritten, .writtenAfterAll, .truncate, .sync, .fileSize,
    .lockTableLock,
  ]

  /// A failure that lasts is what a process that dies leaves behind: nothing after it comes to the
  /// file.
  @Test("A checkpoint that fails at any access loses nothing", arguments: failures, [false, true])
  func checkpointFails(failure: FaultyDisk.Failure, isLasting: Bool) throws {
    let disk = try FaultyDisk("checkpoint-\(failure)-\(isLasting)")
    let folder = try Folder()
    var done: [String] = []
    var call = 1
    var hasFailed = true
    while hasFailed {
      let context: Comment = "\(failure) at call \(call), lasting: \(isLasting)"
      var workplace: Workplace? = Workplace(folder.store, vfs: disk.name, seed: UInt64(call))
      let listID = try workplace?.listID() ?? ""
      let key = "the-key-\(call)"
      _ = try #require(try workplace?.create(key, in: listID).taskID, context)
      done.append(key)
      disk.fail(failure, atCall: call, isLasting: isLasting)
      workplace?.store.checkpointIfWorthwhile(aboveBytes: 0)
      hasFailed = disk.hasFailed
      disk.mend()
      // The process goes on, or (each other time) is gone, and with it everything in memory.
      if call.isMultiple(of: 2) {
        workplace = nil
        workplace = Workplace(folder.store, vfs: disk.name, seed: UInt64(call) + 10_000)
      }
      #expect(try workplace?.tasks() == done, context)
      let next = "the-next-\(call)"
      #expect(try workplace?.create(next, in: listID).taskID != nil, context)
      done.append(next)
      workplace = nil
      let afterwards = Workplace(folder.store)
      #expect(try afterwards.tasks() == done, context)
      #expect(try afterwards.keys() == done, context)
      if call % 8 == 1 || !hasFailed { #expect(try afterwards.integrity() == ["ok"], context) }
      afterwards.store.close()
      call += 1
    }
    #expect(call > 2, "the failure was never met")
  }

  @Test("Who stands still in a checkpoint keeps others from writing, and nobody from reading")
  func standingStillInACheckpoint() throws {
    let folder = try Folder()
    let disk = try FaultyDisk("still-in-checkpoint")
    let workplace = Workplace(folder.store, vfs: disk.name)
    let listID = try workplace.listID()
    let keys = (1...5).map { "the-key-\($0)" }
    for key in keys { _ = try #require(try workplace.create(key, in: listID).taskID) }
    let other = Workplace(folder.store, seed: 2, busyTimeoutMilliseconds: 1)
    var isTaken = false
    let count = try disk.standingStill {
      #expect(try other.tasks() == keys)
      // One that was not there before reads the same.
      #expect(try Workplace(folder.store).keys() == keys)
      let refused = try other.create("another-key", in: listID)
      #expect(refused.code == "ledger_busy", "\(refused)")
      guard case .replayed = try other.create("the-key-1", in: listID) else {
        Issue.record("not replayed")
        return
      }
    } during: {
      isTaken = workplace.store.checkpointIfWorthwhile(aboveBytes: 0)
    }
    #expect(count > 10, "pages that were moved, and syncs")
    #expect(isTaken)
    #expect(try other.create("another-key", in: listID).taskID != nil)
    #expect(try workplace.tasks() == keys + ["another-key"])
    #expect(try workplace.integrity() == ["ok"])
  }

  @Test("Who stands still in a COMMIT shows nothing of it, and keeps others from writing")
  func standingStillInACommit() throws {
    let folder = try Folder()
    let disk = try FaultyDisk("still-in-commit")
    let workplace = Workplace(folder.store, vfs: disk.name)
    let listID = try workplace.listID()
    _ = try #require(try workplace.create("the-first-0", in: listID).taskID)
    let other = Workplace(folder.store, seed: 2, busyTimeoutMilliseconds: 1)
    var answer: Workplace.Answer?
    let count = try disk.standingStill {
      #expect(try other.tasks() == ["the-first-0"])
      #expect(try Workplace(folder.store).keys() == ["the-first-0"])
      for key in ["the-second", "another-key"] {
        let refused = try other.create(key, in: listID)
        #expect(refused.code == "ledger_busy", "\(refused)")
      }
      #expect(!other.store.checkpointIfWorthwhile(aboveBytes: 0))
    } during: {
      answer = try workplace.create("the-second", in: listID)
    }
    #expect(count > 5, "frames of the log, and a sync")
    let made = try #require(answer?.taskID)
    #expect(try other.create("the-second", in: listID) == .replayed(taskID: made))
    #expect(try other.tasks() == ["the-first-0", "the-second"])
  }
}
