import Foundation
import JSON
import Testing

/// Several real processes share one store, and are killed or left alone with their answers.
@Suite struct CrashCrowdTests {
  /// Kills at random, until as many as asked for have happened: each round in a store of its own,
  /// which the processes also race to make.
  @Test func killsAtRandomAmongProcesses() throws {
    var random = SeededGenerator(seed: CrashCounts.seed)
    let keys = 40
    var (kills, answers, lost, busy) = (0, 0, 0, 0)
    while kills < CrashCounts.randomKills {
      let folder = try TemporaryDirectory()
      var crowd = try Crowd(
        of: EmbeddedSubject(store: folder.store), .init(keys: keys), disturbance: .kill,
        random: SeededGenerator(seed: random.next()))
      try crowd.run(disturbingAtMost: CrashCounts.randomKills - kills, gap: 12)
      try crowd.verify()
      try #require(crowd.disturbances > 0)
      kills += crowd.disturbances
      answers += crowd.answers
      lost += crowd.lost
      busy += crowd.busy
    }
    print(
      "seed \(CrashCounts.seed): \(kills) kills, \(answers) answers, \(lost) cut off, \(busy) busy")
  }

  /// Every key is asked for 20 times by each process, and a good part of the answers is lost.
  @Test func retriesWithLostAnswersAmongProcesses() throws {
    let (keys, repeats) = (CrashCounts.keys, 20)
    let folder = try TemporaryDirectory()
    var crowd = try Crowd(
      of: EmbeddedSubject(store: folder.store), .init(keys: keys, repeats: repeats),
      disturbance: .hangUp, random: SeededGenerator(seed: CrashCounts.seed))
    try crowd.run(disturbingAtMost: .max, gap: 60)
    try crowd.verify()
    #expect(crowd.lost > 0)
    #expect(crowd.answers - crowd.busy == crowd.size.processes * keys * repeats)
    print(
      "seed \(CrashCounts.seed): \(crowd.answers) answers, \(crowd.lost) lost in "
        + "\(crowd.disturbances) hang-ups, \(crowd.busy) busy")
  }

  /// Hosts start a server twice at once: both find no store, and both end in the same one.
  @Test func twoProcessesMakeANewStoreAtOnce() throws {
    for _ in 0..<CrashCounts.newStores {
      let folder = try TemporaryDirectory()
      let servers = try (0..<2).map { _ in try ServerProcess(["--store", folder.store]) }
      for (index, server) in servers.enumerated() {
        try server.send(AtMostOnceTests.create(index, id: 1))
        try server.send(AtMostOnceTests.create(9, id: 2))
        try server.send(CrashTests.request("get_workspace", [:]))
      }
      let answers = try servers.map { server in
        try (0..<3).map { _ in try JSONValue.parse(try #require(try server.line())) }
      }
      #expect(answers.map { CrashTests.status($0[0]) } == ["executed", "executed"])
      #expect(
        answers.compactMap { CrashTests.status($0[1]) }.sorted() == ["executed", "replayed"])
      #expect(CrashTests.output(answers[0][1]) == CrashTests.output(answers[1][1]))
      let workspaces = answers.map { $0[2]["result"]?["workspace"]?["id"] }
      #expect(workspaces[0] != nil && workspaces[0] == workspaces[1])
      for server in servers { #expect(try server.finish() == 0) }
      let store = try StoreInspection(folder.store)
      #expect(try store.integrity == "ok")
      #expect(try store.taskNames == ["Task 0", "Task 1", "Task 9"])
    }
  }
}
