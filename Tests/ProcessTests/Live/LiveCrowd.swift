import APICore
import Foundation
import JSON
import LoopbackClickUp
import SQLite
import Synchronization
import Testing

/// Several real processes on one ledger, in front of a ClickUp that loses requests and answers,
/// fails before and after it applied them, applies them late and refuses them; and killed while
/// they work.
///
/// One loop drives all of them, as in `CrashCrowd`. The server's log of effects is the truth that
/// answers and the ledger are held against.
struct LiveCrowd {
  private struct Member {
    var process: ServerProcess
    /// Numbers of the keys that are still to be sent.
    var waiting: [Int]
    var asked: [Int] = []
  }

  let store: String
  let server: ClickUpServer
  let work: LiveWork
  private(set) var kills = 0
  private(set) var answers = 0
  /// Answers that were asked for and cut off.
  private(set) var lost = 0
  /// How often each error was answered.
  private(set) var refusals: [String: Int] = [:]
  private(set) var executed: [Int: Int] = [:]
  private(set) var outputs: [Int: JSONValue] = [:]
  private var random: SeededGenerator
  private var members: [Member] = []

  /// - Parameter repeats: how often each process is asked for each key.
  init(
    store: String, server: ClickUpServer, work: LiveWork, processes: Int, repeats: Int,
    random: SeededGenerator
  ) throws {
    self.store = store
    self.server = server
    self.work = work
    self.random = random
    for _ in 0..<processes {
      let numbers = (0..<repeats).flatMap { _ in
        Array(1...work.keys).shuffled(using: &self.random)
      }
      members.append(Member(process: try start(), waiting: numbers))
    }
  }

  func start() throws -> ServerProcess {
    try ServerProcess(
      ["--backend", "clickup", "--store", store, "--clickup-url", server.address],
      environment: [
        "CLICKUP_TOKEN": ClickUpServer.token,
        // All waits of the ledger, so much shorter that their order stays what it is.
        "TASKLEDGER_SETTLE_MS": "\(Self.settle)",
      ])
  }

  /// Longer than most late effects take, and so long that a look-up made on a busy machine is still
  /// fresh when it decides: a quarter of this.
  static let settle = 1_200

  /// Asks until every key is answered in every process.
  mutating func run(killingAtMost limit: Int, gap: Int) throws {
    var next = Int.random(in: 0...gap, using: &random)
    while members.contains(where: { !$0.waiting.isEmpty || !$0.asked.isEmpty }) {
      try #require(answers < 2_000 * work.keys, "what is asked again and again has no end")
      for index in members.indices { try sendBurst(to: index) }
      if kills < limit, answers >= next {
        try kill(members.indices.randomElement(using: &random) ?? 0)
        next = answers + Int.random(in: 0...gap, using: &random)
        continue
      }
      for index in try ServerProcess.waitForOutput(of: members.map(\.process)) {
        try #require(members[index].process.receive(), "a process ended by itself")
        while let line = members[index].process.receivedLine() {
          try take(try JSONValue.parse(line), of: index)
        }
      }
    }
    for member in members { #expect(try member.process.finish() == 0) }
  }

  private mutating func sendBurst(to index: Int) throws {
    guard members[index].asked.isEmpty, !members[index].waiting.isEmpty else { return }
    let count = Int.random(in: 1...8, using: &random)
    members[index].asked = Array(members[index].waiting.prefix(count))
    members[index].waiting.removeFirst(members[index].asked.count)
    let lines = members[index].asked.map { work.request($0) }
    try members[index].process.send(lines.joined(separator: "\n"))
  }

  private mutating func take(_ answer: JSONValue, of index: Int) throws {
    let number = Int(answer["id"]?.integer ?? 0)
    let place = try #require(members[index].asked.firstIndex(of: number))
    members[index].asked.remove(at: place)
    answers += 1
    guard let output = CrashTests.output(answer) else {
      let code = answer["error"]?["data"]?["code"]?.string ?? "?"
      refusals[code, default: 0] += 1
      // Asked again it would be answered the same, for ever.
      try #require(Self.passing.contains(code), "\(answer.canonicalString)")
      members[index].waiting.append(number)
      return
    }
    if CrashTests.status(answer) == "executed" { executed[number, default: 0] += 1 }
    if let earlier = outputs[number] {
      #expect(output == earlier, "\(number)")
    }
    outputs[number] = output
  }

  /// What may be answered instead of the result; each says that the same call may be sent again.
  private static let passing: Set = [
    "outcome_unknown", "in_progress", "presumed_not_applied", "answer_unread", "ledger_busy",
    "refused_by_service",
  ]

  private mutating func kill(_ index: Int) throws {
    members[index].process.kill()
    kills += 1
    lost += members[index].asked.count
    members[index].waiting.insert(contentsOf: members[index].asked, at: 0)
    members[index].asked = []
    members[index].process = try start()
  }
}

// What must hold at the end.
extension LiveCrowd {
  struct Found {
    /// Effects that another one of the same key came before.
    var flagged = 0
    var resends = 0
  }

