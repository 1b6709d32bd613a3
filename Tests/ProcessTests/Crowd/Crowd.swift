import JSON
import Testing

/// What a crowd works on: how its processes are started, and what they are asked for.
protocol CrowdSubject {
  /// Draws from `random` in what processes differ.
  func start(_ random: inout SeededGenerator) throws -> ServerProcess

  /// Asks for the write of that number, under its key; the request's identifier is the number.
  func request(_ number: Int) -> String

  /// How many requests a process is sent at once at most: less than a pipe holds, so that sending
  /// never waits.
  var largestBurst: Int { get }

  /// Holds an answer against what has happened when it is read.
  ///
  /// - Returns: whether it need not be asked for again.
  /// - Throws: where an error is answered that asking again would not change.
  mutating func take(_ answer: JSONValue, to number: Int) throws -> Bool

  /// "ok", or what SQLite finds broken in the store.
  var integrity: String { get throws }
}

/// Several processes on one store, each asked for the same keys, and disturbed while they work.
///
/// One loop drives all of them: it sends bursts, reads whatever answer comes next, and disturbs a
/// process drawn at random after a number of answers drawn at random. So nothing waits for time to
/// pass, and the choices come out the same for the same seed; what the processes do meanwhile is
/// theirs.
struct Crowd<Subject: CrowdSubject> {
  /// How much it does.
  struct Size {
    var processes = 4
    let keys: Int
    /// How often each process is asked for each key.
    var repeats = 1
  }

  /// One process and its client, who asks until every key is answered.
  private struct Member {
    var server: ServerProcess
    /// Numbers of the keys that are still to be sent.
    var waiting: [Int]
    /// Numbers that were sent and not answered.
    var asked: [Int] = []
  }

  let size: Size
  let disturbance: Disturbance
  private(set) var subject: Subject
  private(set) var disturbances = 0
  /// How often the store was looked at after a disturbance.
  private(set) var inspections = 0
  /// Answers that were read.
  private(set) var answers = 0
  /// Answers that were asked for and lost.
  private(set) var lost = 0
  /// How often each error was answered.
  private(set) var refusals: [String: Int] = [:]
  /// How often the answer to each key said that it was executed just now.
  private(set) var executed: [Int: Int] = [:]
  /// What each key was answered with, without `operation`.
  private(set) var outputs: [Int: JSONValue] = [:]
  private var random: SeededGenerator
  private var members: [Member] = []

  init(
    of subject: Subject, _ size: Size, disturbance: Disturbance, random: SeededGenerator
  ) throws {
    self.subject = subject
    self.size = size
    self.disturbance = disturbance
    self.random = random
    for _ in 0..<size.processes {
      let numbers = (0..<size.repeats).flatMap { _ in
        (1...size.keys).shuffled(using: &self.random)
      }
      members.append(Member(server: try subject.start(&self.random), waiting: numbers))
    }
  }

  /// Asks until every key is answered in every process.
  ///
  /// - Parameters:
  ///   - limit: disturbs no more often than this.
  ///   - gap: one disturbance comes after so many more answers at most.
  mutating func run(disturbingAtMost limit: Int, gap: Int) throws {
    var next = Int.random(in: 0...gap, using: &random)
    while members.contains(where: { !$0.waiting.isEmpty || !$0.asked.isEmpty }) {
      try #require(answers < mostAnswers, "what is asked again and again has no end: \(refusals)")
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

  /// Some hundred times what is asked for: what is answered by an error is asked again until it is
  /// not, and a machine that is slow answers no more often.
  private var mostAnswers: Int { 200 * size.processes * size.repeats * size.keys }

  private mutating func sendBurst(to index: Int) throws {
    guard members[index].asked.isEmpty, !members[index].waiting.isEmpty else { return }
    let count = Int.random(in: 1...subject.largestBurst, using: &random)
    members[index].asked = Array(members[index].waiting.prefix(count))
    members[index].waiting.removeFirst(members[index].asked.count)
    let lines = members[index].asked.map { subject.request($0) }
    try members[index].server.send(lines.joined(separator: "\n"))
  }

  private mutating func take(_ answer: JSONValue, of index: Int) throws {
    let number = Int(answer["id"]?.integer ?? 0)
    let place = try #require(members[index].asked.firstIndex(of: number))
    members[index].asked.remove(at: place)
    answers += 1
    if try !subject.take(answer, to: number) { members[index].waiting.append(number) }
    if let code = CrashTests.code(answer) { refusals[code, default: 0] += 1 }
    guard let output = CrashTests.output(answer) else { return }
    switch CrashTests.status(answer) {
    case "executed": executed[number, default: 0] += 1
    case "replayed": break
    default: Issue.record("\(answer.canonicalString)")
    }
    if let earlier = outputs[number] { #expect(output == earlier, "\(number)") }
    outputs[number] = output
  }

  private mutating func disturb(_ index: Int) throws {
    let server = members[index].server
    switch disturbance {
    case .kill: server.kill()
    case .hangUp:
      try server.closeOutput()
      try server.closeInput()
      try server.waitUntilGone()
      #expect(server.process.terminationReason == .exit)
    }
    disturbances += 1
    // Before the first answer there may be no store yet.
    if answers > 0 {
      #expect(try subject.integrity == "ok")
      inspections += 1
    }
    lost += members[index].asked.count
    // Nobody knows what became of these: they are asked for again, first of all.
    members[index].waiting.insert(contentsOf: members[index].asked, at: 0)
    members[index].asked = []
    members[index].server = try subject.start(&random)
  }
}

/// What happens to the processes of a crowd.
enum Disturbance {
  /// SIGKILL: what it was doing is cut off, what it wrote and nobody read is lost.
  case kill
  /// Its answers are not read any more; it ends by itself.
  case hangUp
}
