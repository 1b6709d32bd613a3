import APICore
import JSON
import Testing

@testable import LiveBackend

struct RetryTests {
  // MARK: The policy

  @Test(arguments: 1...3)
  func aPauseIsAnythingUpToTwiceTheOneBefore(retry: Int) {
    let policy = RetryPolicy()
    let most = 500 << (retry - 1)
    let ids = SeededIDSource(seed: 7)
    let pauses = (0..<2_000).compactMap { _ in
      policy.pause(before: retry, after: .connection, random: ids.next())?.rawValue
    }
    #expect(pauses.count == 2_000)
    #expect(pauses.allSatisfy { (0...most).contains(Int($0)) })
    // Full jitter: the whole range is used.
    #expect(pauses.contains { $0 < most / 10 })
    #expect(pauses.contains { $0 > most * 9 / 10 })
  }

  @Test func itEndsAfterThreeAndNoPauseIsLongerThanEightSeconds() {
    var policy = RetryPolicy()
    #expect(policy.pause(before: 4, after: .connection, random: 0) == nil)
    #expect(policy.pause(before: 0, after: .connection, random: 0) == nil)
    policy.retries = 100
    for retry in 1...100 {
      let pause = policy.pause(before: retry, after: .connection, random: .max)
      #expect(pause.map { $0 <= 8_000 } == true)
    }
    policy.retries = 0
    #expect(policy.pause(before: 1, after: .connection, random: 0) == nil)
  }

  @Test func whatTheServiceAsksForIsWaitedForAndSpread() {
    let policy = RetryPolicy()
    #expect(policy.pause(before: 1, after: .limited(pause: 17_000), random: 0) == 17_000)
    #expect(policy.pause(before: 1, after: .limited(pause: 17_000), random: 1_000) == 18_000)
    #expect(policy.pause(before: 1, after: .server(retryAfter: 2_000), random: 0) == 2_000)
  }

  // MARK: What headers say

  @Test(
    arguments: [
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Fri, 09 Jan 2026 10:20:30 GMT", 1_767_954_030_000),
      ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199_000),
      ("Sat, 01 Mar 2025 00:00:00 GMT", 1_740_787_200_000),
    ] as [(String, Milliseconds)])
  func aDateOfHTTPIsAnInstant(text: String, instant: Milliseconds) {
    #expect(Milliseconds(httpDate: text) == instant)
  }

  @Test(arguments: [
    "", "soon", "Fri, 09 Jan 2026 10:20:30 CET", "Fri, 09 Foo 2026 10:20:30 GMT",
    "Fri, 09 Jan 2026 10:20 GMT", "Fri, 9999999999999999999 Jan 2026 10:20:30 GMT",
  ])
  func anythingElseIsNone(text: String) {
    #expect(Milliseconds(httpDate: text) == nil)
  }

  @Test(
    arguments: [
      // The service's clock is what counts, however wrong this machine's is.
      (["x-ratelimit-reset": "1767954060", "date": "Fri, 09 Jan 2026 10:20:30 GMT"], 30_000),
      (["x-ratelimit-reset": "1767954000", "date": "Fri, 09 Jan 2026 10:20:30 GMT"], 0),
      (["x-ratelimit-reset": "9999999999999", "date": "Fri, 09 Jan 2026 10:20:30 GMT"], 60_000),
      (["x-ratelimit-reset": "9223372036854775807"], 0),
      (["x-ratelimit-reset": "1700000020"], 20_000), (["x-ratelimit-reset": "x"], nil), ([:], nil),
    ] as [([String: String], Milliseconds?)])
  func aResetIsAWhileOfAtMostAMinute(headers: [String: String], wait: Milliseconds?) {
    let answer = HTTPAnswer(status: 200, headers: headers)
    #expect(RateHeaders(answer, now: 1_700_000_000_000).resetsAfter == wait)
  }

  @Test(
    arguments: [
      ("3", 3_000), ("0", 0), ("-1", 600_000), ("99999999999999999", 600_000), ("x", nil),
      ("Fri, 09 Jan 2026 10:20:31 GMT", 1_000), ("Fri, 09 Jan 2036 10:20:31 GMT", 600_000),
    ] as [(String, Milliseconds?)])
  func retryAfterIsSecondsOrADateAndBounded(text: String, wait: Milliseconds?) {
    let answer = HTTPAnswer(
      status: 503, headers: ["retry-after": text, "date": "Fri, 09 Jan 2026 10:20:30 GMT"])
    #expect(RateHeaders(answer, now: 0).retryAfter == wait)
  }

  @Test func limitsThatCannotBeAreNotBelieved() {
    for text in ["0", "-5", "x", ""] {
      let answer = HTTPAnswer(status: 200, headers: ["x-ratelimit-limit": text])
      #expect(RateHeaders(answer, now: 0).limit == nil)
    }
  }
}
