import APICore
import JSON
import Testing

@testable import LiveBackend

/// What makes something: markers, and how it looks without them.
struct CreationTests {
  private let workspace: EvidenceWorkspace
  private let plain: WriteRequest

  init() throws {
    workspace = try EvidenceWorkspace()
    plain = WriteRequest(
      .createTask, path: ["list_id": workspace.listID],
      body: .json(["name": "New", "description": "Text"]))
  }

  private func request(_ members: JSONObject) -> WriteRequest {
    WriteRequest(.createTask, path: ["list_id": workspace.listID], body: .json(.object(members)))
  }

  @Test func aTaskCarriesItsMarkerInWhicheverTextItHas() throws {
    let mark = Marker(operationID: "op-1").text
    let cases: [(given: JSONObject, sent: JSONObject)] = [
      (["name": "N"], ["name": "N", "description": .string(mark)]),
      (["description": "Text"], ["description": .string("Text\n\n\(mark)")]),
      (["markdown_content": "*T*"], ["markdown_content": .string("*T*\n\n\(mark)")]),
      (
        ["description": "Text", "markdown_content": "*T*"],
        ["description": "Text", "markdown_content": .string("*T*\n\n\(mark)")]
      ),
      (
        ["description": "Text", "markdown_content": ""],
        ["description": .string("Text\n\n\(mark)"), "markdown_content": ""]
      ),
    ]
    for (given, sent) in cases {
      let sending = try Sending(request(given), workspace)
      #expect(sending.evidence.request.members == sent)
      #expect(sending.evidence.record == ["marker": .string(mark)])
    }
    // A marker costs no read.
    #expect(workspace.asked.isEmpty)
  }

  @Test func anotherOperationsTaskIsNotTaken() throws {
    let first = try Sending(plain, workspace, operation: "op-1")
    let second = try Sending(plain, workspace, operation: "op-2")
    let id = try #require(try second.arrive()["id"]?.string)
    #expect(try first.lookUp() == .made([], isMarked: true))
    #expect(try second.found().things.map(\.id) == [id])
    let unmarked = try Sending(
      plain, workspace, operation: "op-3", EvidenceOptions(areCreatesMarked: false))
    try second.arrive()
    #expect(try unmarked.lookUp() == .made([], isMarked: false))
  }

  @Test func aCopyOfSomebodyElseIsNotTakenAndWhatIsMarkedIsNeverDropped() throws {
    let sending = try Sending(plain, workspace)
    let task = try #require(try sending.arrive()["id"]?.string)
    let copy = try #require(try sending.arrive()["id"]?.string)
    try workspace.execute(
      "INSERT INTO users(id, username, email, color, initials, time_zone) "
        + "VALUES(7, 'B', 'b@example.com', '#000000', 'B', 'UTC')")
    try workspace.execute("UPDATE tasks SET creator = 7 WHERE id = ?", [.text(copy)])
    #expect(try sending.found().things.map(\.id) == [task])
    try workspace.send(.deleteTask, ["task_id": task])
    guard case .changed(let reason) = try sending.lookUp() else {
      Issue.record("\(try sending.lookUp())")
      return
    }
    #expect(reason.contains(copy) && reason.contains("another user's"))
    // Whatever the clocks say.
    try workspace.execute(
      "UPDATE tasks SET creator = (SELECT user_id FROM authorized_user), "
        + "date_created = date_created - 3500000 WHERE id = ?", [.text(copy)])
    #expect(try sending.found().things.map(\.id) == [copy])
    // Two of the own user: the copy of a person, or what a second attempt made.
    let second = try #require(try sending.arrive()["id"]?.string)
    #expect(Set(try sending.found().things.map(\.id)) == [copy, second])
  }

  /// The bounds of what is told by its looks are those of the service's own clock.
  @Test func theServicesTimeCountsAndNotOurs() throws {
    let sending = try Sending(plain, workspace)
    let task = try #require(try sending.arrive()["id"]?.string)
    var record = sending.evidence.record
    record["at"] = .integer(sending.dispatchedAt.rawValue)
    let evidence = Evidence(
      request: sending.evidence.request, record: record, makesSomething: true)
    let ahead = sending.dispatchedAt + 7_200_000
    guard
      case .made(let things, isMarked: true) = try workspace.reader().lookUp(
        evidence, dispatchedAt: ahead)
    else {
      Issue.record("not found")
      return
    }
    #expect(things.map(\.id) == [task])
    let reader = EvidenceReader(options: EvidenceOptions(), time: { 5_000 }) {
      request throws(APIError) in try workspace.read(request.route, request.path, request.query)
    }
    #expect(try reader.evidence(for: plain, operationID: "op-9").record["at"] == 5_000)
  }

