import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

@Suite struct DependencyRowsTests {
  @Test func aWayIsTheShortestAndBounded() throws {
    let workspace = try PartsWorkspace()
    var ids: [String] = []
    for name in ["A", "B", "C", "D"] { ids.append(try workspace.task(name)) }
    for (waiting, blocking) in [(0, 1), (1, 2), (2, 3), (0, 2)] {
      try workspace.write(
        .addDependency, ["task_id": ids[waiting]], body: ["depends_on": .string(ids[blocking])])
    }
    func way(_ start: Int, _ end: Int, atMost limit: Int = 100) throws -> DependencyRows.Way {
      try workspace.store.read { connection throws(SQLiteError) in
        try DependencyRows.way(
          from: ids[start], to: ids[end], followingAtMost: limit, on: connection)
      }
    }
    func steps(_ indexes: Int...) -> DependencyRows.Way {
      .found(indexes.map { .init(id: ids[$0], name: ["A", "B", "C", "D"][$0]) })
    }
    #expect(try way(0, 3) == steps(0, 2, 3))
    #expect(try way(1, 1) == steps(1))
    #expect(try way(3, 0) == .none)
    #expect(try way(0, 3, atMost: 2) == .tooLong)
  }
}
