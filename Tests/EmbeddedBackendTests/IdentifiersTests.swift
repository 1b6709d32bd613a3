import APICore
import JSON
import SQLite
import Synchronization
import Testing

@testable import EmbeddedBackend

@Suite struct IdentifiersTests {
  /// As the recorded answers look.
  @Test func identifiersLookLikeTheServices() throws {
    let workspace = TestWorkspace()
    let lengths = try workspace.store.read { connection throws(SQLiteError) in
      let draw = Identifiers(source: SeededIDSource(seed: 7), connection: connection)
      return [
        String(try draw.workspace()), String(try draw.space()), String(try draw.user()),
        String(try draw.folder()), String(try draw.list()),
      ]
    }
    #expect(lengths.map(\.count) == [11, 11, 9, 12, 12])
    #expect(lengths.allSatisfy { $0.hasPrefix("9015") || $0.hasPrefix("2") })
    for seed in 0..<100 {
      let task = try workspace.store.read { connection throws(SQLiteError) in
        try Identifiers(source: SeededIDSource(seed: UInt64(seed)), connection: connection).task()
      }
      #expect(task.wholeMatch(of: /86[a-z][0-9a-z]{6}/) != nil, "\(task)")
    }
  }

  @Test func statusesNameWhereTheyAreDefined() throws {
    let id = try TestWorkspace().store.read { connection throws(SQLiteError) in
      try Identifiers(source: SeededIDSource(seed: 7), connection: connection)
        .status(definedIn: .space(90_159_451_300))
    }
    #expect(id.wholeMatch(of: /p90159451300_[0-9A-Za-z]{8}/) != nil, "\(id)")
  }

  @Test func uuidsAreOfVersionFour() throws {
    let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    try TestWorkspace().store.read { connection throws(SQLiteError) in
      let draw = Identifiers(source: SeededIDSource(seed: 7), connection: connection)
      let ids = (0..<50).map { _ in draw.uuid() }
      #expect(Set(ids).count == 50)
      #expect(ids.allSatisfy { $0.wholeMatch(of: pattern) != nil })
    }
  }

  /// A source that gives the same number several times, as a clash would be.
  private final class StutteringIDSource: IDSource {
    private let count = Mutex<UInt64>(0)
    func next() -> UInt64 {
      count.withLock {
        $0 += 1
        return ($0 / 4) &* 0x9E37_79B9_7F4A_7C15
      }
    }
  }

  @Test func aTakenIdentifierIsDrawnAgain() throws {
    let workspace = TestWorkspace(ids: StutteringIDSource())
    let inbox = try workspace.inbox()
    let ids = try (0..<20).map {
      try workspace.send(.createTask, ["list_id": inbox], ["name": "\($0)"])["id"]?.string
    }
    #expect(Set(ids).count == 20)
  }

  /// The same seed and clock make the same Workspace, byte for byte.
  @Test func aSeedDecidesEverything() throws {
    let answers = try (0..<2).map { _ in
      let workspace = TestWorkspace()
      let task = try workspace.send(
        .createTask, ["list_id": try workspace.inbox()], ["name": "a"])
      return task.canonicalString
    }
    #expect(answers[0] == answers[1])
  }
}