  /// What somebody says a write made must be there, new, and no other write's.
  @Test func whatIsAdoptedMustExistAndBeNobodyElses() throws {
    let reader = workspace.reader()
    let first = try Sending(plain, workspace)
    let own = try #require(try first.arrive()["id"]?.string)
    let second = try Sending(plain, workspace, operation: "op-2")
    let other = try #require(try second.arrive()["id"]?.string)
    let byHand = try workspace.task("By hand")
    func objection(_ id: String, _ sending: Sending, _ operation: String = "op-1") throws -> String?
    {
      try reader.objection(to: id, of: sending.evidence, operationID: operation)
    }
    #expect(try objection(own, first) == nil)
    #expect(try objection(byHand, first) == nil)
    #expect(try objection("86zzz", first)?.contains("nothing that this user sees") == true)
    #expect(try objection(other, first)?.contains("marker of another write") == true)
    let unmarked = try Sending(
      plain, workspace, operation: "op-3", EvidenceOptions(areCreatesMarked: false))
    let before = try #require(unmarked.evidence.record["before"]?[0]?.string)
    #expect(try objection(before, unmarked, "op-3") != nil)
    let comment = try Sending(
      WriteRequest(
        .createTaskComment, path: ["task_id": byHand], body: .json(["comment_text": "Said"])),
      workspace)
    let said = try #require(try comment.arrive()["id"]?.wireText)
    #expect(try objection(said, comment) == nil)
    #expect(try objection("1", comment) != nil)
    let change = try Sending(
      WriteRequest(.updateTask, path: ["task_id": byHand], body: .json(["name": "New"])), workspace)
    #expect(try objection(byHand, change) == nil)
    try workspace.send(.deleteTask, ["task_id": byHand])
    #expect(try objection(byHand, change)?.contains("not there") == true)
  }

  /// Whatever numbers a service answers, they are compared and not computed with.
  @Test func timesThatNoCalendarHasAreNoMatch() {
    let request = WriteRequest(
      .createTimeEntry, path: ["team_Id": "9"],
      body: .json(["start": .integer(.max), "end": 5]))
    let entry = Sighting(id: "1", json: ["start": .integer(.max), "duration": .integer(.max)])
    #expect(!CreatedTimeEntry().isAsked(entry, by: request))
  }

  @Test func theServicesClockMayDisagree() throws {
    let sending = try Sending(plain, workspace)
    for minutes in [-59, 59] {
      workspace.clock.set(sending.dispatchedAt + Milliseconds(Int64(minutes) * 60_000))
      try sending.arrive()
    }
    #expect(try sending.found().things.count == 2)
  }

  @Test func aTaskWhoseMarkerIsGoneIsForAPersonToSettle() throws {
    let sending = try Sending(plain, workspace)
    let id = try #require(try sending.arrive()["id"]?.string)
    // In the application, where the marker is a line like any other.
    try workspace.send(.updateTask, ["task_id": id], ["description": "Rewritten"])
    guard case .changed(let reason) = try sending.lookUp() else {
      Issue.record("\(try sending.lookUp())")
      return
    }
    #expect(reason.contains(id))
  }

  @Test func withoutMarkersTheNameTheParentAndTheTimeTell() throws {
    let options = EvidenceOptions(areCreatesMarked: false)
    let old = try workspace.task("New")
    let sending = try Sending(plain, workspace, options)
    #expect(sending.evidence.record["before"] == [.string(old)])
    _ = try workspace.task("Other")
    _ = try workspace.task("New", ["parent": .string(old)])
    #expect(try sending.lookUp() == .made([], isMarked: false))
    let id = try #require(try sending.arrive()["id"]?.string)
    #expect(try sending.found().things.map(\.id) == [id])
    let twin = try workspace.task("New")
    #expect(Set(try sending.found().things.map(\.id)) == [id, twin])
  }

  /// What was there before and is on no page of the baseline was made before the page's oldest.
  @Test func aFullPageOfTheBaselineSaysWhatIsOlder() throws {
    _ = try workspace.task("New")
    for _ in 0..<100 { _ = try workspace.task("Other") }
    let sending = try Sending(plain, workspace, EvidenceOptions(areCreatesMarked: false))
    #expect(sending.evidence.record["before"] == [])
    #expect(sending.evidence.record["after"]?.integer != nil)
    #expect(try sending.lookUp() == .made([], isMarked: false))
  }