  /// Holds the ledger and all answers against the effects.
  func verify() throws -> Found {
    try settle()
    let ledger = try LiveInspection(store)
    #expect(try ledger.integrity == "ok")
    let verdict = try CommandLineTests.run(
      "--backend", "clickup", "--store", store, "ledger", "verify")
    #expect(verdict.status == 0, "\(verdict.errors)")
    var found = Found()
    let rows = try ledger.rows()
    #expect(rows.map(\.key).sorted() == (1...work.keys).map(work.key).sorted())
    let effects = Dictionary(grouping: server.effects.filter { $0.call != nil }) {
      work.number(of: $0)
    }
    #expect(effects[nil] == nil, "an effect that no key asked for")
    for number in 1...work.keys {
      let row = try #require(rows.first { $0.key == work.key(number) })
      let made = effects[number] ?? []
      #expect(row.state == "done", "\(row)")
      #expect(!made.isEmpty, "success was answered for key \(number), and nothing happened")
      found.resends += row.resends
      // More than one only where it was sent again, after it was looked for and not found.
      #expect(made.count <= 1 + row.resends, "key \(number): \(made.count) effects, \(row)")
      // Each sending is told as done by one call at most.
      #expect(executed[number, default: 0] <= 1 + row.resends, "key \(number), \(row)")
      guard work.isCreation(number) else { continue }
      #expect(outputs[number]?["id"]?.string == row.remoteID, "key \(number), \(row)")
      let identifiers = Set(made.compactMap(\.remoteID))
      #expect(identifiers.contains(row.remoteID ?? ""), "key \(number) names what is not there")
      // And then every one of them is named.
      #expect(identifiers == Set(row.claims), "key \(number): \(identifiers), \(row)")
      found.flagged += made.count - 1
    }
    let claims = rows.filter { work.isCreation($0.key) }.flatMap(\.claims)
    #expect(claims.count == Set(claims).count, "one thing is the result of two operations")
    return found
  }

  /// Until the ledger has looked for everything that was sent again: by its own command, which
  /// looks and never sends.
  private func settle() throws {
    server.inject { _ in .none }
    server.applyLate()
    server.reveal()
    let before = server.effects.count
    // A sweep is due some seconds after the last sending; each look takes some hundredths of one.
    for _ in 0..<4_000 {
      let ended = try CommandLineTests.run(
        ["--backend", "clickup", "--store", store, "--clickup-url", server.address, "--json"]
          + ["ledger", "reconcile"],
        environment: [
          "CLICKUP_TOKEN": ClickUpServer.token, "TASKLEDGER_SETTLE_MS": "\(Self.settle)",
        ])
      #expect(ended.status == 0, "\(ended.errors)")
      if try LiveInspection(store).unswept == 0 { break }
    }
    #expect(server.effects.count == before)
    #expect(try LiveInspection(store).unswept == 0)
  }
}

/// What stands in the live ledger's file, read past the program.
struct LiveInspection {
  struct Row {
    let key: String
    let state: String
    let remoteID: String?
    let resends: Int
    let claims: [String]
  }

  private let connection: Connection

  init(_ path: String) throws { connection = try Connection(path: path) }

  var integrity: String {
    get throws {
      try connection.rows("PRAGMA integrity_check") { $0.text(0) }.joined(separator: "; ")
    }
  }

  /// Writes that were sent again and not looked for since.
  var unswept: Int64 {
    get throws {
      try connection.row(
        """
        SELECT count(*) FROM ledger_live JOIN ledger_operation USING (sequence)
        WHERE resends > 0 AND is_swept = 0 AND makes_something = 1
        """
      ) { $0.integer(0) } ?? 0
    }
  }

  /// All but those whose writes provably had no effect.
  func rows() throws -> [Row] {
    try connection.rows(
      """
      SELECT key, state, remote_id, resends,
        (SELECT group_concat(c.remote_id, ' ') FROM ledger_claim c
          WHERE c.operation = ledger_operation.sequence)
      FROM ledger_operation JOIN ledger_live USING (sequence) WHERE state <> 'released'
      """
    ) { row in
      Row(
        key: row.text(0), state: row.text(1), remoteID: row.optionalText(2),
        resends: Int(row.integer(3)),
        claims: (row.optionalText(4) ?? "").split(separator: " ").map(String.init))
    }
  }

  /// Whether a row says, on the disk, that this very write is about to be sent.
  func isDispatched(_ request: WriteRequest) throws -> Bool {
    try connection.row(
      "SELECT 1 FROM ledger_operation WHERE state = 'dispatched' AND request = ?",
      [.text(request.json.canonicalString)]
    ) { $0.bool(0) } ?? false
  }
}
