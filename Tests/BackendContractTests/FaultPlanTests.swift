import LoopbackClickUp
import Testing

@Suite struct FaultPlanTests {
  private static let numbers = 1...10_000

  @Test func aSeedDecidesEverything() {
    let plans = [FaultPlan(seed: 7), FaultPlan(seed: 7), FaultPlan(seed: 8)]
    let faults = plans.map { plan in Self.numbers.map { plan.fault(forWrite: $0) } }
    #expect(faults[0] == faults[1])
    #expect(faults[0] != faults[2])
  }

  /// Of 10,000, three standard deviations of a share of 30 % are 1.4 points.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func theSharesAreMet(_ seed: UInt64) {
    let plan = FaultPlan(seed: seed)
    var counts: [String: Int] = [:]
    for number in Self.numbers {
      let fault = plan.fault(forWrite: number)
      switch (fault.outcome, fault.ending) {
      case (.applied, .answer): counts["none", default: 0] += 1
      case (.applied, .silence): counts["silentAfter", default: 0] += 1
      case (.skipped, .silence): counts["silentBefore", default: 0] += 1
      case (.applied, .status): counts["failedAfter", default: 0] += 1
      case (.applied, _): counts["lostAnswers", default: 0] += 1
      case (.skipped, .limited): counts["limited", default: 0] += 1
      case (.skipped, .status): counts["failedBefore", default: 0] += 1
      case (.skipped, _): counts["lostRequests", default: 0] += 1
      case (.late, _): counts["late", default: 0] += 1
      case (.appliedTwice, _): counts["twice", default: 0] += 1
      }
      if plan.fault(forRead: number) != .none { counts["reads", default: 0] += 1 }
    }
    let expected = [
      "none": 4_200, "lostAnswers": 3_000, "lostRequests": 1_000, "failedAfter": 500,
      "failedBefore": 500, "late": 500, "limited": 200, "reads": 500,
    ]
    #expect(counts["twice"] == nil)
    for (name, count) in expected {
      #expect(abs((counts[name] ?? 0) - count) <= 150, "\(name): \(counts[name] ?? 0)")
    }
    for name in ["silentBefore", "silentAfter"] {
      #expect((25...100).contains(counts[name] ?? 0), "\(name): \(counts[name] ?? 0)")
    }
  }
}
