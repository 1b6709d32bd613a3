import APICore
import JSON
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import LiveBackend

struct RateGovernorTests {
  private let token: Token
  private let start = Milliseconds(5_000_000)
  private let minute = Milliseconds(60_000)

  init() throws { token = try Token("pk_1_A") }

  private struct Send: Sendable {
    let at: Milliseconds
    let purpose: APIClient.Purpose
  }

  /// The most sends in any 60 s.
  private func most(_ sends: [Send]) -> Int {
    let times = sends.map(\.at).sorted()
    var first = 0
    var most = 0
    for (index, time) in times.enumerated() {
      while times[first] + minute <= time { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  private func headers(
    limit: Int? = nil, remaining: Int? = nil, resetsIn seconds: Int? = nil
  ) -> RateHeaders {
    var headers = ["date": "Fri, 09 Jan 2026 10:20:30 GMT"]
    headers["x-ratelimit-limit"] = limit.map(String.init)
    headers["x-ratelimit-remaining"] = remaining.map(String.init)
    headers["x-ratelimit-reset"] = seconds.map { String(1_767_954_030 + $0) }
    return RateHeaders(HTTPAnswer(status: 200, headers: headers), now: 0)
  }

  private func store(_ path: String) -> Store {
    Store(path: path, migrations: LiveBackend.migrations)
  }

  /// How many are admitted before one would have to wait.
  private func admitted(
    _ governor: RateGovernor, _ purpose: APIClient.Purpose = .ordinary, atMost: Int = 2_000
  ) throws -> Int {
    for count in 0..<atMost {
      do { try governor.admit(purpose, until: start + 1) } catch { return count }
    }
    return atMost
  }

  @Test func sixteenProcessesTogetherNeverSendMoreThanTheLimitInAnyMinute() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db")
    let time = VirtualTime(start)
    let sends = Mutex<[Send]>([])
    // Made beforehand: opening waits for the other openers in real time.
    let governors = (0..<16).map { _ in
      RateGovernor(store: store(path), token: token, uptime: time, pause: time.pause)
    }
    governors[0].learn(headers(limit: 40), status: 200)
    let end = start + 600_000
    time.run(16) { number in
      let purpose: APIClient.Purpose = number % 4 == 0 ? .lookUp : .ordinary
      for _ in 0..<12 {
        do {
          try governors[number].admit(purpose, until: end)
        } catch {
          Issue.record("refused: \(error)")
          return
        }
        sends.withLock { $0.append(Send(at: time.now(), purpose: purpose)) }
      }
    }
    let all = sends.withLock { $0 }
    #expect(all.count == 16 * 12)
    #expect(most(all) <= 40)
    // As fast as allowed: the first window is full at once.
    #expect(all.count { $0.at == start } == 40)
    #expect(most(all.filter { $0.purpose == .ordinary }) <= 36)
    // Five windows hold them; which thread comes first may cost another one.
    #expect(time.now() <= start + 366_000)
  }

  @Test(arguments: 1...20)
  func whateverIsAskedForWhenNoMinuteHoldsMoreThanTheLimit(seed: Int) throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(
      store: nil, token: token, uptime: clock, pause: Pause { clock.advance(by: $0) })
    let dice = SeededIDSource(seed: UInt64(seed))
    let limit = Int(dice.next() % 30) + 1
    governor.learn(headers(limit: limit), status: 200)
    var sends: [Send] = []
    for _ in 0..<400 {
      if dice.next() % 3 == 0 { clock.advance(by: Milliseconds(Int64(dice.next() % 9_000))) }
      let purpose: APIClient.Purpose = dice.next() % 3 == 0 ? .lookUp : .ordinary
      let patience = Milliseconds(Int64(dice.next() % 70_000))
      let asked = clock.now()
      do {
        try governor.admit(purpose, until: asked + patience)
        sends.append(Send(at: clock.now(), purpose: purpose))
        #expect(clock.now() <= asked + patience)
      } catch {
        #expect(error.delivery == .notSent)
        #expect(error.retryAfter.map { $0 > 0 } == true)
      }
    }
    #expect(sends.count > 20)
    #expect(most(sends) <= limit)
    let ordinary = limit - SendLog.reserve(of: limit)
    #expect(most(sends.filter { $0.purpose == .ordinary }) <= ordinary)
  }

  /// A place that is used later than it was taken counts when it is used; one that is never used
  /// only costs capacity.
  @Test(arguments: 1...40)
  func wheneverPlacesAreUsedNoMinuteHoldsMoreThanTheLimit(seed: Int) throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(
      store: nil, token: token, uptime: clock, pause: Pause { clock.advance(by: $0) })
    let dice = SeededIDSource(seed: UInt64(seed))
    let limit = Int(dice.next() % 12) + 2
    governor.learn(headers(limit: limit), status: 200)
    var sends: [Send] = []
    var held: [(place: Admission, left: Int, purpose: APIClient.Purpose)] = []
    for _ in 0..<400 {
      clock.advance(by: Milliseconds(Int64(dice.next() % 4_000)))
      if dice.next() % 3 == 0 || held.isEmpty {
        let purpose: APIClient.Purpose = dice.next() % 3 == 0 ? .lookUp : .ordinary
        let count = Int(dice.next() % 4) + 1
        do {
          let place = try governor.admit(purpose, count: count, until: clock.now() + 20_000)
          held.append((place, place.count, purpose))
        } catch { #expect(error.delivery == .notSent) }
      } else {
        let index = Int(dice.next() % UInt64(held.count))
        let before = clock.now()
        if try governor.confirm(held[index].place, for: held[index].purpose) == 0 {
          sends.append(Send(at: before, purpose: held[index].purpose))
        }
        #expect(clock.now() == before)
        held[index].left -= 1
        if held[index].left == 0 || dice.next() % 8 == 0 { held.remove(at: index) }
      }
    }
    #expect(sends.count > 20)
    #expect(most(sends) <= limit)
  }

  @Test func placesAreTakenAllAtOnceOrNone() throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(
      store: nil, token: token, uptime: clock, pause: Pause { clock.advance(by: $0) })
    governor.learn(headers(limit: 20), status: 200)
    #expect(try admitted(governor) == 18)
    clock.advance(by: 10_000)
    #expect(try governor.admit(.lookUp, count: 2, until: clock.now() + 1).takenAt == clock.now())
    let error = try #require(throws: APIError.self) {
      try governor.admit(.lookUp, count: 19, until: clock.now() + 1)
    }
    #expect(error.retryAfter == 61_000)
    #expect(
      try #require(throws: APIError.self) {
        try governor.admit(.lookUp, count: 18, until: clock.now() + 1)
      }.retryAfter == 51_000)
    // More than there ever are.
    #expect(try governor.admit(.lookUp, count: 40, until: clock.now() + 70_000).count == 20)
    #expect(clock.now() == start + 10_000 + 61_000)
  }

  @Test func aCallThatWaitsLongSaysSoAgainAndAgain() throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(
      store: nil, token: token, uptime: clock, pause: Pause { clock.advance(by: $0) })
    #expect(try admitted(governor) == 90)
    let said = Mutex<[String]>([])
    let call = CallContext(deadline: start + 90_000) { text in said.withLock { $0.append(text) } }
    _ = try CallContext.$current.withValue(call) {
      try governor.admit(.ordinary, until: call.deadline)
    }
    let seconds = stride(from: 61, to: 0, by: -5)
    #expect(
      said.withLock { $0 }
        == seconds.map { "waiting \($0) s for the rate limit of the ClickUp token" })
  }

  @Test func aTenthIsKeptForLookUps() throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(store: nil, token: token, uptime: clock)
    #expect(try admitted(governor) == 90)
    #expect(try admitted(governor, .fresh) == 0)
    #expect(try admitted(governor, .lookUp) == 10)
    #expect(SendLog.reserve(of: 1) == 0)
    #expect(SendLog.reserve(of: 2) == 1)
  }

  @Test func aWaitPastTheDeadlineIsRefusedAtOnceWithHowLong() throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(
      store: nil, token: token, uptime: clock,
      pause: Pause { duration in
        clock.advance(by: duration)
        Issue.record("it waited")
      })
    #expect(try admitted(governor) == 90)
    clock.advance(by: 11_000)
    let error = try #require(throws: APIError.self) {
      try governor.admit(.ordinary, until: start + 30_000)
    }
    #expect(error.delivery == .notSent)
    #expect(error.retryAfter == 50_000)
    #expect(error.message.contains("used up for 50 s"))
  }

  @Test func theLimitIsLearnedAndSoKnownToTheOtherProcesses() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db")
    let clock = ManualClock(start)
    let first = RateGovernor(store: store(path), token: token, uptime: clock)
    let second = RateGovernor(store: store(path), token: token, uptime: clock)
    first.learn(headers(limit: 120), status: 200)
    #expect(try admitted(second) == 108)
    #expect(try admitted(first) == 0)
    let other = RateGovernor(store: store(path), token: try Token("pk_2_B"), uptime: clock)
    #expect(try admitted(other) == 90)
  }

  @Test func a429StopsAllProcessesUntilTheServiceCountsAnew() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db")
    let clock = ManualClock(start)
    let first = RateGovernor(store: store(path), token: token, uptime: clock)
    let second = RateGovernor(store: store(path), token: token, uptime: clock)
    first.learn(headers(resetsIn: 17), status: 429)
    for purpose in [APIClient.Purpose.ordinary, .lookUp] {
      let error = try #require(throws: APIError.self) {
        try second.admit(purpose, until: start + 10_000)
      }
      #expect(error.retryAfter == 17_000)
    }
    clock.advance(by: 17_000)
    try second.admit(.ordinary, until: clock.now() + 1)
  }

  /// Somebody else uses the token, too.
  @Test func whatIsLeftAtTheServiceCountsWhoeverUsedTheRest() throws {
    let clock = ManualClock(start)
    let governor = RateGovernor(store: nil, token: token, uptime: clock)
    governor.learn(headers(limit: 100, remaining: 11, resetsIn: 20), status: 200)
    try governor.admit(.ordinary, until: start + 1)
    governor.learn(headers(limit: 100, remaining: 10, resetsIn: 20), status: 200)
    let error = try #require(throws: APIError.self) {
      try governor.admit(.ordinary, until: start + 10_000)
    }
    #expect(error.retryAfter == 20_000)
    try governor.admit(.lookUp, until: start + 1)
    governor.learn(headers(limit: 100, remaining: 0, resetsIn: 20), status: 200)
    #expect(throws: APIError.self) { try governor.admit(.lookUp, until: start + 1) }
  }

  /// Those who hold it count there.
  @Test func aStoreThatOthersHoldIsWaitedForAndNotPassedBy() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db")
    let clock = ManualClock(start)
    let governor = RateGovernor(
      store: Store(
        path: path, migrations: LiveBackend.migrations, busyTimeoutMilliseconds: 1),
      token: token, uptime: clock, pause: Pause { clock.advance(by: $0) })
    try governor.admit(.ordinary, until: start + 1)
    let holder = try Connection(path: path)
    try holder.execute("BEGIN IMMEDIATE")
    let error = try #require(throws: APIError.self) {
      try governor.admit(.ordinary, until: start + 1_000)
    }
    #expect(error.status == 503)
    #expect(error.delivery == .notSent)
    #expect(error.message.contains("nothing was asked of ClickUp"))
    #expect(clock.now() >= start + 900)
    #expect(clock.now() < start + 1_000)
    try holder.execute("ROLLBACK")
    try governor.admit(.ordinary, until: start + 1_000)
  }

  @Test func aStoreThatCannotBeWrittenStopsNothing() throws {
    let clock = ManualClock(start)
    let broken = store("/dev/null/store.db")
    let governor = RateGovernor(store: broken, token: token, uptime: clock)
    governor.learn(headers(limit: 50), status: 200)
    #expect(try admitted(governor) == 45)
  }

  @Test func uptimeThatBeginsAgainDelaysByAMinuteAtMost() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db")
    let before = RateGovernor(store: store(path), token: token, uptime: ManualClock(start))
    #expect(try admitted(before) == 90)
    before.learn(headers(resetsIn: 60), status: 429)
    let clock = ManualClock(1_000)
    let after = RateGovernor(
      store: store(path), token: token, uptime: clock, pause: Pause { clock.advance(by: $0) })
    try after.admit(.ordinary, until: 70_000)
    #expect(clock.now() <= 1_000 + 61_000)
  }

  @Test func aCallThatWaitsSaysSoAndStopsWhenItIsCancelled() throws {
    let clock = ManualClock(start)
    let cancellation = CancellationMark()
    let governor = RateGovernor(
      store: nil, token: token, uptime: clock,
      pause: Pause { duration in
        clock.advance(by: duration)
        if clock.now() >= start + 5_000 { cancellation.set() }
      })
    #expect(try admitted(governor) == 90)
    let said = Mutex<[String]>([])
    let call = CallContext(deadline: start + 90_000, cancellation: cancellation) { text in
      said.withLock { $0.append(text) }
    }
    let error = try #require(throws: APIError.self) {
      try CallContext.$current.withValue(call) {
        try governor.admit(.ordinary, until: call.deadline)
      }
    }
    #expect(error.delivery == .notSent)
    #expect(error.message == "the call was cancelled")
    #expect(clock.now() == start + 5_000)
    #expect(said.withLock { $0 } == ["waiting 61 s for the rate limit of the ClickUp token"])
  }

  @Test func theStoreHoldsNoTokenAndNoMoreThanAMinute() throws {
    let store = store(":memory:")
    let clock = ManualClock(start)
    let governor = RateGovernor(store: store, token: token, uptime: clock)
    #expect(try admitted(governor) == 90)
    clock.advance(by: 61_000)
    try governor.admit(.ordinary, until: clock.now() + 1)
    let rows = try store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT token FROM rate_send") { $0.text(0) }
    }
    #expect(rows == [token.digest])
  }
}
