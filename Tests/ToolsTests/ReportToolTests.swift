import APICore
import JSON
import LiveBackend
import SQLite
import Testing

@testable import Tools

/// The reports beside counts that are made here, from what was put into the Workspace.
@Suite("Reports") struct ReportToolTests {
  /// What a task was made with; days count from Wednesday 2026-11-25, which is today.
  private struct Made {
    let number: Int

    var isMine: Bool { !number.isMultiple(of: 3) }
    var isClosed: Bool { number.isMultiple(of: 7) }
    var day: Int64? { number.isMultiple(of: 4) ? nil : Int64(number * 5 % 17) - 6 }
    /// nil for a date alone.
    var hour: Int64? { number.isMultiple(of: 2) ? nil : number % 4 == 1 ? 9 : 15 }
    var minutes: Int64? { number.isMultiple(of: 5) ? nil : Int64(number % 6 + 1) * 10 }

    var isOverdue: Bool { day.map { $0 < 0 || $0 == 0 && hour == 9 } ?? false }
    var isInThisWeek: Bool { day.map { (-2...4).contains($0) } ?? false }
    var part: String? {
      guard let day else { return nil }
      return isOverdue ? "overdue" : day == 0 ? "due_today" : day <= 4 ? "this_week" : nil
    }
    /// What they are ordered by: the service keeps a date alone as four in the morning.
    var hours: Int64 { (day ?? 0) * 24 + (hour ?? 4) }
  }

  private static let all = (0..<200).map(Made.init)
  private static let midnight: Int64 = 1_795_561_200_000

  private static func world(isLive: Bool) throws -> ExampleWorld {
    let world = try ExampleWorld(isLive: isLive)
    let user = JSONValue.integer(try #require(Int64(try world.id("user"))))
    for made in all {
      var body: JSONValue = ["name": .string("Task \(made.number)")]
      if made.isMine { body["assignees"] = [user] }
      if made.isClosed { body["status"] = "complete" }
      if let day = made.day {
        let hour = made.hour ?? 12
        body["due_date"] = .integer(midnight + (day * 24 + hour) * 3_600_000)
        body["due_date_time"] = .bool(made.hour != nil)
      }
      body["time_estimate"] = made.minutes.map { .integer($0 * 60_000) }
      try world.make(
        "made_\(made.number)", .createTask, ["list_id": try world.id("list")], body)
    }
    return world
  }

  private static func names(_ rows: JSONValue?) -> [String] {
    (rows?.array ?? []).compactMap { $0["name"]?.string }
  }

  @Test(arguments: [false, true]) func agenda(isLive: Bool) throws {
    let world = try Self.world(isLive: isLive)
    let agenda = try world.answer("get_agenda", ["limit": 100])
    let open = Self.all.filter { $0.isMine && !$0.isClosed }
    for part in ["overdue", "due_today", "this_week"] {
      let wanted = open.filter { $0.part == part }
      #expect(!wanted.isEmpty)
      #expect(Set(Self.names(agenda[part])) == Set(wanted.map { "Task \($0.number)" }), "\(part)")
    }
    let hours = Self.names(agenda["overdue"]).compactMap { name in
      Self.all.first { "Task \($0.number)" == name }?.hours
    }
    #expect(hours == hours.sorted())
    #expect(agenda["date"] == "2026-11-25" && agenda["week_ends"] == "2026-11-29")
    #expect(agenda["blocked"] == [] && agenda["more"] == nil && agenda["notice"] == nil)
    let short = try world.answer("get_agenda", ["assignee": "me", "limit": 1])
    let left = open.count { $0.part == "overdue" } - 1
    #expect(short["more"]?["overdue"] == .integer(Int64(left)))
    #expect(short["overdue"]?[0] == agenda["overdue"]?[0])
  }

  @Test(arguments: [false, true]) func workload(isLive: Bool) throws {
    let world = try Self.world(isLive: isLive)
    let answer = try world.answer("get_workload", [:])
    // The example Workspace has tasks of nobody without estimates.
    let own = Int64(world.taskCount)
    func check(_ row: JSONValue?, _ made: [Made], own: Int64, _ logged: JSONValue) {
      func minutes(_ made: [Made]) -> JSONValue {
        let sum = made.compactMap(\.minutes).reduce(0, +)
        return .string(DurationArgument.text(Milliseconds(sum * 60_000)))
      }
      #expect(row?["open_tasks"] == .integer(Int64(made.count) + own))
      #expect(row?["due_tasks"] == .integer(Int64(made.count(where: \.isInThisWeek))))
      #expect(row?["overdue_tasks"] == .integer(Int64(made.count(where: \.isOverdue))))
      #expect(
        row?["unestimated_tasks"] == .integer(Int64(made.count { $0.minutes == nil }) + own))
      #expect(row?["time_estimate"] == minutes(made))
      #expect(row?["due_time_estimate"] == minutes(made.filter(\.isInThisWeek)))
      #expect(row?["time_logged"] == logged)
    }
    let open = Self.all.filter { !$0.isClosed }
    #expect(answer["people"]?.array?.count == 2)
    check(answer["people"]?[0], open.filter(\.isMine), own: 0, "30m")
    check(answer["people"]?[1], open.filter { !$0.isMine }, own: own, "0m")
    check(answer["total"], open, own: own, "30m")
    #expect(answer["people"]?[1]?["unassigned"] == true && answer["notice"] == nil)
    let mine = try world.answer("get_workload", ["assignees": ["me"]])
    #expect(mine["people"]?.array?.count == 1)
    check(mine["total"], open.filter(\.isMine), own: 0, "30m")
  }

