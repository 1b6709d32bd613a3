import APICore
import JSON
import Synchronization
import Testing

@testable import LiveBackend

struct ReadCacheTests {
  private let spaces = ReadRequest(.getSpaces, path: ["team_id": "9"])

  @Test func theHierarchyIsKeptForHalfAMinute() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, ["a": 1]), .json(200, ["a": 2])))
    #expect(try bench.client.read(spaces) == ["a": 1])
    #expect(try bench.client.read(spaces) == ["a": 1])
    #expect(bench.exchange.sent.count == 1)
    bench.clock.advance(by: 29_999)
    #expect(try bench.client.read(spaces) == ["a": 1])
    bench.clock.advance(by: 1)
    #expect(try bench.client.read(spaces) == ["a": 2])
  }

  @Test func whoHasToSeeWhatStandsNowSeesIt() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    for purpose in [APIClient.Purpose.ordinary, .fresh, .lookUp] {
      _ = try bench.client.read(spaces, for: purpose)
    }
    _ = try bench.backend.read(spaces, in: Dispatch(operationID: "op", attempt: 1))
    #expect(bench.exchange.sent.count == 4)
  }

  /// What writes are compared with and undone to, and what changes by the minute.
  @Test(
    arguments: [
      .getUser, .getSpace, .getFolder, .getList, .getTask, .getTasks, .getTeamTasks,
      .getTaskComments, .getTimeEntries, .getRunningTimeEntry, .getSpaceTags, .getTaskMembers,
    ] as [Route])
  func aSingleThingIsReadAnew(route: Route) throws {
    #expect(!ReadCache.keeps(route))
  }

  @Test(
    arguments: [
      (.createSpace, 2), (.updateList, 2), (.deleteFolder, 2), (.createListField, 2),
      (.createFolderList, 2), (.updateTask, 1), (.createTask, 1), (.createTimeEntry, 1),
      (.createTaskComment, 1), (.setFieldValue, 1),
    ] as [(Route, Int)])
  func aWriteToTheHierarchyDropsWhatWasKept(route: Route, reads: Int) throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, [:])))
    _ = try bench.client.read(spaces)
    var path: [String: String] = [:]
    for name in route.path.matches(of: /\{([^}]+)\}/) { path[String(name.1)] = "1" }
    _ = try bench.client.write(WriteRequest(route, path: path))
    _ = try bench.client.read(spaces)
    #expect(bench.exchange.sent.count == 1 + reads)
  }

  @Test func aWriteWhoseOutcomeIsUnknownDropsItToo() throws {
    let bench = try ClientBench(
      ScriptedExchange(.json(200, ["a": 1]), .failure(.broken, "x"), .json(200, ["a": 2])))
    _ = try bench.client.read(spaces)
    let write = WriteRequest(.createSpace, path: ["team_id": "9"])
    #expect(throws: APIError.self) { try bench.client.write(write) }
    #expect(try bench.client.read(spaces) == ["a": 2])
  }

  @Test func anAnswerThatWasAskedForBeforeAWriteIsNotKept() throws {
    let cache = ReadCache(uptime: ManualClock(0))
    let generation = cache.generation
    cache.drop(after: .createSpace)
    cache.keep(["old": true], of: spaces, since: generation)
    #expect(cache.value(of: spaces) == nil)
    cache.keep(["new": true], of: spaces, since: cache.generation)
    #expect(cache.value(of: spaces) == ["new": true])
  }

  @Test func whatIsAskedWhileAWriteIsUnderWayIsNotKept() throws {
    let bench = try ClientBench(ScriptedExchange(.json(200, ["a": 1])))
    let isAsked = Mutex(false)
    bench.exchange.onSend { [client = bench.client, spaces] in
      guard
        isAsked.withLock({ asked in
          defer { asked = true }
          return !asked
        })
      else { return }
      do { _ = try client.read(spaces) } catch { Issue.record(error) }
    }
    _ = try bench.client.write(WriteRequest(.createSpace, path: ["team_id": "9"]))
    #expect(bench.exchange.sent.count == 2)
    _ = try bench.client.read(spaces)
    #expect(bench.exchange.sent.count == 3)
  }

  @Test func errorsAreNotKept() throws {
    let bench = try ClientBench(ScriptedExchange(.json(404, ["err": "x"]), .json(200, ["a": 1])))
    #expect(throws: APIError.self) { try bench.client.read(spaces) }
    #expect(try bench.client.read(spaces) == ["a": 1])
  }

  @Test func noMoreIsKeptThanABound() {
    let cache = ReadCache(uptime: ManualClock(0))
    var kept = 0
    for number in 0..<1_000 {
      let request = ReadRequest(.getSpaces, path: ["team_id": "\(number)"])
      cache.keep([:], of: request, since: 0)
    }
    for number in 0..<1_000 {
      let request = ReadRequest(.getSpaces, path: ["team_id": "\(number)"])
      if cache.value(of: request) != nil { kept += 1 }
    }
    #expect((1...ReadCache.mostAnswers).contains(kept))
  }
}
