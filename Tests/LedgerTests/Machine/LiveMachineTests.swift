import APICore
import Testing

@testable import Ledger

@Suite("What each event makes of a write to the live service")
struct LiveMachineTests {
  /// An event, and the state that it leads to from each of `MachineTable.columns`; nil where it
  /// means nothing.
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let event: LiveEvent
    let states: [EntryState?]

    /// - Parameter states: a word each; "-" for nil.
    init(_ description: String, _ event: LiveEvent, _ states: String) {
      self.description = description
      self.event = event
      self.states = states.split(separator: " ").map { word in
        EntryState.allCases.first { "\($0)".hasPrefix(word) }
      }
    }
  }

  private static let rows: [Row] = [
    //  from:  none prep disp rel unk not nee aban succ
    Row(
      "prepare", .prepare(MachineTable.call, owner: MachineTable.newOwner),
      "prep - - prep - - - - -"),
    Row("dispatch", .dispatch(at: 1_200_000), "- disp - - - - - - -"),
    Row("withdraw", .withdraw, "- rel - - - - - - -"),
    Row("its owner died", .ownerDied(at: 1_200_000), "- rel unk - - - - - -"),
    Row(
      "a 2xx", .answered(.succeeded(remoteID: "t1"), attempt: 1, at: 1_200_000),
      "- - succ - succ succ succ succ -"),
    Row(
      "a 2xx of an earlier attempt",
      .answered(.succeeded(remoteID: "t1"), attempt: 0, at: 1_200_000),
      "- - succ - succ succ succ succ -"),
    Row(
      "a 2xx with another result",
      .answered(.succeeded(remoteID: "t9"), attempt: 0, at: 1_200_000),
      "- - succ - succ succ succ succ succ"),
    Row("refused", .answered(.refused, attempt: 1, at: 1_200_000), "- - rel - - - - - -"),
    Row(
      "an earlier attempt refused", .answered(.refused, attempt: 0, at: 1_200_000),
      "- - - - - - - - -"),
    Row("unclear", .answered(.unclear, attempt: 1, at: 1_200_000), "- - unk - - - - - -"),
    Row(
      "an earlier attempt unclear", .answered(.unclear, attempt: 0, at: 1_200_000),
      "- - - - - - - - -"),
    Row(
      "not found", .lookedUp(MachineTable.found(), startedAt: 1_200_000),
      "- - - - unk not - - -"),
    Row(
      "only what others made is found",
      .lookedUp(MachineTable.found("t8", claimed: ["t8"]), startedAt: 1_200_000),
      "- - - - unk not - - -"),
    Row(
      "found", .lookedUp(MachineTable.found("t8", "t9", claimed: ["t8"]), startedAt: 1_200_000),
      "- - - - succ succ - - -"),
    Row(
      "found by its marker beside rivals",
      .lookedUp(MachineTable.found("t9", rivals: 2), startedAt: 1_200_000),
      "- - - - succ succ - - -"),
    Row(
      "found without a marker",
      .lookedUp(MachineTable.found("t9", isMarked: false), startedAt: 1_200_000),
      "- - - - succ succ - - -"),
    Row(
      "found without a marker beside a rival",
      .lookedUp(MachineTable.found("t9", isMarked: false, rivals: 1), startedAt: 1_200_000),
      "- - - - need need - - -"),
    Row(
      "several found", .lookedUp(MachineTable.found("t8", "t9"), startedAt: 1_200_000),
      "- - - - need need - - -"),
    Row(
      "cannot be looked up", .lookedUp(.inconclusive, startedAt: 1_200_000),
      "- - - - need need - - -"),
    Row("resend", .resend(owner: MachineTable.newOwner, at: 1_200_000), "- - - - - disp - - -"),
    Row("adopt", .adopt(remoteID: "t2"), "- - - - - - succ - -"),
    Row("abandon", .abandon, "- - - - - - aban - -"),
  ]

  @Test("Each event in each state", arguments: rows)
  func table(row: Row) throws {
    try #require(row.states.count == MachineTable.columns.count)
    for (state, expected) in zip(MachineTable.columns, row.states) {
      let operation = state.map(MachineTable.operation)
      let step = LiveMachine.step(operation, row.event)
      let from = state?.rawValue ?? "no row"
      #expect(step?.operation.state == expected, "from \(from)")
      guard let step else { continue }
      // Whatever changes is stored over what it was made from, before anything else is done.
      #expect(step.operation.epoch == (operation?.epoch ?? 0) + 1, "from \(from)")
      guard case .save(let over)? = step.actions.first else {
        Issue.record("from \(from): the first action is \(step.actions)")
        continue
      }
      #expect(over == operation?.epoch, "from \(from)")
      let sends = step.actions.contains { if case .send = $0 { true } else { false } }
      #expect(sends == (expected == .dispatched), "from \(from)")
    }
  }

  @Test("The table names every kind of event and every state")
  func isComplete() {
    #expect(Set(MachineTable.columns.compactMap(\.self)) == Set(EntryState.allCases))
    let kinds = Set(Self.rows.map { "\($0.event)".prefix { $0 != "(" } })
    #expect(
      kinds == [
        "prepare", "dispatch", "withdraw", "ownerDied", "answered", "lookedUp", "resend", "adopt",
        "abandon",
      ])
  }

  // MARK: What else a step says

  @Test("A resend counts, is a new attempt of the new owner, and forgets the look-ups before it")
  func resend() throws {
    let operation = MachineTable.operation(.notApplied)
    let step = try #require(
      LiveMachine.step(operation, .resend(owner: MachineTable.newOwner, at: 1_500_000)))
    #expect(step.actions == [.save(over: 7), .send(attempt: 2)])
    #expect(step.operation.resends == 1)
    #expect(step.operation.owner == MachineTable.newOwner)
    #expect(step.operation.settlesFrom == 1_500_000)
    #expect(step.operation.firstMiss == nil)
    #expect(step.operation.lastMiss == nil)
  }

  @Test("A key that is used again counts its attempts on, and nothing else")
  func preparedAgain() throws {
    let step = try #require(
      LiveMachine.step(
        MachineTable.operation(.released),
        .prepare(MachineTable.otherArguments, owner: MachineTable.newOwner)))
    var expected = LiveOperation(
      tool: "create_task", fingerprint: "f2", owner: MachineTable.newOwner)
    expected.epoch = 8
    expected.attempt = 1
    #expect(step.operation == expected)
  }

  @Test("A refused resend frees no key: the attempt before it is still presumed lost at best")
  func refusedResend() throws {
    var operation = MachineTable.operation(.dispatched)
    operation.attempt = 2
    operation.resends = 1
    let refused = try #require(
      LiveMachine.step(operation, .answered(.refused, attempt: 2, at: 1_200_000)))
    #expect(refused.operation.state == .notApplied)
    #expect(refused.actions == [.save(over: 7)])
  }

  struct Settling: Sendable {
    let event: LiveEvent
    let from: Milliseconds
  }

  @Test(
    "The wait counts from the last moment in which it can have been sent",
    arguments: [
      // It was stored as sent at 1,000; the client gives a request up after 30 s.
      Settling(event: .answered(.unclear, attempt: 1, at: 1_010_000), from: 1_000_000),
      Settling(event: .answered(.unclear, attempt: 1, at: 1_030_000), from: 1_000_000),
      // The process stood still for a minute before it sent it.
      Settling(event: .answered(.unclear, attempt: 1, at: 1_090_000), from: 1_060_000),
      Settling(event: .ownerDied(at: 1_090_000), from: 1_090_000),
    ])
  func settling(row: Settling) {
    let step = LiveMachine.step(MachineTable.operation(.dispatched), row.event)
    #expect(step?.operation.settlesFrom == row.from)
  }

  struct Misses: Sendable {
    /// In seconds; it can have been sent at 1,000.
    let misses: [Int64]
    let expected: EntryState
  }

  @Test(
    "It is presumed lost after two look-ups 30 s apart, the last 120 s after it can have been sent",
    arguments: [
      Misses(misses: [1_120], expected: .unknown),
      Misses(misses: [9_000], expected: .unknown),
      Misses(misses: [1_000, 1_030], expected: .unknown),
      Misses(misses: [1_000, 1_119], expected: .unknown),
      Misses(misses: [1_000, 1_120], expected: .notApplied),
      Misses(misses: [1_090, 1_120], expected: .notApplied),
      Misses(misses: [1_091, 1_120], expected: .unknown),
      Misses(misses: [1_091, 1_120, 1_121], expected: .notApplied),
      // A restart of the host: the waits begin anew.
      Misses(misses: [1_000, 5, 130], expected: .notApplied),
      Misses(misses: [1_000, 5, 124], expected: .unknown),
      Misses(misses: [1_000, 1_030, 5, 1_200], expected: .notApplied),
      Misses(misses: [1_000, 1_030, 5, 34], expected: .unknown),
    ])
  func misses(row: Misses) throws {
    var operation = MachineTable.operation(.unknown)
    for second in row.misses {
      let instant = MachineTable.seconds(second)
      operation = try #require(
        LiveMachine.step(operation, .lookedUp(MachineTable.found(), startedAt: instant))
      ).operation
      #expect(operation.lastMiss == instant)
    }
    #expect(operation.state == row.expected)
  }

  @Test("Several matches are kept for whoever decides, without those of other operations")
  func candidates() {
    let finding = MachineTable.found("t7", "t8", "t9", claimed: ["t8"])
    let step = LiveMachine.step(
      MachineTable.operation(.unknown), .lookedUp(finding, startedAt: 1_200_000))
    #expect(step?.operation.candidates == ["t7", "t9"])
  }

  struct Sweep: Sendable {
    var resends = 1
    var isSwept = false
    let finding: LiveFinding
    /// In seconds; it was sent again at 1,000.
    var at: Int64 = 1_600
    let duplicates: [String]?
    var candidates: [String] = []
    var isLast = true
  }

  @Test(
    "What turns up after a resend is flagged, and looked for until 10 minutes after",
    arguments: [
      Sweep(finding: MachineTable.found("t1"), duplicates: []),
      Sweep(finding: MachineTable.found("t1", "t9"), duplicates: ["t9"]),
      Sweep(finding: MachineTable.found("t1", "t9", claimed: ["t9"]), duplicates: []),
      Sweep(
        finding: MachineTable.found("t1", "t9", isMarked: false, rivals: 1), duplicates: [],
        candidates: ["t9"]),
      Sweep(finding: MachineTable.found("t1", "t9"), at: 1_599, duplicates: ["t9"], isLast: false),
      Sweep(finding: MachineTable.found("t1"), at: 1_599, duplicates: [], isLast: false),
      // A restart of the host: the wait begins anew.
      Sweep(finding: MachineTable.found("t1"), at: 5, duplicates: [], isLast: false),
      Sweep(finding: .inconclusive, duplicates: nil),
      Sweep(resends: 0, finding: MachineTable.found("t1", "t9"), duplicates: nil),
      Sweep(isSwept: true, finding: MachineTable.found("t1", "t9"), duplicates: nil),
    ])
  func sweep(row: Sweep) {
    var operation = MachineTable.operation(.succeeded)
    operation.resends = row.resends
    operation.isSwept = row.isSwept
    let start = MachineTable.seconds(row.at)
    let step = LiveMachine.step(operation, .lookedUp(row.finding, startedAt: start))
    #expect(step?.operation.duplicates == row.duplicates)
    #expect((step?.operation.candidates ?? []) == row.candidates)
    guard let swept = step?.operation else { return }
    #expect(swept.isSwept == row.isLast)
    #expect(LiveWaits.standard.untilSweep(swept, at: start) != 0)
  }

  @Test("A second success is a duplicate, and told once")
  func duplicate() throws {
    let event = LiveEvent.answered(.succeeded(remoteID: "t9"), attempt: 1, at: 1_200_000)
    let step = try #require(LiveMachine.step(MachineTable.operation(.succeeded), event))
    #expect(step.operation.results == ["t1", "t9"])
    #expect(step.actions == [.save(over: 7)])
    #expect(LiveMachine.step(step.operation, event) == nil)
  }

  @Test("Only a success is proof, which holds whatever the row says meanwhile")
  func proof() {
    let proof = Self.rows.filter(\.event.isProof).map(\.description)
    #expect(proof == ["a 2xx", "a 2xx of an earlier attempt", "a 2xx with another result"])
  }

  @Test("What may have made more than it knows of", arguments: EntryState.allCases)
  func rivals(state: EntryState) {
    var operation = MachineTable.operation(state)
    let isRival = ![.prepared, .released, .succeeded].contains(state)
    #expect(operation.mayHaveMadeMore == isRival)
    operation.resends = 1
    #expect(operation.mayHaveMadeMore == (isRival || state == .succeeded))
  }
}
