import JSON
import Testing

@testable import Benchmark

@Suite struct CorpusTests {
  @Test func aTaskIsTheSameInEveryRun() {
    #expect(Corpus.title(ofTask: 7) == Corpus.title(ofTask: 7))
    #expect(Set((0..<1_000).map(Corpus.title)).count > 990)
  }

  @Test func wordsAreAsRareAsIsSaid() {
    let texts = (0..<2_000).map { Corpus.title(ofTask: $0) + " " + Corpus.body(ofTask: $0) }
    func share(_ word: String) -> Double {
      Double(texts.count { $0.contains(word) }) / Double(texts.count)
    }
    let rare = (0..<50).map { share(Corpus.word($0)) }
    let frequent = (0..<5).map { share(Corpus.frequentWord($0)) }
    #expect((0.005...0.03).contains(rare.reduce(0, +) / 50), "\(rare)")
    #expect((0.2...0.5).contains(frequent.reduce(0, +) / 5), "\(frequent)")
  }

  @Test func pagesHoldAllTasksOnce() throws {
    let pages = try Corpus.pages(ofTasks: 250).map { try JSONValue.parse($0) }
    #expect(pages.map { $0["tasks"]?.array?.count } == [100, 100, 50])
    let ids = pages.flatMap { $0["tasks"]?.array ?? [] }.compactMap { $0["id"]?.string }
    #expect(Set(ids).count == 250)
  }

  @Test func noTwoWritesShareAKey() {
    for workload in [Workload.create, .comment, .setField, .logTime] {
      #expect(Set((1...100).map { workload.request($0, tasks: 10) }).count == 100)
    }
  }
}
