import APICore
import Foundation
import JSON
import SQLite
import Testing

@testable import Ledger

@Suite("Retention")
struct RetentionTests {
  static func days(_ count: Int64) -> Milliseconds { Milliseconds(count * 86_400_000) }
  let bench: Bench
  let rows: LedgerStore

  init() throws {
    bench = try Bench()
    rows = LedgerStore(bench.store)
    for number in 1...5 {
      try bench.ledger.run(Call(key: "number-\(number)", name: "task \(number)"))
      bench.clock.advance(by: Self.days(1))
    }
  }

  /// Sequences of the rows that still have their answer.
  private var answered: [Int64] {
    get throws {
      try rows.list(LedgerQuery()).entries.filter { $0.output != nil }.map(\.sequence).reversed()
    }
  }

  private func prune(olderThan days: Int64, limit: Int = 100) throws -> Int {
    try rows.prune(
      olderThan: Self.days(days), at: bench.clock.now(), limit: limit)
  }

  @Test("Answers go when they are older than the age, and the chain stays sound")
  func lettingGo() throws {
    #expect(try prune(olderThan: 5) == 0)
    #expect(try answered == [1, 2, 3, 4, 5])
    #expect(try rows.verify().links == 5, "nothing that was not done is noted")
    #expect(try prune(olderThan: 3) == 2)
    #expect(try answered == [3, 4, 5])
    #expect(try prune(olderThan: 3) == 0)
    #expect(try prune(olderThan: 0) == 3)
    #expect(try answered == [])
    let verdict = try rows.verify()
    #expect(verdict.fault == nil, "\(verdict.fault?.sentence ?? "")")
    #expect(verdict.links == 7)
  }

  @Test("One run does no more than it may, and the next goes on")
  func bounded() throws {
    #expect(try prune(olderThan: 0, limit: 2) == 2)
    #expect(try answered == [3, 4, 5])
    #expect(try prune(olderThan: 0, limit: 2) == 2)
    #expect(try prune(olderThan: 0, limit: 2) == 1)
    #expect(try prune(olderThan: 0, limit: 2) == 0)
    #expect(try rows.verify().fault == nil)
  }

  @Test("The key stays used, and says what it made and what to do")
  func tombstone() throws {
    _ = try prune(olderThan: 0)
    let refusal = try bench.ledger.refusal(Call(key: "number-2", name: "task 2"))
    #expect(refusal.code == "key_expired")
    #expect(refusal.message.contains("as task 2"))
    #expect(refusal.message.contains("read task 2 to see how it stands"))
    #expect(refusal.operation?["remote_id"] == "2")
    #expect(try bench.tasks.count == 5, "nothing was executed again")
    let other = try bench.ledger.refusal(Call(key: "number-2", name: "another"))
    #expect(other.code == "key_conflict" && other.message.contains("`name`"))
  }

  @Test("A call without a key is recognized as long as it was, whatever is let go")
  func derivedKeys() throws {
    try bench.ledger.run(Call(name: "no key"))
    _ = Retention(rows, days: 1).prune(at: bench.clock.now() + 500_000)
    bench.clock.advance(by: 500_000)
    #expect(try bench.ledger.run(Call(name: "no key")).status == "replayed")
    #expect(try answered.last == 6)
  }

  @Test("A clock that is set back lets nothing go too early, one that is ahead nothing twice")
  func clocks() throws {
    bench.clock.set(Bench.start - Self.days(30))
    #expect(try prune(olderThan: 1) == 0)
    bench.clock.set(Bench.start + Self.days(100))
    #expect(try prune(olderThan: 1) == 5)
    #expect(try prune(olderThan: 1) == 0)
    #expect(try rows.verify().fault == nil)
  }

  @Test("What stood before goes with the answer, but not of what is unclear")
  func preImages() throws {
    let now = bench.clock.now()
    try rows.insertUnclear("op_a", key: "unclear-1", at: now, preImage: "{\"a\":1}")
    try rows.insertUnclear("op_b", key: "settled-1", state: "done", at: now, preImage: "{\"b\":1}")
    bench.clock.advance(by: Self.days(1))
    #expect(try prune(olderThan: 0) == 7)
    #expect(try rows.entries(.operationID("op_a")).first?.preImage == ["a": 1])
    #expect(try rows.entries(.operationID("op_b")).first?.preImage == nil)
    #expect(try rows.verify().fault == nil)
  }

  @Test("Once all is done it looks again after a minute; where more is left, at once")
  func onceAMinute() throws {
    let now = bench.clock.now()
    let retention = Retention(rows, days: 1, rowsPerRun: 2)
    // Four of the five are older than a day.
    #expect((0..<3).map { _ in retention.prune(at: now) } == [2, 2, 0])
    #expect(retention.prune(at: now + 59_999) == 0)
    #expect(try answered == [5])
    #expect(retention.prune(at: now + 60_000) == 1)
    #expect(retention.prune(at: now + Self.days(9)) == 0)
  }

  @Test("A clock that is set back does not keep it from looking")
  func setBack() throws {
    let retention = Retention(rows, days: 50)
    #expect(retention.prune(at: Bench.start + Self.days(40)) == 0)
    bench.clock.set(Bench.start + Self.days(39))
    try bench.ledger.run(Call(key: "number-6", name: "task 6"))
    let shorter = Retention(rows, days: 1)
    #expect(shorter.prune(at: Bench.start) == 0)
    #expect(shorter.prune(at: Bench.start - 1) == 0)
    #expect(shorter.prune(at: Bench.start + Self.days(4)) == 3)
  }

  @Test("It never waits for a process that writes, and tries again a minute later")
  func neverWaits() throws {
    let now = bench.clock.now()
    // A deadline that the test would not live to see.
    let store = Store(
      path: bench.path, migrations: [TaskBackend.migration] + LedgerStore.migrations,
      busyTimeoutMilliseconds: 3_600_000)
    let retention = Retention(LedgerStore(store), days: 1)
    let writer = try Connection(path: bench.path)
    try writer.execute("BEGIN IMMEDIATE")
    #expect(retention.prune(at: now) == 0)
    try writer.execute("ROLLBACK")
    #expect(retention.prune(at: now + 59_999) == 0)
    // Whoever empties the log holds the guard alone.
    let descriptor = open(bench.path + "-guard", O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    #expect(retention.prune(at: now + 60_000) == 0)
    #expect(flock(descriptor, LOCK_UN) == 0)
    #expect(retention.prune(at: now + 120_000) == 5)
    #expect(try answered == [])
  }

  @Test("Without a number of days everything stays; a store that cannot be written is left alone")
  func off() throws {
    bench.clock.advance(by: Self.days(1_000))
    #expect(Retention(rows, days: nil).prune(at: bench.clock.now()) == 0)
    #expect(try answered.count == 5)
    try bench.removeStore()
    #expect(Retention(rows).prune(at: bench.clock.now()) == 0)
  }
}
