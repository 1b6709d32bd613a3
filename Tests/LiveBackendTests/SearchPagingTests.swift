import APICore
import JSON
import LiveBackend
import Synchronization
import Testing

/// A Workspace of tasks in the service's pages, in memory.
private final class PagedTasks: HTTPExchange {
  private struct State {
    var tasks: [JSONValue]
    var urls: [String] = []
  }

  private let state: Mutex<State>

  init(_ tasks: [JSONValue]) { state = Mutex(State(tasks: tasks)) }

  var urls: [String] { state.withLock { $0.urls } }

  func change(_ body: @Sendable (inout [JSONValue]) -> Void) {
    state.withLock { body(&$0.tasks) }
  }

  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    state.withLock { state in
      state.urls.append(request.url)
      let page = request.url.firstMatch(of: /[?&]page=(\d+)/).flatMap { Int($0.1) }
      guard let page else {
        let id = request.url.split(separator: "?")[0].split(separator: "/").last.map(String.init)
        let task = state.tasks.first { [$0["id"]?.string, $0["custom_id"]?.string].contains(id) }
        return HTTPAnswer(
          status: task == nil ? 404 : 200,
          body: (task ?? ["err": "Task not found", "ECODE": "ITEM_013"]).canonicalBytes)
      }
      let tasks = state.tasks.dropFirst(page * 100)
      let answer: JSONValue = [
        "tasks": .array(Array(tasks.prefix(100))), "last_page": .bool(tasks.count <= 100),
      ]
      return HTTPAnswer(status: 200, body: answer.canonicalBytes)
    }
  }
}

struct SearchPagingTests {
  private static func task(_ number: Int, _ name: String = "plain") -> JSONValue {
    [
      "id": "t\(number)", "name": .string("\(name) \(number)"), "description": "", "team_id": "9",
    ]
  }

  /// So many tasks, each so manyeth of which is to be found.
  private func tasks(_ count: Int, each step: Int) -> PagedTasks {
    PagedTasks((0..<count).map { Self.task($0, $0 % step == 0 ? "needle" : "plain") })
  }

  private func backend(_ tasks: PagedTasks) throws -> LiveBackend {
    let clock = ManualClock(0)
    return LiveBackend(
      client: APIClient(
        exchange: tasks, token: try Token("pk_1_A"), address: try APIAddress(), clock: clock,
        uptime: clock, pause: Pause { clock.advance(by: $0) }))
  }

  private func query(_ text: String? = "needle", limit: Int = 25) -> TaskQuery {
    var query = TaskQuery(workspaceID: "9")
    query.text = text
    query.limit = limit
    return query
  }

  private func ids(_ page: TaskPage) -> [String] { page.tasks.compactMap { $0["id"]?.string } }

  /// Where the page after this one begins, as `search_tasks` goes on.
  private func next(_ page: TaskPage) -> TaskQuery.Position? { page.end ?? page.places.last }

