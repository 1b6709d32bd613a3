import Foundation
import JSON
import Testing

/// Several processes on one store, each asked for the same keys, and disturbed while they work.
///
/// One loop drives all of them: it sends bursts, reads whatever answer comes next, and disturbs a
/// process drawn at random after a number of answers drawn at random. So nothing waits for time to
/// pass, and the choices come out the same for the same seed; what the processes do meanwhile is
/// theirs.
struct CrashCrowd {
  enum Disturbance {
    /// SIGKILL: what it was doing is cut off, what it wrote and nobody read is lost.
    case kill
    /// Its answers are not read any more; it ends by itself.
    case hangUp
  }

  /// One process and its client, who asks until every key is answered.
  private struct Member {
    var server: ServerProcess
    /// Numbers of the keys that are still to be sent.
    var waiting: [Int]
    /// Numbers that were sent and not answered.
    var asked: [Int] = []
  }

  let store: String
  let disturbance: Disturbance
  private(set) var disturbances = 0
  /// Answers that were read.
  private(set) var answers = 0
  /// Answers that were asked for and lost.
  private(set) var lost = 0
  /// Answers that said `ledger_busy`; their requests were sent again.
  private(set) var busy = 0
  /// How often the answer to each key said that it was executed just now.
  private(set) var executed: [Int: Int] = [:]
  /// What each key was answered with, without `operation`.
  private(set) var outputs: [Int: JSONValue] = [:]
  private var random: SeededGenerator
  private var members: [Member]

  /// - Parameter repeats: how often each process is asked for each key.
  init(
    store: String, processes: Int, keys: Int, repeats: Int = 1, disturbance: Disturbance,
    random: SeededGenerator
  ) throws {
    self.store = store
    self.disturbance = disturbance
    self.random = random
    members = []
    for _ in 0..<processes {
      let numbers = (0..<repeats).flatMap { _ in (1...keys).shuffled(using: &self.random) }
      members.append(Member(server: try start(), waiting: numbers))
    }
  }

  static func key(_ number: Int) -> String { "once-\(number)-of-many" }

  /// Every other one empties the write-ahead log after each group of requests, so that checkpoints
  /// and commits of others meet all the time, and kills meet both.
  private mutating func start() throws -> ServerProcess {
    try ServerProcess(
      ["--store", store],
      environment: Bool.random(using: &random) ? ["TASKLEDGER_CHECKPOINT_BYTES": "0"] : [:])
  }

  /// Asks until every key is answered in every process.
  ///
  /// - Parameters:
  ///   - limit: disturbs no more often than this.
  ///   - gap: one disturbance comes after so many more answers at most.
  mutating func run(disturbingAtMost limit: Int, gap: Int) throws {
    var next = Int.random(in: 0...gap, using: &random)
    while members.contains(where: { !$0.waiting.isEmpty || !$0.asked.isEmpty }) {
      for index in members.indices { try sendBurst(to: index) }
      if disturbances < limit, answers >= next {
        try disturb(members.indices.randomElement(using: &random) ?? 0)
        next = answers + Int.random(in: 0...gap, using: &random)
        continue
      }
      for index in try ServerProcess.waitForOutput(of: members.map(\.server)) {
        try #require(members[index].server.receive(), "a process ended by itself")
        while let line = members[index].server.receivedLine() {
          try take(try JSONValue.parse(line), of: index)
        }
      }
    }
    for member in members { #expect(try member.server.finish() == 0) }
  }

  /// Sends the next few requests to a process that owes nothing: less than a pipe holds, so that
  /// sending never waits.
  private mutating func sendBurst(to index: Int) throws {
    guard members[index].asked.isEmpty, !members[index].waiting.isEmpty else { return }
    let count = Int.random(in: 1...12, using: &random)
    members[index].asked = Array(members[index].waiting.prefix(count))
    members[index].waiting.removeFirst(min(count, members[index].waiting.count))
    let lines = members[index].asked.map { AtMostOnceTests.create($0, id: Int64($0)) }
    try members[index].server.send(lines.joined(separator: "\n"))
  }

  private mutating func take(_ answer: JSONValue, of index: Int) throws {
    let number = Int(answer["id"]?.integer ?? 0)
    let place = try #require(members[index].asked.firstIndex(of: number))
    members[index].asked.remove(at: place)
    answers += 1
    guard let output = CrashTests.output(answer) else {
      // The only refusal that may come up, and it says that nothing was done.
      #expect(answer["error"]?["data"]?["code"] == "ledger_busy", "\(answer.canonicalString)")
      busy += 1
      members[index].waiting.append(number)
      return
    }
    switch CrashTests.status(answer) {
    case "executed": executed[number, default: 0] += 1
    case "replayed": break
    default: Issue.record("\(answer.canonicalString)")
    }
    if let earlier = outputs[number] { #expect(output == earlier) }
    outputs[number] = output
  }

  private mutating func disturb(_ index: Int) throws {
    let server = members[index].server
    switch disturbance {
    case .kill: server.kill()
    case .hangUp:
      try server.closeOutput()
      try server.closeInput()
      server.process.waitUntilExit()
      #expect(server.process.terminationReason == .exit)
    }
    disturbances += 1
    lost += members[index].asked.count
    // Nobody knows what became of these: they are asked for again, first of all.
    members[index].waiting.insert(contentsOf: members[index].asked, at: 0)
    members[index].asked = []
    members[index].server = try start()
  }

  /// One effect and one row a key, and each answer told of them.
  func verify(keys: Int) throws {
    let inspection = try StoreInspection(store)
    #expect(try inspection.integrity == "ok")
    #expect(try inspection.taskNames == (1...keys).map { "Task \($0)" }.sorted())
    #expect(try inspection.keys == (1...keys).map(Self.key).sorted())
    #expect(outputs.keys.sorted() == Array(1...keys))
    for (number, count) in executed {
      #expect(count == 1, "key \(number) was executed \(count) times")
    }
    let list = try CommandLineTests.run(
      "--store", store, "--json", "--limit", "10000", "ledger", "list")
    let entries = try list.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    #expect(entries.compactMap { $0["idempotency_key"]?.string }.sorted() == (try inspection.keys))
    for entry in entries {
      let key = entry["idempotency_key"]?.string ?? ""
      let output = outputs.first { Self.key($0.key) == key }?.value
      #expect(entry["output"] == output, "\(key)")
    }
  }
}