  @Test("Where the service keeps the time of others to itself, the caller's own is counted")
  func ownTimeAlone() throws {
    let world = try ExampleWorld(isLive: true, between: { OwnTimeAlone(served: $0) })
    let user = try world.id("user")
    try world.store.write { transaction throws(SQLiteError) in
      for statement in [
        """
        INSERT INTO users(id, username, email, color, initials, time_zone)
          SELECT 502, 'Mei Chen', 'mei@example.com', color, initials, time_zone FROM users LIMIT 1
        """,
        """
        INSERT INTO workspace_members
          SELECT workspace_id, 502, 3, date_invited, date_joined FROM workspace_members LIMIT 1
        """,
        "UPDATE workspace_members SET role = 3 WHERE user_id = \(user)",
      ] { try transaction.connection.execute(statement) }
    }
    let answer = try world.answer("get_workload", [:])
    #expect(answer["total"]?["time_logged"] == "30m")
    #expect(
      answer["notice"]
        == "`time_logged` is yours alone: ClickUp refused to show the time of others")
    // Who has nothing to do has a row too.
    #expect(answer["people"]?.array?.contains { $0["user"]?["username"] == "Mei Chen" } == true)
    let hers = try world.answer("get_workload", ["assignees": ["Mei"]])
    #expect(hers["total"]?["time_logged"] == "0m")
    let unknown = "`time_logged` is not known: ClickUp refused to show the time of others"
    #expect(hers["notice"]?.string?.hasSuffix(unknown) == true)
  }

  @Test(arguments: [false, true]) func changes(isLive: Bool) throws {
    let world = try Self.world(isLive: isLive)
    var arguments: JSONValue = ["since": "2026-11-25", "space_id": "Studio", "limit": 70]
    let first = try world.answer("get_changes", arguments)
    #expect(
      first["counts"] == [
        "created": .integer(Int64(Self.all.count + world.taskCount)),
        "closed": .integer(Int64(Self.all.count(where: \.isClosed))), "updated": 0,
      ])
    var rows = first["changes"]?.array ?? []
    arguments["cursor"] = first["cursor"]
    while arguments["cursor"] != nil {
      let page = try world.answer("get_changes", arguments)
      #expect(page["counts"] == nil)
      rows += page["changes"]?.array ?? []
      arguments["cursor"] = page["cursor"]
    }
    #expect(rows.count == Self.all.count + world.taskCount)
    #expect(Set(rows.compactMap { $0["id"]?.string }).count == rows.count)
    let dates = rows.compactMap { $0["date_updated"]?.string }
    #expect(dates == dates.sorted(by: >))
    let elsewhere = try world.answer(
      "get_changes", ["since": "2026-11-25", "list_id": "Inbox"])
    #expect(elsewhere["notice"]?.string?.contains("nothing was changed") == true)
  }

  @Test("A first day alone reaches to the end of this week")
  func firstDayAlone() throws {
    let world = try ExampleWorld()
    func days(_ arguments: JSONValue) throws -> [String] {
      let answer = try world.answer("get_workload", arguments)
      return ["start", "end"].map { String((answer[$0]?.string ?? "").prefix(10)) }
    }
    #expect(try days([:]) == ["2026-11-23", "2026-11-29"])
    #expect(try days(["start_date": "2026-11-01"]) == ["2026-11-01", "2026-11-29"])
    #expect(try days(["start_date": "2026-12-02"]) == ["2026-12-02", "2026-12-06"])
    #expect(try days(["end_date": "2026-11-04"]) == ["2026-11-02", "2026-11-04"])
  }

  @Test("Tasks that are done take no room from those that are open", arguments: [false, true])
  func doneTasks(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let user = JSONValue.integer(try #require(Int64(try world.id("user"))))
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE statuses SET type = 'done' WHERE status = 'in progress'")
    }
    for number in 0..<3 {
      try world.make(
        "made", .createTask, ["list_id": try world.id("list")],
        [
          "name": .string("Made \(number)"), "assignees": [user],
          "due_date": .integer(Self.midnight - Int64(9 - number) * 86_400_000),
          "status": number < 2 ? "in progress" : "to do",
        ])
    }
    var query = TaskQuery(workspaceID: try world.id("workspace"))
    query.assignees = [try world.id("user")]
    query.order = .dueDate
    query.isReversed = true
    query.excludesDone = true
    let read = try ReportTasks(query, atMost: 100, reading: world.reader())
    #expect(read.tasks.allSatisfy { $0["status"]?["type"] != "done" })
    #expect(read.tasks.contains { $0["name"] == "Made 2" } && !read.hasMore)
    let agenda = try world.answer("get_agenda", [:])
    #expect(Self.names(agenda["overdue"]) == ["Made 2"])
  }

  @Test("What was not looked at is said") func bounds() throws {
    let world = try Self.world(isLive: false)
    let query = TaskQuery(workspaceID: try world.id("workspace"))
    let read = try ReportTasks(query, atMost: 100, reading: world.reader())
    #expect(read.tasks.count == 100 && read.places.count == 100 && read.hasMore)
    let user = JSONValue.integer(try #require(Int64(try world.id("user"))))
    for number in 0..<GetWorkload.most {
      try world.make(
        "further", .createTask, ["list_id": try world.id("list")],
        ["name": .string("Further \(number)"), "assignees": [user]])
    }
    for (tool, words) in [
      ("get_agenda", "only 500 open tasks were looked at"),
      ("get_workload", "only 1000 open tasks were looked at"),
      ("get_changes", "the 500 tasks that were changed last"),
    ] {
      let arguments: JSONValue = tool == "get_changes" ? ["since": "2026-11-25"] : [:]
      let notice = try world.answer(tool, arguments)["notice"]?.string
      #expect(notice?.contains(words) == true, "\(tool): \(notice ?? "no notice")")
    }
  }

  @Test("So many tasks are asked what blocks, and no more", arguments: [false, true])
  func blockers(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let user = JSONValue.integer(try #require(Int64(try world.id("user"))))
    let list = try world.id("list")
    for number in 0..<(Blockers.mostRead + 5) {
      let waiting = try world.make(
        "waiting_\(number)", .createTask, ["list_id": list],
        ["name": .string("Waiting \(number)"), "assignees": [user]])
      let blocking = try world.make(
        "blocking_\(number)", .createTask, ["list_id": list],
        ["name": .string("Blocking \(number)")])
      _ = try world.answer(
        "add_dependency", ["task_id": .string(waiting), "depends_on": .string(blocking)])
    }
    let agenda = try world.answer("get_agenda", ["limit": 100])
    let blocked = agenda["blocked"]?.array ?? []
    #expect(blocked.count == Blockers.mostRead + 5)
    #expect(blocked.count { $0["waiting_on"]?[0]?["name"] == nil } == 5)
    #expect(agenda["notice"]?.string?.contains("5 tasks in `waiting_on`") == true)
  }

  @Test(
    arguments: [
      ("get_changes", ["since": "2027-01-01"], .invalidArguments, "in the future"),
      ("get_changes", ["since": "2026-11-25", "cursor": "x"], .invalidArguments, "`cursor`"),
      (
        "get_changes", ["since": "today", "list_id": "$list", "folder_id": "$folder"],
        .invalidArguments, "cannot be combined"
      ),
      (
        "get_workload", ["start_date": "2026-11-24", "end_date": "2026-11-20"], .invalidArguments,
        "before"
      ),
      ("get_workload", ["folder_id": "Nowhere"], .notFound, "`folder_id`"),
      ("get_agenda", ["assignee": "John"], .invalidArguments, "Jane Doe"),
      ("get_agenda", ["limit": 101], .invalidArguments, "100"),
    ] as [WrongCall])
  func refusal(wrong: WrongCall) throws { try ExampleWorld().expectRefusal(of: wrong) }
}

/// A service that shows no time entries of others.
private struct OwnTimeAlone: HTTPExchange {
  let served: any HTTPExchange

  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    guard request.url.contains("/time_entries?"), request.url.contains("502") else {
      return try served.send(request, onFreshConnection: onFreshConnection, within: deadline)
    }
    let body: JSONValue = ["err": "You have no access to these", "ECODE": "TIMEENTRY_012"]
    return HTTPAnswer(
      status: 403, headers: ["content-type": "application/json"], body: body.canonicalBytes)
  }
}
