import APICore
import JSON
import Testing

@testable import Tools

@Suite("Timers, and time entries that are corrected") struct TimerToolTests {
  private static let hour: Milliseconds = 3_600_000

  private func entry(_ world: ExampleWorld) throws -> JSONValue {
    try world.answer("get_time_entry", world.filled(["time_entry_id": "$time_entry"]))
  }

  @Test("Starting one says which one it stops", arguments: [false, true])
  func oneRuns(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let none = try world.answer("get_time_entry", [:])
    #expect(none["id"] == nil && none["notice"]?.string?.contains("no timer of yours runs") == true)
    let first = try world.answer("start_timer", world.filled(["task_id": "$task"]))
    #expect(first["duration"] == "running" && first["notice"] == nil)
    world.clock.advance(by: Self.hour)
    let plan = try world.answer("start_timer", ["description": "Call", "dry_run": true])["plan"]
    let stopped = try #require(first["id"]?.string)
    #expect(plan?["understood"]?["stops"]?.string?.contains(stopped) == true)
    let second = try world.answer("start_timer", ["description": "Call"])
    #expect(second["notice"]?.string?.contains(stopped) == true)
    let now = try world.answer("get_time_entry", ["time_entry_id": .string(stopped)])
    #expect(now["duration"]?.string?.hasPrefix("1h") == true)
    #expect(try world.answer("get_time_entry", [:])["id"] == second["id"])
    #expect(world.watch.problems == [])
  }

  @Test("Two that are equal are two, and each key has its own", arguments: [false, true])
  func twoKeys(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    func start(_ key: String) throws -> JSONValue {
      try world.answer(
        "start_timer",
        ["description": "Call", "allow_duplicate": true, "idempotency_key": .string(key)])
    }
    let (first, second) = (try start("timer-one"), try start("timer-two"))
    #expect(first["id"] != nil && first["id"] != second["id"])
    #expect(try start("timer-one")["id"] == first["id"])
    #expect(try start("timer-two")["id"] == second["id"])
  }

  @Test("Undoing takes the timer back that went on meanwhile", arguments: [false, true])
  func runningUndone(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let operation = try world.operation("start_timer", ["task_id": "$task"])
    world.clock.advance(by: Self.hour)
    _ = try world.undo(operation)
    #expect(try world.answer("get_time_entry", [:])["id"] == nil)
  }

  @Test("A timer that was stopped since is not taken back: that is time that was worked")
  func stoppedSince() throws {
    let world = try ExampleWorld()
    let operation = try world.operation("start_timer", ["task_id": "$task"])
    world.clock.advance(by: Self.hour)
    let stopped = try world.answer("stop_timer", [:])
    #expect(stopped["duration"]?.string?.hasPrefix("1h") == true)
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.message.contains("changed since"), "\(error.message)")
    #expect(try world.answer("get_time_entry", ["time_entry_id": stopped["id"] ?? .null]) != [:])
  }

  @Test("What is given of the times changes, and the rest stays", arguments: [false, true])
  func times(isLive: Bool) throws {
    for (arguments, start, end) in [
      (["duration": "1h"], "09:00", "10:00"), (["end": "2026-11-24T11:00"], "09:00", "11:00"),
      (["start": "2026-11-24T08:45"], "08:45", "09:30"),
      (["duration": "1h", "end": "2026-11-24T15:00"], "14:00", "15:00"),
    ] as [(JSONObject, String, String)] {
      let world = try ExampleWorld(isLive: isLive)
      let before = try entry(world)
      var call = arguments
      call["time_entry_id"] = "$time_entry"
      let changed = try world.answer("update_time_entry", world.filled(.object(call)))
      let (from, to) = (changed["start"]?.string ?? "", changed["end"]?.string ?? "")
      #expect(from.contains("T\(start):") && to.contains("T\(end):"), "\(before) \(changed)")
      #expect(changed["task_id"] == before["task_id"] && changed["differs"] == nil)
    }
  }

  @Test("A timer that runs has no times to correct, and all else")
  func running() throws {
    let world = try ExampleWorld()
    let timer = try world.answer("start_timer", world.filled(["task_id": "$task"]))
    let id = try #require(timer["id"])
    for name in ["start", "end"] {
      let error = try world.refusal(
        "update_time_entry", ["time_entry_id": id, name: "2026-11-25T09:00"])
      #expect(error.message.contains("`stop_timer` first"), "\(error.message)")
    }
    let changed = try world.answer(
      "update_time_entry", ["time_entry_id": id, "description": "Call", "task_id": "none"])
    #expect(changed["description"] == "Call" && changed["duration"] == "running")
    #expect(changed["task_id"] == nil && changed["differs"] == nil)
  }

  @Test("Undoing does not move the start that somebody else moved")
  func moved() throws {
    let world = try ExampleWorld()
    let operation = try world.operation(
      "update_time_entry", ["time_entry_id": "$time_entry", "duration": "1h"])
    let path = ["team_id": try world.id("workspace"), "timer_id": try world.id("time_entry")]
    let now = try #require(try world.read(.getTimeEntry, path)["data"])
    let start = try #require(now["start"]?.string.flatMap { Int64($0) })
    try world.change(
      .updateTimeEntry, path,
      [
        "start": .integer(start + Self.hour.rawValue),
        "end": .integer(start + 2 * Self.hour.rawValue),
      ])
    let error = try world.refusal("undo_operation", ["operation_id": operation])
    #expect(error.message.contains("`start`"), "\(error.message)")
  }

  static let wrong: [WrongCall] = [
    ("get_time_entry", ["time_entry_id": "1,2"], .notFound, "not the ID of one time entry"),
    ("delete_time_entry", ["time_entry_id": "1,2"], .notFound, "not the ID of one time entry"),
    ("stop_timer", [:], .notFound, "no timer of yours runs"),
    ("start_timer", ["task_id": "86zzz"], .notFound, "`task_id` \"86zzz\""),
    ("update_time_entry", ["time_entry_id": "$time_entry"], .invalidArguments, "nothing to change"),
    (
      "update_time_entry", ["time_entry_id": "$time_entry", "duration": "soon"],
      .invalidArguments, "is not a duration"
    ),
    (
      "update_time_entry", ["time_entry_id": "$time_entry", "end": "2026-11-01T09:00"],
      .invalidArguments, "`end`"
    ),
  ]

  @Test(arguments: wrong, [false, true])
  func refuses(_ wrong: WrongCall, isLive: Bool) throws {
    try ExampleWorld(isLive: isLive).expectRefusal(of: wrong)
  }
}
