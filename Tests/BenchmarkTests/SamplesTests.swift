import Testing

@testable import Benchmark

@Suite struct SamplesTests {
  private func samples(_ values: [Int]) -> Samples {
    var samples = Samples()
    samples.add(values)
    return samples
  }

  @Test(arguments: [(0.0, 1), (0.01, 1), (0.5, 50), (0.505, 51), (0.95, 95), (0.99, 99), (1, 100)])
  func percentilesAreOfTheNearestRank(share: Double, value: Int) {
    #expect(samples((1...100).reversed()).percentile(share) == value)
  }

  @Test func ofNothingThereIsNoPercentile() {
    #expect(samples([]).percentile(0.5) == nil)
    #expect(samples([7]).percentile(0.99) == 7)
  }

  @Test func theMedianStandsInTheMiddle() {
    #expect(median([]) == nil)
    #expect(median([3, 1, 2]) == 2)
    #expect(median([4, 1, 2, 3]) == 2.5)
  }
}
