import APICore
import JSON
import Ledger
import Testing

@testable import Tools

@Suite("A dry run says what the call would do, and does nothing")
struct DryRunPropertyTests {
  /// Calls of every write tool, most of them near one of its examples.
  private struct Draw {
    let ids: SeededIDSource
    let world: ExampleWorld
    private var drawn: [(tool: String, arguments: JSONValue)] = []

    init(ids: SeededIDSource, world: ExampleWorld) { (self.ids, self.world) = (ids, world) }

    func below(_ count: Int) -> Int { Int(ids.next() % UInt64(count)) }
    func one<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
    func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }

    /// Something that an argument could be: mostly what exists, but not always what fits.
    func value() -> JSONValue {
      let strange: [JSONValue] = ["", "nowhere", 7, true, [], "none", "2026-12-01", "1h", .null]
      return chance(2)
        ? one(strange) : one(world.names.keys.sorted().compactMap { world.names[$0] })
    }

    /// Now and then one of before, however many tools there are.
    mutating func call() throws -> (tool: String, arguments: JSONValue) {
      if !drawn.isEmpty, chance(10) { return one(drawn) }
      let file = one(DryRunPropertyTests.writing)
      var arguments = try world.filled(one(try file.definition().examples))
      for name in (arguments.object ?? [:]).keys.sorted() where chance(8) {
        arguments[name] = chance(2) ? nil : value()
      }
      arguments["dry_run"] = nil
      // Few of them, so that they meet.
      arguments["idempotency_key"] = chance(3) ? .string("drawn-key-\(below(6))") : nil
      drawn.append((file.name, arguments))
      return (file.name, arguments)
    }
  }

  static let writing = SchemaFiles.all.filter { $0.entry.tool.kind == .write }

  private static func verdict(of result: Result<ToolOutput, ToolError>, isDry: Bool) -> String {
    switch result {
    case .failure(let error): return error.code.rawValue
    case .success(let output):
      guard isDry else { return output.structured["operation"]?["status"]?.string ?? "-" }
      let verdict = output.structured["plan"]?["verdict"]?.string ?? "-"
      return ["would_execute": "executed", "would_replay": "replayed"][verdict] ?? verdict
    }
  }

  @Test("1,000 calls at random: no effect, no row, and the verdict of the call itself")
  func agrees() throws {
    var counts: [String: Int] = [:]
    for round in 0..<20 {
      let world = try ExampleWorld()
      var draw = Draw(ids: SeededIDSource(seed: UInt64(round) + 1), world: world)
      for _ in 0..<50 {
        let (tool, arguments) = try draw.call()
        var rehearsed = arguments
        rehearsed["dry_run"] = true
        let before = try WorldSnapshot.rows(of: world.store, without: [])
        let rows = try Self.rowCount(in: world)
        let dry = try world.call(tool, rehearsed)
        #expect(try WorldSnapshot.rows(of: world.store, without: []) == before)
        #expect(try Self.rowCount(in: world) == rows)
        let live = try world.callSayingYes(tool, arguments)
        let verdict = Self.verdict(of: dry, isDry: true)
        guard verdict == Self.verdict(of: live, isDry: false) else {
          Issue.record("round \(round): \(tool) \(arguments.canonicalString): \(dry), \(live)")
          return
        }
        #expect(try Self.rowCount(in: world) == rows + (verdict == "executed" ? 1 : 0))
        counts[verdict, default: 0] += 1
      }
    }
    #expect(counts.values.reduce(0, +) == 1_000)
    // Each kind of answer came often, one in a hundred: the draw is not one-sided.
    for verdict in ["executed", "replayed", "key_conflict", "invalid_arguments"] {
      #expect(counts[verdict, default: 0] >= 10, "\(counts)")
    }
  }

  private static func rowCount(in world: ExampleWorld) throws -> Int {
    var query = LedgerQuery()
    query.limit = 1_000
    return try LedgerStore(world.store).list(query).entries.count
  }
}
