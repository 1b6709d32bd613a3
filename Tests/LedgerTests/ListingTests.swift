import APICore
import JSON
import Testing

@testable import Ledger

@Suite("Looking at the ledger")
struct ListingTests {
  let bench: Bench
  let rows: LedgerStore

  init() throws {
    bench = try Bench()
    rows = LedgerStore(bench.store)
    for number in 1...5 {
      try bench.ledger.run(Call(key: "number-\(number)", name: "task \(number)"))
      bench.clock.advance(by: 1_000)
    }
    try bench.ledger.run(Call.update("1", name: "renamed"))
    let other = Scope(backend: "embedded", workspaceID: "90", principal: "8")
    try bench.ledger.run(Call(key: "number-1", scope: other))
  }

  private func sequences(_ change: (inout LedgerQuery) -> Void) throws -> [Int64] {
    var query = LedgerQuery()
    change(&query)
    return try rows.list(query).entries.map(\.sequence)
  }

  @Test("Newest first, by scope, time, tool and state")
  func filters() throws {
    #expect(try sequences { _ in } == [7, 6, 5, 4, 3, 2, 1])
    #expect(try sequences { $0.scope = Bench.scope } == [6, 5, 4, 3, 2, 1])
    #expect(try sequences { $0.since = Bench.start + 4_000 } == [7, 6, 5])
    #expect(try sequences { $0.tool = "update_task" } == [6])
    #expect(try sequences { $0.state = .succeeded }.count == 7)
    #expect(try sequences { $0.state = .unknown } == [])
  }

  @Test("Pages follow each other without gap or overlap", arguments: [1, 2, 3, 7, 8])
  func pages(limit: Int) throws {
    var query = LedgerQuery()
    query.limit = limit
    var seen: [Int64] = []
    repeat {
      let page = try rows.list(query)
      #expect(page.entries.count <= limit)
      seen += page.entries.map(\.sequence)
      query.cursor = page.cursor
    } while query.cursor != nil
    #expect(seen == [7, 6, 5, 4, 3, 2, 1])
  }

  @Test("A row tells what was asked, sent and answered")
  func entry() throws {
    let key = try IdempotencyKey("number-2")
    let entry = try #require(try bench.ledger.entry(.key(key), in: Bench.scope))
    #expect(entry.tool == "create_task" && entry.keySource == .client && entry.attempt == 1)
    #expect(entry.key == "number-2" && entry.state == .succeeded && entry.remoteID == "2")
    #expect(entry.arguments == ["list_id": "1", "name": "task 2"])
    #expect(
      entry.request == ["method": "POST", "path": "/list/1/task", "body": ["name": "task 2"]])
    #expect(entry.output == ["task": ["id": "2", "name": "task 2"]])
    #expect(entry.firstExecutedAt == Bench.start + 1_000)
    #expect(entry.json["operation_id"] == .string(entry.operationID))
    #expect(entry.json["scope"] == Bench.scope.json)
    let same = try bench.ledger.entry(.operationID(entry.operationID), in: Bench.scope)
    #expect(same?.sequence == entry.sequence)
  }

  @Test("Rows of others are not shown in a scope; a person sees all scopes")
  func scopes() throws {
    let mine = try #require(
      try bench.ledger.entry(.key(IdempotencyKey("number-1")), in: Bench.scope))
    let other = Scope(backend: "embedded", workspaceID: "90", principal: "8")
    #expect(try bench.ledger.entry(.operationID(mine.operationID), in: other) == nil)
    #expect(try bench.ledger.entry(.key(IdempotencyKey("number-2")), in: other) == nil)
    #expect(try rows.entries(.key(IdempotencyKey("number-1"))).map(\.sequence) == [7, 1])
    #expect(try rows.entries(.operationID(mine.operationID)).map(\.sequence) == [1])
    #expect(try rows.entries(.operationID("op_none")).isEmpty)
  }
}
