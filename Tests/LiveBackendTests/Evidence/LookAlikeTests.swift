import APICore
import JSON
import Testing

@testable import LiveBackend

/// Without markers: which other writes may have made what was found for one.
struct LookAlikeTests {
  private let workspace: EvidenceWorkspace
  private let unmarked = EvidenceOptions(areCreatesMarked: false)

  init() throws { workspace = try EvidenceWorkspace() }

  private func evidence(_ request: WriteRequest) throws -> Evidence {
    try Sending(request, workspace, unmarked).evidence
  }

  /// What the look-up for `request` finds once that has arrived.
  private func found(_ request: WriteRequest) throws -> FoundThing {
    let sending = try Sending(request, workspace, unmarked)
    try sending.arrive()
    let things = try sending.found().things
    try #require(things.count == 1)
    return things[0]
  }

  private func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool {
    Traces.trace(of: evidence.request.route).mayHaveMade(thing, evidence)
  }

  /// - Parameters:
  ///   - alike: bodies of which the result would look as that of the first one does.
  ///   - others: bodies of which it would not.
  private func expect(
    _ route: Route, _ path: [String: String], alike: [JSONValue], others: [JSONValue]
  ) throws {
    func request(_ body: JSONValue) -> WriteRequest {
      WriteRequest(route, path: path, body: .json(body))
    }
    let requests = (alike: alike.map(request), others: others.map(request))
    // What is planned before and after it was made.
    let early = (
      alike: try requests.alike.map(evidence), others: try requests.others.map(evidence)
    )
    let thing = try found(requests.alike[0])
    for evidence in early.alike { #expect(mayHaveMade(thing, evidence), "\(evidence.request)") }
    for evidence in early.others { #expect(!mayHaveMade(thing, evidence), "\(evidence.request)") }
    for request in requests.alike + requests.others {
      #expect(try !mayHaveMade(thing, evidence(request)), "\(request)")
    }
  }

  @Test func tasks() throws {
    let parent = try workspace.task("Parent")
    try expect(
      .createTask, ["list_id": workspace.listID],
      alike: [["name": "New"], ["name": " New ", "description": "Text", "priority": 1]],
      others: [["name": "new"], ["name": "New", "parent": .string(parent)], ["name": "Newer"]])
  }

  @Test func lists() throws {
    try expect(
      .createSpaceList, ["space_id": workspace.spaceID],
      alike: [["name": "New"], ["name": "New ", "content": "Text"]], others: [["name": "Other"]])
  }

  @Test func fields() throws {
    try expect(
      .createListField, ["list_id": workspace.listID],
      alike: [["name": "New", "type": "text"]],
      others: [["name": "New", "type": "number"], ["name": "Other", "type": "text"]])
  }

  @Test func comments() throws {
    let task = try workspace.task("Task")
    func text(_ text: String) -> JSONValue {
      ["comment_text": .string(text), "notify_all": false]
    }
    try expect(
      .createTaskComment, ["task_id": task], alike: [text("Said"), text("Said\n")],
      others: [text("Said more")])
    // By which name a mention is shown the request does not say.
    let thing = try found(
      WriteRequest(.createTaskComment, path: ["task_id": task], body: .json(text("@Jane"))))
    let mention = WriteRequest(
      .createTaskComment, path: ["task_id": task],
      body: .json(["comment": [["type": "tag", "user": ["id": 7]]], "notify_all": false]))
    let evidence = Evidence(request: mention, record: ["before": []], makesSomething: true)
    #expect(mayHaveMade(thing, evidence))
  }

  @Test func replies() throws {
    let parent = try workspace.comment("Asked", on: try workspace.task("Task"))["comment_id"] ?? ""
    try expect(
      .createThreadedComment, ["comment_id": parent],
      alike: [["comment_text": "Said"], ["comment_text": "Said\n"]],
      others: [["comment_text": "Said more"]])
  }

  @Test func timeEntries() throws {
    let start = workspace.clock.now().rawValue - 7_200_000
    func entry(_ description: String, _ minutes: Int64, from start: Int64) -> JSONValue {
      [
        "description": .string(description), "start": .integer(start),
        "duration": .integer(minutes * 60_000),
      ]
    }
    try expect(
      .createTimeEntry, ["team_Id": workspace.workspaceID],
      alike: [
        entry("Work", 30, from: start),
        ["description": "Work", "start": .integer(start), "end": .integer(start + 1_800_000)],
      ],
      others: [
        entry("Work", 31, from: start), entry("Play", 30, from: start),
        entry("Work", 30, from: start + 1),
      ])
  }

  /// What leaves nothing to look for may have made anything.
  @Test func whatCannotBeToldMayBe() {
    let request = WriteRequest(.deleteTask, path: ["task_id": "1"])
    let evidence = Evidence(request: request, record: .null, makesSomething: false)
    #expect(mayHaveMade(FoundThing(id: "1", response: .null), evidence))
  }
}
