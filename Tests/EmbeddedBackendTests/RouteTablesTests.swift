import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

@Suite struct RouteTablesTests {
  /// Two tables that claim one route would hide one of the functions.
  @Test func noRouteIsAnsweredTwice() {
    #expect(RouteTables.tables.map(\.count).reduce(0, +) == RouteTables.routes.count)
  }

  @Test func aWriteDoesNotTravelAsARead() throws {
    let workspace = TestWorkspace()
    #expect(throws: Refusal.routeNotFound) {
      try workspace.get(.deleteList, ["list_id": try workspace.inbox()])
    }
    #expect(throws: Refusal.routeNotFound) { try workspace.send(.getUser) }
  }

  static let failures: [(Int32, Int?, APIError.Delivery, String)] = [
    (5, 503, .notSent, "locked by another process"),
    (6, 503, .notSent, "locked by another process"),
    (19, 400, .refused, "contradicts"),
    (19 | 8 << 8, 400, .refused, "contradicts"),
    (10, 500, .notSent, "its disk fails"),
    (11, 500, .notSent, "its file is damaged"),
    (13, 500, .notSent, "its disk is full"),
  ]

  /// SQLite's result codes: https://www.sqlite.org/rescode.html
  @Test(arguments: failures)
  func whatTheStoreRefusesIsAnAnswer(
    _ failure: (code: Int32, status: Int?, delivery: APIError.Delivery, words: String)
  ) {
    let error = APIError(store: SQLiteError(answered: failure.code, "m"))
    #expect(error.status == failure.status)
    #expect(error.delivery == failure.delivery)
    #expect(error.message.contains(failure.words))
  }

  @Test func aFileThatCannotBeOpenedIsAnError() throws {
    let workspace = TestWorkspace(path: "/dev/null/workspace.db")
    let error = #expect(throws: APIError.self) { try workspace.get(.getUser) }
    #expect(error?.status == 500)
  }
}
