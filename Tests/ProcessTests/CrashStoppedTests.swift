import Foundation
import JSON
import Testing

/// A process that stands still (SIGSTOP, a suspended laptop, a debugger) at each step of a write.
@Suite struct CrashStoppedTests {
  /// Long enough for a commit, short enough for a test; the wait ends by itself.
  static let impatient = ["TASKLEDGER_BUSY_TIMEOUT_MS": "200"]

  /// Where the lock is held the other process is told to come back, and nothing is executed; where
  /// it is not, the other does the work and the one that wakes up finds it done.
  @Test(arguments: CrashTests.points.filter { !$0.isAnswered })
  func oneStandsStill(point: CrashTests.Point) throws {
    let folder = try TemporaryDirectory()
    let other = try ServerProcess(["--store", folder.store], environment: Self.impatient)
    // The first write of a store also makes its secret, and would take the lock for that alone.
    _ = try other.ask(AtMostOnceTests.create(0, id: 0))
    let store = try StoreInspection(folder.store)
    let before = try store.effects
    let stopped = try ServerProcess(
      ["--store", folder.store], environment: ["TASKLEDGER_FAILPOINT": point.name + ":stop"])
    defer { stopped.kill() }
    try stopped.send(AtMostOnceTests.create(1, id: 1))
    try stopped.waitUntilStopped()

    let same = try other.ask(AtMostOnceTests.create(1, id: 1))
    let another = try other.ask(AtMostOnceTests.create(2, id: 2))
    if point.holdsLock {
      for refused in [same, another] {
        #expect(refused["error"]?["data"]?["code"] == "ledger_busy")
        #expect(refused["error"]?["message"]?.string?.contains("nothing was executed") == true)
        #expect(refused["error"]?["data"]?["retry"]?["safe"] == true)
        #expect(refused["error"]?["data"]?["retry"]?["same_key"] == true)
      }
      #expect(try store.effects == before)
      // Reading goes on meanwhile.
      #expect(try other.result("search_tasks", [:])["tasks"]?.array?.count == 1)
    } else {
      #expect(CrashTests.status(same) == (point.isCommitted ? "replayed" : "executed"))
      #expect(CrashTests.status(another) == "executed")
    }

    stopped.wake()
    let woken = try JSONValue.parse(try #require(try stopped.line()))
    let isDoneByOther = !point.holdsLock && !point.isCommitted
    #expect(CrashTests.status(woken) == (isDoneByOther ? "replayed" : "executed"))
    let again = try other.ask(AtMostOnceTests.create(1, id: 1))
    #expect(CrashTests.status(again) == "replayed")
    #expect(CrashTests.output(again) == CrashTests.output(woken))
    let retried = try other.ask(AtMostOnceTests.create(2, id: 2))
    #expect(CrashTests.status(retried) == (point.holdsLock ? "executed" : "replayed"))
    #expect(try store.taskNames == ["Task 0", "Task 1", "Task 2"])
    #expect(try store.integrity == "ok")
    #expect(try stopped.finish() == 0)
    #expect(try other.finish() == 0)
  }

  /// Writes of others are told to come back until it goes on or is gone; replays and reads go on.
  @Test(arguments: [true, false]) func oneStandsStillInACheckpoint(goesOn: Bool) throws {
    let folder = try TemporaryDirectory()
    let stopped = try ServerProcess(
      ["--store", folder.store],
      environment: [
        "TASKLEDGER_FAILPOINT": "in-checkpoint:stop", "TASKLEDGER_CHECKPOINT_BYTES": "0",
      ])
    defer { stopped.kill() }
    let made = try stopped.ask(AtMostOnceTests.create(1, id: 1))
    try stopped.waitUntilStopped()
    let other = try ServerProcess(["--store", folder.store], environment: Self.impatient)
    let replayed = try other.ask(AtMostOnceTests.create(1, id: 1))
    #expect(CrashTests.status(replayed) == "replayed")
    #expect(CrashTests.output(replayed) == CrashTests.output(made))
    let refused = try other.ask(AtMostOnceTests.create(2, id: 2))
    #expect(refused["error"]?["data"]?["code"] == "ledger_busy")
    #expect(refused["error"]?["message"]?.string?.contains("nothing was executed") == true)
    #expect(try other.result("search_tasks", [:])["tasks"]?.array?.count == 1)
    if goesOn {
      stopped.wake()
      // Its checkpoint is over when it has answered again.
      #expect(CrashTests.status(try stopped.ask(AtMostOnceTests.create(1, id: 2))) == "replayed")
    } else {
      stopped.kill()
    }
    #expect(CrashTests.status(try other.ask(AtMostOnceTests.create(2, id: 2))) == "executed")
    #expect(try other.finish() == 0)
    let store = try StoreInspection(folder.store)
    #expect(try store.taskNames == ["Task 1", "Task 2"])
    #expect(try store.integrity == "ok")
  }

  /// Between two requests a process holds nothing.
  @Test func oneStandsStillBetweenRequests() throws {
    let folder = try TemporaryDirectory()
    let stopped = try ServerProcess(["--store", folder.store])
    defer { stopped.kill() }
    let made = try stopped.ask(AtMostOnceTests.create(1, id: 1))
    _ = Foundation.kill(stopped.process.processIdentifier, SIGSTOP)
    try stopped.waitUntilStopped()
    let other = try ServerProcess(["--store", folder.store], environment: Self.impatient)
    #expect(
      CrashTests.output(try other.ask(AtMostOnceTests.create(1, id: 1))) == CrashTests.output(made))
    let second = try other.ask(AtMostOnceTests.create(2, id: 2))
    #expect(CrashTests.status(second) == "executed")
    #expect(try other.finish() == 0)
    stopped.wake()
    let again = try stopped.ask(AtMostOnceTests.create(2, id: 2))
    #expect(CrashTests.status(again) == "replayed")
    #expect(CrashTests.output(again) == CrashTests.output(second))
    #expect(try stopped.finish() == 0)
  }

