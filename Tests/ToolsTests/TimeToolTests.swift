import APICore
import JSON
import SQLite
import Testing

@testable import Tools

@Suite struct TimeToolTests {
  @Test func timeIsLoggedAsAsked() throws {
    let world = try ExampleWorld()
    let (task, user) = (try world.id("task"), try world.id("user"))
    let logged = try world.answer(
      "log_time",
      [
        "task_id": .string(task), "start": "2026-11-23T09:00:00+01:00", "duration": "1h 30m",
        "description": "Review", "billable": true, "tags": ["review"], "assignee": .string(user),
      ])
    #expect(logged["start"] == "2026-11-23T09:00:00+01:00")
    #expect(logged["end"] == "2026-11-23T10:30:00+01:00")
    #expect(logged["duration"] == "1h 30m")
    #expect(logged["billable"] == true)
    #expect(logged["task_id"]?.string == task)
    let entries = try world.answer("list_time_entries", ["task_id": .string(task)])
    let entry = try #require(
      entries["time_entries"]?.array?.first { $0["id"] == logged["id"] })
    #expect(entry["description"] == "Review")
    #expect(entry["tags"] == ["review"])
    #expect(entry["user"] == ["id": .string(user), "username": "Jane Doe"])
    #expect(entry["task_name"] == "Launch page")
  }

  /// The clock is not part of what a key stands for.
  @Test func aDurationAloneEndsNowAndIsReplayedLater() throws {
    let world = try ExampleWorld()
    let arguments: JSONValue = [
      "task_id": .string(try world.id("task")), "duration": "30m",
      "idempotency_key": "half-an-hour-1",
    ]
    let logged = try world.answer("log_time", arguments)
    #expect(logged["end"]?.string?.hasPrefix("2026-11-25T12:") == true)
    world.clock.advance(by: 3_600_000)
    let again = try world.answer("log_time", arguments)
    #expect(again["id"] == logged["id"])
    #expect(again["end"] == logged["end"])
    #expect(again["operation"]?["replayed"] == true)
  }

  @Test func pagesFollowOneAnotherNewestFirst() throws {
    let world = try ExampleWorld()
    let first = try world.answer("list_time_entries", ["limit": 1])
    #expect(first["time_entries"]?[0]?["duration"] == "30m")
    #expect(first["total_duration"] == "2h")
    #expect(first["has_more"] == true)
    let second = try world.answer(
      "list_time_entries", ["limit": 1, "cursor": try #require(first["cursor"])])
    #expect(second["time_entries"]?.array?.map { $0["duration"] } == ["1h 30m"])
    #expect(second["has_more"] == false)
    #expect(second["cursor"] == nil)
  }

  /// The world holds 90 minutes of the 21st and 30 minutes of the 25th of November 2026.
  static let filters: [(arguments: JSONValue, durations: [JSONValue])] = [
    (["task_id": "$task"], ["30m", "1h 30m"]),
    (["task_id": "$other_task"], []),
    (["list_id": "$list_name"], ["30m", "1h 30m"]),
    (["folder_id": "$folder"], ["30m", "1h 30m"]),
    (["space_id": "$space"], ["30m", "1h 30m"]),
    (["start_date": "2026-11-24"], ["30m"]),
    (["start_date": "2026-11-20", "end_date": "2026-11-23"], ["1h 30m"]),
    (["is_billable": true], []),
    (["is_billable": false, "assignee": "$user"], ["30m", "1h 30m"]),
  ]

  @Test(arguments: filters)
  func filtersHold(_ example: (arguments: JSONValue, durations: [JSONValue])) throws {
    let world = try ExampleWorld()
    let answer = try world.answer("list_time_entries", try world.filled(example.arguments))
    #expect(answer["time_entries"]?.array?.compactMap { $0["duration"] } == example.durations)
  }

  @Test func aTotalThatMayBeOfAPartSaysSo() throws {
    #expect(ListTimeEntries.notice(ofCount: TimeEntryLimit.inOneAnswer - 1) == nil)
    let notice = try #require(
      ListTimeEntries.notice(ofCount: TimeEntryLimit.inOneAnswer))
    #expect(notice.contains("only the newest 10000 entries were read"), "\(notice)")
    let world = try ExampleWorld()
    #expect(try world.answer("list_time_entries", [:])["notice"] == nil)
  }

  private static let empty: [(arguments: JSONValue, notice: String)] = [
    (
      [:],
      "nothing was found; this is what was looked at: only your own time (`assignee` names "
        + "others), only the last 30 days (`start_date` goes further back)"
    ),
    (
      ["assignee": "$user", "is_billable": true],
      "nothing was found; this is what was looked at: only the last 30 days (`start_date` goes "
        + "further back), only time that is billable (leave `is_billable` out for all)"
    ),
    (
      ["assignee": "$user", "is_billable": false, "start_date": "2020-01-01"],
      "nothing was found; this is what was looked at: only time that is not billable (leave "
        + "`is_billable` out for all)"
    ),
    (
      ["start_date": "2099-01-01", "is_billable": true],
      "nothing was found: `start_date` is in the future (it is "
    ),
  ]

  @Test(arguments: empty)
  func anEmptyAnswerSaysWhy(_ example: (arguments: JSONValue, notice: String)) throws {
    let world = try ExampleWorld()
    let list = try world.answer(
      "create_list", ["folder_id": .string(try world.id("folder")), "name": "No time"])
    var arguments = try world.filled(example.arguments)
    arguments["list_id"] = list["id"]
    let notice = try #require(try world.answer("list_time_entries", arguments)["notice"]?.string)
    #expect(notice.hasPrefix(example.notice), "\(notice)")
  }

  @Test func aDayStandsForAllOfIt() throws {
    let world = try ExampleWorld()
    let entry = try #require(
      try world.answer("list_time_entries", ["limit": 1])["time_entries"]?[0])
    let day = JSONValue.string(String(try #require(entry["start"]?.string).prefix(10)))
    let answer = try world.answer("list_time_entries", ["start_date": day, "end_date": day])
    #expect(answer["time_entries"] == [entry])
  }

  @Test func aRunningTimerHasNoEnd() throws {
    let entry = try #require(
      TimeEntry(["id": "1", "start": 1_795_604_400_000, "duration": "-1795604400000"]))
    let lean = entry.lean(try berlinContext())
    #expect(lean["duration"] == "running")
    #expect(lean["end"] == nil)
  }

  static let wrong: [WrongCall] = [
    ("log_time", ["task_id": "$task"], .invalidArguments, "how long it took is missing"),
    (
      "log_time", ["task_id": "$task", "duration": "a while"], .invalidArguments,
      "is not a duration"
    ),
    ("log_time", ["task_id": "86zzz", "duration": "1h"], .notFound, "`task_id` \"86zzz\""),
    (
      "log_time", ["task_id": "$task", "duration": "1h", "assignee": "1"], .invalidArguments,
      "Jane Doe"
    ),
    (
      "log_time", ["task_id": "$task", "duraton": "1h"], .invalidArguments,
      "did you mean `duration`?"
    ),
    (
      "list_time_entries", ["task_id": "$task", "list_id": "$list"], .invalidArguments,
      "`task_id`, `list_id` cannot be combined"
    ),
    ("list_time_entries", ["limit": 101], .invalidArguments, "100"),
    ("list_time_entries", ["cursor": "x"], .invalidArguments, "`cursor`"),
    ("list_time_entries", ["start_date": "soon"], .invalidArguments, "`start_date`"),
    ("list_time_entries", ["list_id": "Nowhere"], .notFound, "`list_id`"),
    ("list_time_entries", ["space_id": "404"], .notFound, "`space_id`"),
    ("list_time_entries", ["folder_id": "404"], .notFound, "`folder_id`"),
    ("list_time_entries", ["task_id": "86zzz"], .notFound, "`task_id` \"86zzz\""),
    ("list_time_entries", ["assignee": "404"], .invalidArguments, "Jane Doe"),
    ("list_time_entries", ["assignee": "$user,404"], .invalidArguments, "Jane Doe"),
    ("list_time_entries", ["assignee": "John"], .invalidArguments, "Jane Doe"),
    (
      "list_time_entries", ["start_date": "2026-11-24", "end_date": "2026-11-20"],
      .invalidArguments, "`end_date` is before `start_date`"
    ),
  ]

  @Test(arguments: wrong, [false, true])
  func refuses(_ wrong: WrongCall, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var wrong = wrong
    if wrong.arguments["assignee"] == "$user,404" {
      wrong.arguments["assignee"] = .string("\(try world.id("user")),404")
    }
    try world.expectRefusal(of: wrong)
  }

  /// Nothing found says what was not looked at, and only that.
  static let nothing: [(arguments: JSONValue, said: String, isSaid: Bool)] = [
    (["task_id": "$other_task"], "only your own time (`assignee` names others)", true),
    (["task_id": "$other_task"], "only the last 30 days (`start_date` goes further back)", true),
    (["task_id": "$other_task", "assignee": "$user"], "your own time", false),
    (["is_billable": true, "start_date": "2026-11-01"], "30 days", false),
  ]

  @Test(arguments: nothing)
  func nothingFoundSaysWhereItLooked(
    _ example: (arguments: JSONValue, said: String, isSaid: Bool)
  ) throws {
    let world = try ExampleWorld()
    let answer = try world.answer("list_time_entries", try world.filled(example.arguments))
    #expect(answer["time_entries"] == [] && answer["total_duration"] == "0m")
    let notice = try #require(answer["notice"]?.string)
    #expect(notice.contains(example.said) == example.isSaid, "\(notice)")
  }

  /// Who has left has time all the same.
  @Test func timeOfWhoHasLeftIsFound() throws {
    let world = try ExampleWorld()
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "INSERT INTO users(id, username, email, color, initials, time_zone) "
          + "VALUES(404, 'Gone', 'gone@example.com', '#000000', 'G', 'UTC')")
      try transaction.connection.execute("UPDATE time_entries SET user_id = 404")
    }
    let answer = try world.answer("list_time_entries", ["assignee": "404"])
    #expect(answer["total_duration"] == "2h")
  }
}
