import APICore
import Foundation
import Server
import TestSupport
import Testing
import Transcript

@testable import taskledger

/// What `--record` writes, `replay` answers to the byte.
@Suite struct RecordingTests {
  static func create(_ number: Int64) -> String {
    Say.request(
      "create_task", id: .integer(number),
      ["list_id": "Inbox", "name": .string("Task \(number)"), "dry_run": .bool(number == 9)])
  }

  /// Each group is what came in one read.
  static let groups: [[ReceivedLine]] =
    [
      ["[\(create(1)),\(create(2)),\(create(3))]"], [create(9), Say.notification("x")],
      // Not begun, so it must not be when the recording is replayed.
      [create(4), Say.cancel(4)],
      [
        Say.request("search_tasks", id: 5, ["order_by": "created"]),
        Say.request("tools/list", id: 6),
      ],
      ["{", "\u{301}", "clock: 7", Say.request("ping") + "\r"],
    ].map { $0.map { .line(Array($0.utf8)) } } + [[.line([0xFF]), .overlong(limitBytes: 16 << 20)]]

  static let options: [[String]] = [
    [], ["--toolsets", "hierarchy", "--tools", "create_task,search_tasks"],
    ["--exclude-tools", "get_task"], ["--read-only"], ["--agent", "planner"],
    ["--only-in", "space:1,list:2"], ["--write-budget", "writes_per_hour=2"],
    ["--policy", "POLICY"], ["--policy", "POLICY", "--write-budget", "writes_per_hour=1"],
  ]

  /// Together with each of the options: then both hold.
  static let variables: [[String: String]] = [
    [:],
    [
      "TASKLEDGER_TOOLSETS": "core", "TASKLEDGER_TOOLS": "search_tasks",
      "TASKLEDGER_EXCLUDE_TOOLS": "log_time", "TASKLEDGER_WRITE_BUDGET": "writes_per_hour=3",
    ],
  ]

  private static let policy = """
    {"confirm": ["create_task"], "tools": {"deny": ["get_task"], "allow": []},
     "toolsets": {"allow": ["core"]}, "scope": {"folders": ["3"]}, "budget": {"items_per_call": 2}}
    """

  @Test(arguments: options, variables)
  func replaysToTheByte(arguments: [String], environment: [String: String]) throws {
    let path = NSTemporaryDirectory() + "recording-\(ProcessInfo.processInfo.globallyUniqueString)"
    let policy = path + ".policy"
    defer { for path in [path, policy] { unlink(path) } }
    try Self.policy.write(toFile: policy, atomically: true, encoding: .utf8)
    let arguments = arguments.map { $0 == "POLICY" ? policy : $0 }
    try Self.record(to: path, ProgramOptions(arguments: arguments, environment: environment))
    // It is the recording that knows the policy, and not the file.
    unlink(policy)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let run = try Replay.run(
      Transcript(parsing: text), ProgramOptions(arguments: [], environment: [:]))
    #expect(run.differences.isEmpty)
    #expect(run.transcript.text == text)
    #expect(run.transcript.lines.count { if case .sent = $0 { true } else { false } } == 10)
    for told in ["# Cancelled before it began: {", "# A line of 1 bytes", "# A line came here"] {
      #expect(text.contains("\n" + told))
    }
  }

  /// A second passes each time that the clock is read, so that a time taken once too often shows.
  private static func record(to path: String, _ options: ProgramOptions) throws {
    var sources = Program.Sources()
    sources.clock = ManualClock(1_767_603_600_000, step: 1000)
    sources.ids = SeededIDSource(seed: 7)
    sources.secrets = sources.ids
    let recorder = try Recorder(
      path: path,
      head: Recorder.Head(
        seed: 7, isStoreFresh: true, options: options, owner: sources.owner(),
        processZone: sources.processZone),
      redaction: Redaction())
    let program = try Program(options, sources: sources, path: ":memory:")
    let session = program.session(
      progressClock: ManualClock(0), send: { _ in }, observe: { recorder.record($0) })
    for group in groups { _ = session.answer(group) }
  }
}