  /// It never wakes up: its death frees the store at once.
  @Test func oneThatStandsStillWithTheLockIsKilled() throws {
    let folder = try TemporaryDirectory()
    let stopped = try ServerProcess(
      ["--store", folder.store], environment: ["TASKLEDGER_FAILPOINT": "before-commit:stop"])
    try stopped.send(AtMostOnceTests.create(1, id: 1))
    try stopped.waitUntilStopped()
    let other = try ServerProcess(["--store", folder.store], environment: Self.impatient)
    let refused = try other.ask(AtMostOnceTests.create(1, id: 1))
    #expect(refused["error"]?["data"]?["code"] == "ledger_busy")
    stopped.kill()
    #expect(CrashTests.status(try other.ask(AtMostOnceTests.create(1, id: 1))) == "executed")
    #expect(try other.finish() == 0)
    #expect(try StoreInspection(folder.store).taskNames == ["Task 1"])
  }
}

extension ServerProcess {
  /// Waits until the process has stopped (SIGSTOP).
  ///
  /// - Throws: where it ends instead, or does neither; it is killed then.
  func waitUntilStopped(withinSeconds deadline: Int = deadlineSeconds) throws {
    let identifier = id_t(process.processIdentifier)
    let isOver = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      _ = Self.hasStopped(identifier)
      isOver.signal()
    }
    guard isOver.wait(timeout: .now() + .seconds(deadline)) == .success else {
      kill()
      throw Failure(description: "the server did not stop within \(deadline) s")
    }
    // What was found is left to be found again, so this does not wait.
    guard Self.hasStopped(identifier) else {
      throw Failure(description: "the process ended instead of stopping")
    }
  }

  /// Waits until the process stops or is gone; which of the two.
  private static func hasStopped(_ identifier: id_t) -> Bool {
    var info = siginfo_t()
    while true {
      if waitid(P_PID, identifier, &info, WSTOPPED | WNOWAIT) == 0 { return true }
      if errno != EINTR { return false }
    }
  }

  /// Lets a stopped process go on (SIGCONT).
  func wake() { _ = Foundation.kill(process.processIdentifier, SIGCONT) }
}
