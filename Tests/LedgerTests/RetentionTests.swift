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
    #expect(refusal.code == .keyExpired)
    #expect(refusal.message.contains("as task 2"))
    #expect(refusal.message.contains("read task 2 to see how it stands"))
    #expect(refusal.operation?["remote_id"] == "2")
    #expect(try bench.tasks.count == 5, "nothing was executed again")
    let other = try bench.ledger.refusal(Call(key: "number-2", name: "another"))
    #expect(other.code == .keyConflict && other.message.contains("`name`"))
  }

  @Test("A call without a key is recognized as long as it was, whatever is dropped")
  func derivedKeys() throws {
    try bench.ledger.run(Call(name: "no key"))
    for look in [Self.days(-1), 500_000] {
      _ = Retention(rows, days: 1).prune(at: bench.clock.now() + look)
    }
    bench.clock.advance(by: 500_000)
    #expect(try bench.ledger.run(Call(name: "no key")).status == "replayed")
    #expect(try answered.last == 6)
  }

  @Test("A clock that is set back drops nothing too early, one that is ahead nothing twice")
  func clocks() throws {
    bench.clock.set(Bench.start - Self.days(30))
    #expect(try prune(olderThan: 4) == 0)
    // For a day it is as if no time had passed since the last row.
    bench.clock.set(Bench.start + Self.days(100))
    #expect(try prune(olderThan: 1) == 3)
    bench.clock.advance(by: Self.days(1))
    #expect(try prune(olderThan: 1) == 2)
    #expect(try prune(olderThan: 1) == 0)
    #expect(try rows.verify().fault == nil)
  }

  @Test("A process that starts with the clock a month ahead drops nothing, however long it runs")
  func monthAhead() throws {
    let start = bench.clock.now()
    #expect(Retention(rows).prune(at: start) == 0)
    for hour in 0..<23 {
      let ahead = start + Self.days(60) + Milliseconds(Int64(hour) * 3_600_000)
      #expect(Retention(rows).prune(at: ahead) == 0)
    }
    // Put right, it is as if that had not been.
    for day in 1...25 { #expect(Retention(rows).prune(at: start + Self.days(Int64(day))) == 0) }
    #expect(try answered == [1, 2, 3, 4, 5])
    // 31 days after the first row, looked at a day before and a day after.
    #expect(Retention(rows).prune(at: start + Self.days(26)) == 0)
    #expect(Retention(rows).prune(at: start + Self.days(27)) == 1)
    #expect(try answered == [2, 3, 4, 5])
  }

  @Test("A write with the clock ahead keeps no answer for longer than its age, nor takes one early")
  func writtenAhead() throws {
    let start = bench.clock.now()
    bench.clock.set(start + Self.days(300))
    try bench.ledger.run(Call(key: "ahead-number", name: "ahead"))
    bench.clock.set(start)
    #expect(try prune(olderThan: 10) == 0)
    bench.clock.advance(by: Self.days(6) + 1)
    // By the wall the first two are older than ten days then.
    #expect(try prune(olderThan: 10) == 2)
    bench.clock.advance(by: Self.days(4))
    #expect(try prune(olderThan: 10) == 4)
    #expect(try rows.verify().fault == nil)
  }

  @Test("What stood before goes with the answer, but not of what is unclear")
  func preImages() throws {
    let now = bench.clock.now()
    try rows.insertUnclear("op_a", key: "unclear-1", at: now, preImage: "{\"a\":1}")
    try rows.insertUnclear(
      "op_b", key: "settled-1", state: .succeeded, at: now, preImage: "{\"b\":1}")
    bench.clock.advance(by: Self.days(1))
    #expect(try prune(olderThan: 0) == 7)
    #expect(try rows.entries(.operationID("op_a")).first?.preImage == ["a": 1])
    #expect(try rows.entries(.operationID("op_b")).first?.preImage == nil)
    #expect(try rows.verify().fault == nil)
  }

  @Test("Once all is done it looks again after a minute; where more is left, after a second")
  func onceAMinute() throws {
    let now = bench.clock.now() + Self.days(1)
    #expect(Retention(rows, days: 1).prune(at: now - Self.days(1)) == 0)
    let retention = Retention(rows, days: 1, rowsPerRun: 2)
    // Four of the five were older than a day at the look before.
    #expect(retention.prune(at: now) == 2)
    #expect(retention.prune(at: now + 999) == 0)
    #expect(retention.prune(at: now + 1_000) == 2)
    #expect(retention.prune(at: now + 2_000) == 0)
    #expect(try answered == [5])
    #expect(retention.prune(at: now + Self.days(1)) == 1)
    #expect(retention.prune(at: now + Self.days(9)) == 0)
  }

  @Test("A clock that is set back does not keep it from looking")
  func setBack() throws {
    let retention = Retention(rows, days: 50)
    #expect(retention.prune(at: Bench.start + Self.days(40)) == 0)
    bench.clock.set(Bench.start + Self.days(39))
    try bench.ledger.run(Call(key: "number-6", name: "task 6"))
    let shorter = Retention(rows, days: 1)
    #expect(shorter.prune(at: Bench.start + Self.days(40)) == 0)
    #expect(shorter.prune(at: Bench.start + Self.days(39)) == 0)
    #expect(shorter.prune(at: Bench.start + Self.days(40)) == 5)
  }

  @Test("It never waits for a process that writes, and tries again a minute later")
  func neverWaits() throws {
    let now = bench.clock.now() + Self.days(1)
    #expect(Retention(rows, days: 1).prune(at: now - Self.days(1)) == 0)
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
    #expect(retention.prune(at: now + 120_000) == 4)
    #expect(try answered == [5])
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
