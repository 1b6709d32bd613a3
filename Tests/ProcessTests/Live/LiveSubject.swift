import JSON
import LoopbackClickUp
import Testing

/// A crowd in front of a ClickUp that loses requests and answers, fails before and after it applied
/// them, applies them late, refuses them and falls silent.
///
/// The server's log of effects is the truth that answers and the ledger are held against.
struct LiveSubject: CrowdSubject {
  let store: String
  let server: ClickUpServer
  let work: LiveWork
  let watch: FaultWatch
  /// Keys that something has happened for, so far as effects were looked at.
  private var happened: Set<Int> = []
  private var effectsSeen = 0
  /// How often each key was answered by the rate limit's refusal.
  private var limited: [Int: Int] = [:]
  /// Keys of which somebody had to say which result is theirs.
  private(set) var resolved: Set<Int> = []

  init(store: String, server: ClickUpServer, work: LiveWork, watch: FaultWatch) {
    self.store = store
    self.server = server
    self.work = work
    self.watch = watch
  }

  let largestBurst = 8
  /// Each says that the same call may be made again.
  private static let passing: Set = [
    "outcome_unknown", "in_progress", "presumed_not_applied", "ledger_busy",
  ]

  /// Longer than most late effects take. What a machine that is slow sees of it is more of them.
  static let settle = 1_200
  /// Many times what an exchange takes on an idle machine. Where it is not enough, one more outcome
  /// is not known.
  static let exchange = 1_000

  /// All waits, so much shorter that their order stays what it is.
  static let environment = [
    "CLICKUP_TOKEN": ClickUpServer.token, "TASKLEDGER_SETTLE_MS": "\(settle)",
    "TASKLEDGER_EXCHANGE_MS": "\(exchange)",
  ]

  var arguments: [String] {
    ["--backend", "clickup", "--store", store, "--clickup-url", server.address]
  }

  func start(_ random: inout SeededGenerator) throws -> ServerProcess {
    try ServerProcess(arguments, environment: Self.environment)
  }

  func request(_ number: Int) -> String { work.request(number) }

  var integrity: String { get throws { try LiveInspection(store).integrity } }

  /// What is said to be done has happened, and what is said to be refused has met a refusal.
  mutating func take(_ answer: JSONValue, to number: Int) throws -> Bool {
    switch CrashTests.code(answer) {
    case nil:
      try #require(answer["result"] != nil, "\(answer.canonicalString)")
      expectEffect(of: number, answer)
      return true
    case "needs_review":
      try resolve(answer, number)
      return false
    // Of what was resolved there is no answer of the service.
    case "key_expired" where resolved.contains(number):
      expectEffect(of: number, answer)
      return true
    case "refused_by_service":
      guard answer["error"]?["message"]?.string?.contains("rate limit") == true else { break }
      limited[number, default: 0] += 1
      #expect(
        limited[number, default: 0] <= watch.limited(number),
        "not refused, and said to be: \(answer.canonicalString)")
    case "answer_unread": expectEffect(of: number, answer)
    case let code?:
      // Asked again it would be answered the same, forever.
      try #require(Self.passing.contains(code), "\(answer.canonicalString)")
    }
    return false
  }

  private mutating func expectEffect(of number: Int, _ answer: JSONValue) {
    let effects = server.effects
    happened.formUnion(effects[effectsSeen...].compactMap { work.number(of: $0.request) })
    effectsSeen = effects.count
    #expect(happened.contains(number), "done, it says, and is not: \(answer.canonicalString)")
  }

  /// Several sendings were late at once, and came true together: takes one of them, as the answer
  /// says. The ledger finds the others when it looks for what was late.
  private mutating func resolve(_ answer: JSONValue, _ number: Int) throws {
    let operation = answer["error"]?["data"]?["operation"]
    let candidates = operation?["candidates"]?.array ?? []
    try #require(candidates.count > 1, "\(answer.canonicalString)")
    let words = [operation?["operation_id"]?.string ?? "?", "adopt", candidates[0].string ?? "?"]
    let ended = try CommandLineTests.run(
      arguments + ["ledger", "resolve"] + words, environment: Self.environment)
    try #require(ended.status == 0, "\(ended.errors)")
    resolved.insert(number)
  }
}

// What must hold at the end.
extension Crowd where Subject == LiveSubject {
  struct Found {
    /// Effects that another one of the same key came before.
    var flagged = 0
    var resends = 0
  }

  /// Holds the ledger and all answers against the effects.
  func verify() throws -> Found {
    try sweep()
    let work = subject.work
    let ledger = try LiveInspection(subject.store)
    #expect(try ledger.integrity == "ok")
    let verdict = try CommandLineTests.run(
      "--backend", "clickup", "--store", subject.store, "ledger", "verify")
    #expect(verdict.status == 0, "\(verdict.errors)")
    var found = Found()
    let rows = try ledger.rows()
    #expect(rows.map(\.key).sorted() == (1...work.keys).map(work.key).sorted())
    let rowOfKey = Dictionary(rows.map { ($0.key, $0) }) { first, _ in first }
    let effects = Dictionary(grouping: subject.server.effects.filter { $0.call != nil }) {
      work.number(of: $0.request)
    }
    #expect(effects[nil] == nil, "an effect that no key asked for")
    for number in 1...work.keys {
      let row = try #require(rowOfKey[work.key(number)])
      let made = effects[number] ?? []
      #expect(row.state == "done", "\(row)")
      #expect(!made.isEmpty, "success was answered for key \(number), and nothing happened")
      found.resends += row.resends
      // More than one only where it was sent again, after it was looked for and not found.
      #expect(made.count <= 1 + row.resends, "key \(number): \(made.count) effects, \(row)")
      // Each sending is told as done by one call at most.
      #expect(executed[number, default: 0] <= 1 + row.resends, "key \(number), \(row)")
      guard work.isCreation(number) else { continue }
      if !subject.resolved.contains(number) {
        #expect(outputs[number]?["id"]?.string == row.remoteID, "key \(number), \(row)")
      }
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
  private func sweep() throws {
    let server = subject.server
    server.inject { _ in .none }
    server.applyLate()
    server.reveal()
    let before = server.effects.count
    // A sweep is due some seconds after the last sending; each look takes some hundredths of one.
    for _ in 0..<4_000 {
      let ended = try CommandLineTests.run(
        subject.arguments + ["--json", "ledger", "reconcile"], environment: Subject.environment)
      #expect(ended.status == 0, "\(ended.errors)")
      if try LiveInspection(subject.store).unswept == 0 { break }
    }
    #expect(server.effects.count == before)
    #expect(try LiveInspection(subject.store).unswept == 0)
  }
}
