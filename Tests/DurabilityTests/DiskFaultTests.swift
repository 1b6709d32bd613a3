import Foundation
import SQLite
import Testing

/// The Nth access of every kind fails, for every N until a keyed write gets through: what was
/// answered is true, nothing that was committed is lost, and the retry ends in one effect.
@Suite("A disk that fails")
struct DiskFaultTests {
  /// What comes after the call that met the failure.
  enum Aftermath: String, CaseIterable {
    /// The same process is asked again.
    case retry
    /// The process is gone, and a new one looks.
    case restart
    /// As `restart`; and while it failed, another process had the store open, so that nobody read
    /// the log from its beginning in between.
    case restartOfAll
  }

  /// What fails and what comes after: each failure with the aftermath that can tell most of it, or,
  /// where `TASKLEDGER_ALL_FAULTS` is set, with each.
  static var trials: [(FaultyDisk.Failure, Aftermath)] {
    let writes: Set<FaultyDisk.Failure> = [.full, .write, .halfWritten, .writtenAfterAll, .sync]
    let isComplete = ProcessInfo.processInfo.environment["TASKLEDGER_ALL_FAULTS"] != nil
    return FaultyDisk.Failure.allCases.flatMap { failure in
      let telling = writes.contains(failure) ? Aftermath.restartOfAll : .retry
      return (isComplete ? Aftermath.allCases : [telling]).map { (failure, $0) }
    }
  }

  @Test("What was answered is what the file says", arguments: trials)
  func everyCall(failure: FaultyDisk.Failure, aftermath: Aftermath) throws {
    for isLasting in [false, true] {
      let name = "faults-\(failure)-\(aftermath)-\(isLasting)"
      let trial = try Trial(disk: FaultyDisk(name), aftermath)
      var call = 1
      while try trial.run(failure, atCall: call, isLasting: isLasting) { call += 1 }
      // These four are on the way of every write; others may not be met.
      if [.full, .write, .sync, .lockTableLock].contains(failure) {
        #expect(call > 1)
      }
    }
  }

  @Test("That the disk is full is told until there is room, and found out without anybody's write")
  func toldUntilThereIsRoom() throws {
    let folder = try Folder()
    let disk = try FaultyDisk("faults-told")
    let workplace = Workplace(folder.store, vfs: disk.name)
    let listID = try workplace.listID()
    #expect(try workplace.create("the-first-0", in: listID).taskID != nil)
    #expect(workplace.outage() == nil)
    disk.fail(.full, atCall: 1, isLasting: true)
    #expect(try workplace.create("the-second", in: listID).code == "ledger_unavailable")
    for _ in 0..<3 {
      let outage = try #require(workplace.outage())
      #expect(outage.since == Workplace.now && outage.reason == "its disk is full")
    }
    disk.mend()
    #expect(workplace.outage() == nil)
    #expect(try workplace.create("the-second", in: listID).taskID != nil)
    #expect(try workplace.tasks() == ["the-first-0", "the-second"])
    #expect(try workplace.integrity() == ["ok"])
  }
}

/// One store, one failing disk, one call after another.
private final class Trial {
  let folder: Folder
  let disk: FaultyDisk
  let aftermath: DiskFaultTests.Aftermath
  let listID: String
  /// Keys whose write is known to be in the file.
  private var done = ["the-first-0"]

  init(disk: FaultyDisk, _ aftermath: DiskFaultTests.Aftermath) throws {
    folder = try Folder()
    self.disk = disk
    self.aftermath = aftermath
    let workplace = Workplace(folder.store)
    listID = try workplace.listID()
    _ = try #require(try workplace.create("the-first-0", in: listID).taskID)
  }

  /// - Returns: whether the call came to the failure.
  func run(_ failure: FaultyDisk.Failure, atCall call: Int, isLasting: Bool) throws -> Bool {
    let key = "the-key-\(call)"
    let seed = UInt64(call) * 10
    var bystander: Workplace?
    if aftermath == .restartOfAll {
      bystander = Workplace(folder.store)
      _ = try bystander?.tasks()
    }
    var workplace: Workplace? = Workplace(folder.store, vfs: disk.name, seed: seed)
    disk.fail(failure, atCall: call, isLasting: isLasting)
    let answer = try workplace?.create(key, in: listID)
    let hasFailed = disk.hasFailed
    disk.mend()
    let comment =
      "\(failure) at call \(call), lasting: \(isLasting), \(aftermath): \(answer as Any)"

    if aftermath != .retry {
      workplace = nil
      bystander = nil
      try compare(answer, key, "\(comment)")
      workplace = Workplace(folder.store, vfs: disk.name, seed: seed + 1)
    }
    let again = try #require(try workplace?.create(key, in: listID))
    let taskID = try #require(again.taskID, "\(comment), then \(again)")
    if let first = answer?.taskID { #expect(again == .replayed(taskID: first), "\(comment)") }
    #expect(try workplace?.create(key, in: listID) == .replayed(taskID: taskID), "\(comment)")
    workplace = nil
    done.append(key)
    let afterwards = Workplace(folder.store)
    #expect(try afterwards.tasks() == done, "\(comment)")
    #expect(try afterwards.keys() == done, "\(comment)")
    if call % 8 == 0 || !hasFailed {
      #expect(try afterwards.integrity() == ["ok"], "\(comment)")
    }
    // Empties the log: it would grow faster than the calls that are counted through it.
    afterwards.store.close()
    return hasFailed
  }

  /// Holds the answer against the file, as a new process finds it.
  private func compare(_ answer: Workplace.Answer?, _ key: String, _ comment: Comment) throws {
    let reader = Workplace(folder.store)
    let tasks = try reader.tasks()
    #expect(try reader.keys() == tasks, comment)
    switch answer {
    case .executed, .replayed: #expect(tasks == done + [key], comment)
    case .refused("outcome_unknown", _, _): #expect(tasks == done || tasks == done + [key], comment)
    case .refused(let code, let saysNothingWasExecuted, _):
      #expect(["ledger_unavailable", "ledger_busy"].contains(code), comment)
      #expect(saysNothingWasExecuted, comment)
      #expect(tasks == done, comment)
    case nil: Issue.record(comment)
    }
  }
}