  @Test func manyNewTasksAreReadPageByPage() throws {
    let sending = try Sending(plain, workspace)
    for _ in 0..<150 { _ = try workspace.task("Other") }
    let id = try #require(try sending.arrive()["id"]?.string)
    #expect(try sending.found().things.map(\.id) == [id])
    #expect(workspace.asked.compactMap { $0.query["page"] } == [["0"], ["1"]])
  }

  @Test func moreNewTasksThanAreReadLeaveItOpen() throws {
    let sending = try Sending(plain, workspace)
    try fill(1_000)
    guard case .made([], isMarked: true) = try sending.lookUp() else {
      Issue.record("1,000 are read")
      return
    }
    try fill(1)
    guard case .cannotTell = try sending.lookUp() else {
      Issue.record("\(try sending.lookUp())")
      return
    }
    #expect(workspace.asked.filter { $0.route == .getTasks }.count == 2 * CreatedTask.pagesAtMost)
  }

  private func fill(_ count: Int) throws {
    _ = try workspace.task("Seed")
    try workspace.execute(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
      INSERT INTO tasks(id, list_id, name, status_id, creator, date_created, date_updated)
      SELECT 'x' || hex(randomblob(8)), list_id, 'Other', status_id, creator, date_created,
        date_updated
      FROM n, (SELECT * FROM tasks ORDER BY row_id DESC LIMIT 1)
      """, [.integer(Int64(count - 1))])
  }

  // MARK: The configured field

  private func markerField(_ type: String = "text") throws -> EvidenceOptions {
    let answer = try workspace.send(
      .createListField, ["list_id": workspace.listID],
      ["name": "Operation", "type": .string(type), "type_config": [:]])
    return EvidenceOptions(markerFieldID: try #require(answer["field"]?["id"]?.string))
  }

  @Test func aConfiguredFieldTakesTheMarker() throws {
    let options = try markerField()
    let sending = try Sending(plain, workspace, options)
    let mark = Marker(operationID: "op-1").text
    #expect(sending.evidence.request.members["description"] == "Text")
    #expect(
      sending.evidence.request.members["custom_fields"]
        == [["id": .string(options.markerFieldID ?? ""), "value": .string(mark)]])
    #expect(try sending.lookUp() == .made([], isMarked: true))
    let id = try #require(try sending.arrive()["id"]?.string)
    try fill(1_001)
    // The service finds it, however many there are.
    #expect(try sending.found().things.map(\.id) == [id])
    #expect(workspace.asked.last?.query["custom_fields"] != nil)
  }

  /// It was seen to answer everything where it does not know a field.
  @Test func aServiceThatIgnoresTheFieldIsNotBelieved() throws {
    let sending = try Sending(plain, workspace, try markerField())
    let id = try #require(try sending.arrive()["id"]?.string)
    try fill(150)
    let ignoring = EvidenceReader(options: EvidenceOptions()) {
      [workspace] request throws(APIError) in
      let query = request.query.filter { $0.key != "custom_fields" }
      return try workspace.read(request.route, request.path, query)
    }
    let finding = try ignoring.lookUp(sending.evidence, dispatchedAt: sending.dispatchedAt)
    guard case .made(let things, isMarked: true) = finding else {
      Issue.record("\(finding)")
      return
    }
    #expect(things.map(\.id) == [id])
  }

  @Test func theDescriptionTakesItWhereTheFieldCannot() throws {
    let unknown = EvidenceOptions(markerFieldID: "nowhere")
    let number = try markerField("number")
    let text = try markerField()
    let taken = request([
      "name": "New",
      "custom_fields": [["id": .string(text.markerFieldID ?? ""), "value": "Own"]],
    ])
    for (request, options) in [(plain, unknown), (plain, number), (taken, text)] {
      let sending = try Sending(request, workspace, options)
      let description = try #require(sending.evidence.request.members["description"]?.string)
      #expect(Marker.mayBe(in: description))
      #expect(
        sending.evidence.request.members["custom_fields"] == request.members["custom_fields"])
      let id = try #require(try sending.arrive()["id"]?.string)
      #expect(try sending.found().things.map(\.id) == [id])
      try workspace.send(.deleteTask, ["task_id": id])
    }
  }

  // MARK: Comments and time

  @Test func commentsAreReadBackToWhereTheyWereSent() throws {
    let task = try workspace.task()
    let sending = try Sending(
      WriteRequest(
        .createTaskComment, path: ["task_id": task], body: .json(["comment_text": "Said"])),
      workspace)
    let id = try #require(try sending.arrive()["id"]?.wireText)
    for _ in 0..<60 {
      try workspace.send(.createTaskComment, ["task_id": task], ["comment_text": "Other"])
    }
    #expect(try sending.found().things.map(\.id) == [id])
    #expect(workspace.asked.filter { $0.route == .getTaskComments }.count == 3)
    for _ in 0..<200 {
      try workspace.send(.createTaskComment, ["task_id": task], ["comment_text": "Other"])
    }
    guard case .cannotTell = try sending.lookUp() else {
      Issue.record("\(try sending.lookUp())")
      return
    }
  }

  @Test func aMarkedCommentIsTakenWhateverItsDate() throws {
    let task = try workspace.task()
    let sending = try Sending(
      WriteRequest(
        .createTaskComment, path: ["task_id": task], body: .json(["comment_text": "Said"])),
      workspace)
    let id = try #require(try sending.arrive()["id"]?.wireText)
    try workspace.execute("UPDATE comments SET date = date - 7200000")
    #expect(try sending.found().things.map(\.id) == [id])
  }

  @Test func blocksOfACommentAreFollowedByTheMarker() throws {
    let code: JSONValue = ["text": "\n", "attributes": ["code-block": ["code-block": "plain"]]]
    let sending = try Sending(
      WriteRequest(
        .createTaskComment, path: ["task_id": try workspace.task()],
        body: .json(["comment": [["text": "let a = 1"], code]])), workspace)
    #expect(
      sending.evidence.request.members["comment"]
        == [
          ["text": "let a = 1"], code, ["text": "\n"], ["text": "\n"],
          ["text": .string(Marker(operationID: "op-1").text)],
        ])
    try sending.arrive()
    #expect(try sending.found().isMarked)
  }

  @Test func aTimerIsFoundAlsoWhenItWasStopped() throws {
    let path = ["team_Id": workspace.workspaceID]
    for options in [EvidenceOptions(), EvidenceOptions(areCreatesMarked: false)] {
      try workspace.send(.startTimeEntry, path, ["description": "Before"])
      let start = WriteRequest(.startTimeEntry, path: path, body: .json(["description": "Work"]))
      let sending = try Sending(start, workspace, options)
      #expect(try sending.found().things.isEmpty)
      let id = try #require(try sending.arrive()["data"]?["id"]?.string)
      #expect(try sending.found().things.map(\.id) == [id])
      try workspace.send(.stopTimeEntry, ["team_id": workspace.workspaceID])
      #expect(try sending.found().things.map(\.id) == [id])
      try workspace.send(
        .deleteTimeEntry, ["team_id": workspace.workspaceID, "timer_id": id])
    }
  }

  @Test func anEarlierTimerOfTheSameWorkIsNotTaken() throws {
    let path = ["team_Id": workspace.workspaceID]
    try workspace.send(.startTimeEntry, path, ["description": "Work"])
    try workspace.send(.stopTimeEntry, ["team_id": workspace.workspaceID])
    try workspace.send(.startTimeEntry, path, ["description": "Work"])
    let sending = try Sending(
      WriteRequest(.startTimeEntry, path: path, body: .json(["description": "Work"])), workspace,
      EvidenceOptions(areCreatesMarked: false))
    #expect(try sending.found().things.isEmpty)
    let id = try #require(try sending.arrive()["data"]?["id"]?.string)
    #expect(try sending.found().things.map(\.id) == [id])
  }

  @Test func aTimeEntryOfAnotherTimeOrTaskIsNotTaken() throws {
    let task = try workspace.task()
    let body: JSONObject = [
      "tid": .string(task), "start": 1_769_410_000_000, "duration": 60_000,
    ]
    let sending = try Sending(
      WriteRequest(
        .createTimeEntry, path: ["team_Id": workspace.workspaceID], body: .json(.object(body))),
      workspace, EvidenceOptions(areCreatesMarked: false))
    for other in [
      ["start": 1_769_410_000_001], ["duration": 60_001], ["tid": .string(try workspace.task())],
      ["description": "Else"],
    ] as [JSONObject] {
      try workspace.send(
        .createTimeEntry, ["team_Id": workspace.workspaceID],
        .object(body.merging(other) { $1 }))
    }
    #expect(try sending.found().things.isEmpty)
    try sending.arrive()
    #expect(try sending.found().things.count == 1)
  }
}