  @Test(arguments: [
    (0, 1), (1, 1), (99, 3), (100, 1), (101, 1), (350, 7), (350, 100), (2_500, 600),
  ])
  func allPagesTogetherHoldEachTaskOnce(count: Int, step: Int) throws {
    for text in ["needle", nil] {
      let backend = try backend(tasks(count, each: step))
      var query = query(text, limit: 10)
      var found: [String] = []
      var examined = 0
      while true {
        let page = try backend.search(query)
        found += ids(page)
        examined += page.examined ?? 0
        #expect(page.tasks.count <= 10)
        #expect(page.places.count == page.tasks.count)
        guard page.hasMore else { break }
        #expect(query.after != next(page))
        query.after = next(page)
      }
      let wanted = (0..<count).filter { text == nil || $0 % step == 0 }
      #expect(found == wanted.map { "t\($0)" })
      if text != nil { #expect(examined >= count) }
    }
  }

  @Test func aNameIsComparedWithAllThatIsLookedAt() throws {
    var all = (0..<1_150).map { Self.task($0) }
    for number in [3, 1_100] { all[number]["name"] = "Call Mei" }
    let tasks = PagedTasks(all)
    var query = query(nil, limit: 6)
    query.name = " CALL  mei"
    let first = try backend(tasks).search(query)
    #expect(ids(first) == ["t3"] && first.hasMore && first.examined == 1_000)
    query.after = next(first)
    let second = try backend(tasks).search(query)
    #expect(ids(second) == ["t1100"] && !second.hasMore)
    #expect(tasks.urls.count == 13)
    query.name = "Pliain 7"
    query.after = nil
    let none = try backend(tasks).search(query)
    #expect(none.tasks.isEmpty && none.near.first?["id"] == "t7")
  }

  @Test func aSearchLooksAtAThousandTasksAndSaysSo() throws {
    let tasks = tasks(1_500, each: 1_200)
    let backend = try backend(tasks)
    let page = try backend.search(query())
    #expect(ids(page) == ["t0"])
    #expect(page.examined == 1_000)
    #expect(page.hasMore)
    #expect(page.end == TaskQuery.Position(key: "t999", row: 999))
    #expect(tasks.urls.count == 10)
    var rest = query()
    rest.after = page.end
    let last = try backend.search(rest)
    #expect(ids(last) == ["t1200"])
    #expect(!last.hasMore)
    #expect(last.end == nil)
  }

  @Test func itEndsWhenThePageIsFull() throws {
    let tasks = tasks(5_000, each: 2)
    let page = try backend(tasks).search(query(limit: 3))
    #expect(ids(page) == ["t0", "t2", "t4"])
    #expect(page.hasMore)
    #expect(tasks.urls.count == 1)
  }

  @Test func withoutWordsNothingHasToBeExamined() throws {
    let page = try backend(tasks(30, each: 1)).search(query(nil))
    #expect(page.examined == nil)
    #expect(page.tasks.count == 25)
  }

  @Test func tasksThatCameOrWentBeforeAPlaceNeitherRepeatNorHideOthers() throws {
    for anchor in [49, 99, 100, 150] {
      for change in ["made", "deleted", "anchor deleted"] {
        let tasks = tasks(300, each: 1)
        let backend = try backend(tasks)
        var query = query(nil)
        query.after = TaskQuery.Position(key: .string("t\(anchor)"), row: Int64(anchor))
        tasks.change { list in
          switch change {
          case "made": list.insert(contentsOf: (900..<907).map { Self.task($0) }, at: 0)
          case "deleted": list.removeFirst(7)
          default: list.removeAll { $0["id"]?.string == "t\(anchor)" }
          }
        }
        let page = try backend.search(query)
        #expect(ids(page).first == "t\(anchor + 1)", "\(anchor) \(change)")
      }
    }
  }

  @Test(arguments: [-5, Int64.max, 1_000_000] as [Int64])
  func aPlaceThatIsNoneIsHarmless(row: Int64) throws {
    var query = query(nil)
    query.after = TaskQuery.Position(key: "gone", row: row)
    let page = try backend(tasks(30, each: 1)).search(query)
    #expect(!page.hasMore || page.tasks.count == 25)
  }

  // MARK: Words

  @Test(arguments: [
    ("LOGIN", true), ("log", true), ("ogin", false), ("café", true), ("CAFE", true),
    ("fix login", true), ("login missing", false), ("#7", true), ("東京", true), ("京", true),
    ("details", true), ("86x9", true), ("ABC-12", true), ("🚀", true), ("x", false),
    ("86", false), ("86x", false), ("86X9", true), ("#86x9", true), ("abc-12", true),
    ("ABC", false), ("ABC-1", false), ("12", false), ("abc-12 login", true), ("abc-12 no", false),
    ("(86X9),", true), ("\"東京\"", true), ("「東京」、", true), ("#東京", true), ("東京・大阪", false),
    ("\"🚀\"", true),
  ])
  func eachWordMustOccurAtTheBeginningOfOne(text: String, isFound: Bool) throws {
    let task: JSONValue = [
      "id": "86x9", "custom_id": "ABC-12", "name": "Fix login #7 in 東京 🚀 Cafe\u{301}",
      "description": "Some details", "team_id": "9",
    ]
    let page = try backend(PagedTasks([task])).search(query(text))
    #expect(page.tasks.isEmpty != isFound)
  }

  // MARK: IDs

  @Test(arguments: [
    "86abc1def", "#86abc1def", "https://app.clickup.com/t/86abc1def", "DEV-1",
    "https://app.clickup.com/t/9/DEV-1", "(86ABC1DEF),",
    "https://app.clickup.com/t/86abc1def?comment=1#x",
  ])
  func theTaskWhoseIDWasTypedComesFirstAndOnce(text: String) throws {
    let wanted: JSONValue = [
      "id": "86abc1def", "custom_id": "DEV-1", "name": "wanted", "description": "", "team_id": "9",
    ]
    let other: JSONValue = [
      "id": "t1", "name": "see 86abc1def and DEV-1", "description": "", "team_id": "9",
    ]
    let tasks = PagedTasks([other, wanted])
    let backend = try backend(tasks)
    var query = query(text, limit: 1)
    let first = try backend.search(query)
    #expect(ids(first) == ["86abc1def"])
    #expect(first.hasMore == !text.contains("/"))
    let isCustom = text.contains("DEV")
    #expect(tasks.urls[0].contains("custom_task_ids=true&team_id=9") == isCustom)
    query.after = next(first)
    #expect(try ids(backend.search(query)) == (first.hasMore ? ["t1"] : []))
  }

  @Test func aCustomIDIsAskedForInUpperCaseAsWell() throws {
    let wanted: JSONValue = [
      "id": "86abc1def", "custom_id": "DEV-1", "name": "closed long ago", "description": "",
      "team_id": "9",
    ]
    let tasks = PagedTasks([wanted])
    #expect(try ids(backend(tasks).search(query("dev-1", limit: 1))) == ["86abc1def"])
    #expect(tasks.urls[0].contains("/task/dev-1?") && tasks.urls[1].contains("/task/DEV-1?"))
  }

  @Test func aTaskOfAnotherWorkspaceIsNotShownAndAnotherErrorIsNotHidden() throws {
    let foreign: JSONValue = ["id": "86abc1def", "name": "x", "description": "", "team_id": "8"]
    #expect(
      try backend(PagedTasks([foreign])).search(query("86abc1def", limit: 1)).tasks.count <= 1)
    let bench = try ClientBench(ScriptedExchange(.json(503, [:])))
    #expect(throws: APIError.self) { try bench.backend.search(query("86abc1def")) }
  }

  @Test(arguments: ["login", "release-notes", "fix 12", "é12345", "", "a1"])
  func whatIsNotAnIDIsNotAskedFor(text: String) throws {
    let tasks = PagedTasks([])
    _ = try backend(tasks).search(query(text))
    #expect(tasks.urls.count == 1)
  }

  @Test func filtersLeaveATypedIDToThePages() throws {
    let tasks = PagedTasks([])
    var query = query("86abc1def")
    query.listIDs = ["1"]
    _ = try backend(tasks).search(query)
    #expect(tasks.urls.count == 1)
  }
}
