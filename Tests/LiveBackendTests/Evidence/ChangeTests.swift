import APICore
import Foundation
import JSON
import Testing

@testable import LiveBackend

/// What is set: field by field, against what stood before and what was wanted.
struct ChangeTests {
  private let workspace: EvidenceWorkspace

  init() throws { workspace = try EvidenceWorkspace() }

  private func update(_ task: String, _ members: JSONValue) throws -> Sending {
    try Sending(
      WriteRequest(.updateTask, path: ["task_id": task], body: .json(members)), workspace)
  }

  private func isStanding(_ finding: Finding) -> Bool {
    if case .stands = finding { true } else { false }
  }

  @Test func whatWasSoBeforeStands() throws {
    let task = try workspace.task("Same", ["priority": 2])
    #expect(isStanding(try update(task, ["name": "Same", "priority": 2]).lookUp()))
    // With something else, that decides.
    let mixed = try update(task, ["name": "Same", "priority": 3])
    #expect(try mixed.lookUp() == .asBefore)
    try mixed.arrive()
    #expect(isStanding(try mixed.lookUp()))
  }

  @Test func namesWhatSomebodySetOtherwise() throws {
    let sending = try update(try workspace.task(), ["status": "complete", "priority": 1])
    try sending.arrive()
    try workspace.send(.updateTask, sending.evidence.request.path, ["status": "to do"])
    #expect(try sending.lookUp() == .changed("`priority` is as wanted, but `status` as before"))
    try workspace.send(.updateTask, sending.evidence.request.path, ["priority": 4])
    #expect(
      try sending.lookUp()
        == .changed("`priority` is neither what it was nor what it was to become"))
  }

  @Test func whatIsGoneWasChanged() throws {
    let sending = try update(try workspace.task(), ["priority": 1])
    try workspace.send(.deleteTask, sending.evidence.request.path)
    #expect(try sending.lookUp() == .changed("what it was to change is not there any more"))
  }

  /// Others may be assigned meanwhile; only those that the request names count.
  @Test func assigneesCountOneByOne() throws {
    try workspace.execute(
      "INSERT INTO users(id, username, email, color, initials, time_zone) "
        + "VALUES(7, 'B', 'b@example.com', '#000000', 'B', 'UTC')")
    try workspace.execute(
      "INSERT INTO workspace_members SELECT workspace_id, 7, role, date_joined, date_invited "
        + "FROM workspace_members")
    let task = try workspace.task()
    let sending = try update(
      task, ["assignees": ["add": [.integer(workspace.userID)], "rem": []]])
    try workspace.send(.updateTask, ["task_id": task], ["assignees": ["add": [7]]])
    #expect(try sending.lookUp() == .asBefore)
    try sending.arrive()
    #expect(isStanding(try sending.lookUp()))
  }

  /// The service stores a day as an hour of its own in the zone of who set it.
  @Test func aDayIsADayInTheUsersZone() throws {
    let task = try workspace.task()
    // 2026-01-27, noon in New York; one day is stored as 04:00 there.
    let noon: Int64 = 1_769_533_200_000
    let day = try update(task, ["due_date": .integer(noon), "due_date_time": false])
    try day.arrive()
    #expect(try workspace.shown(task)["due_date"] != .string(String(noon)))
    #expect(isStanding(try day.lookUp()))
    // 23:00 on the day before, 14 hours from noon.
    try workspace.send(
      .updateTask, ["task_id": task],
      ["due_date": .integer(noon - 13 * 3_600_000), "due_date_time": true])
    #expect(
      try day.lookUp() == .changed("`due_date` is neither what it was nor what it was to become"))
    // Whose day it is matters for days only.
    let timed = try update(task, ["due_date": .integer(noon), "due_date_time": true])
    let before = workspace.asked.filter { $0.route == .getUser }.count
    #expect(before > 0)
    try workspace.send(
      .updateTask, ["task_id": task],
      ["due_date": .integer(noon + 1), "due_date_time": true])
    #expect(!isStanding(try timed.lookUp()))
    #expect(workspace.asked.filter { $0.route == .getUser }.count == before)
  }

  /// The service writes formatted text in its own way.
  @Test(arguments: [
    ("* one\n* two", "- one\n- two\n", true), ("**Bold**", "__Bold__", true),
    ("Text", "Texts", false), ("👍", "👎", false), ("a", "b", false),
  ])
  func aTextIsKnownByItsWords(sent: String, stored: String, isSame: Bool) throws {
    let task = try workspace.task("T", ["description": "Before"])
    let sending = try update(task, ["markdown_content": .string(sent)])
    try workspace.send(.updateTask, ["task_id": task], ["markdown_content": .string(stored)])
    #expect(isStanding(try sending.lookUp()) == isSame)
  }

  @Test func aNameIsKnownByEverySign() throws {
    let task = try workspace.task("v1.1")
    let sending = try update(task, ["name": "v1.2"])
    try workspace.send(.updateTask, ["task_id": task], ["name": "v12"])
    #expect(!isStanding(try sending.lookUp()))
  }

  @Test func whatIsNotedHoldsNoText() throws {
    let task = try workspace.task("Secret name", ["description": "Secret text"])
    let sending = try update(task, ["name": "Other", "description": "Other"])
    #expect(!sending.evidence.record.canonicalString.contains("Secret"))
  }

  @Test func aBodyThatSetsNothingReadableCannotBeTold() throws {
    let sending = try update(try workspace.task(), ["notify_all": true])
    #expect(try sending.lookUp() == .cannotTell("nothing that it sets can be read"))
  }

  // MARK: Texts that carry a marker

  @Test(arguments: ["description", "markdown_content"])
  func aTextKeepsTheMarkerThatItCarries(member: String) throws {
    let create = try Sending(
      WriteRequest(
        .createTask, path: ["list_id": workspace.listID],
        body: .json(["name": "New", "description": "First"])), workspace)
    let task = try #require(try create.arrive()["id"]?.string)
    // As an agent does it: read, change, write back.
    for text in ["First, changed", "# Second", "```\ncode", "First, changed"] {
      let sending = try Sending(
        WriteRequest(
          .updateTask, path: ["task_id": task], body: .json([member: .string(text)])),
        workspace, operation: "op-2")
      #expect(try sending.lookUp() == .asBefore)
      try sending.arrive()
      #expect(isStanding(try sending.lookUp()))
      let raw = try workspace.shown(task)
      #expect(
        Marker.all(in: raw["markdown_description"]?.string ?? "")
          == [Marker(operationID: "op-1")])
      let shown = MarkerHiding.hide(in: raw)
      #expect(shown["markdown_description"] == .string(text))
    }
    // The creation that is still unknown is found all the same.
    #expect(try create.found().things.map(\.id) == [task])
    let clearing = try update(task, ["description": " "])
    try clearing.arrive()
    #expect(MarkerHiding.hide(in: try workspace.shown(task))["description"] == "")
    #expect(isStanding(try clearing.lookUp()))
    #expect(try create.found().things.map(\.id) == [task])
  }

  /// A person may take the line out meanwhile: the text is the one that was wanted.
  @Test func aMarkerIsNoPartOfTheTextThatIsCompared() throws {
    let create = try Sending(
      WriteRequest(
        .createTask, path: ["list_id": workspace.listID], body: .json(["name": "New"])), workspace)
    let task = try #require(try create.arrive()["id"]?.string)
    let sending = try update(task, ["description": "Wanted"])
    try workspace.send(.updateTask, ["task_id": task], ["description": "Wanted"])
    #expect(isStanding(try sending.lookUp()))
  }

  @Test func othersUpdatesAreLeftAsTheyAre() throws {
    let task = try workspace.task("T", ["description": "Text"])
    for body in [["description": "New"], ["name": "New"], ["description": ""]] as [JSONValue] {
      let sending = try update(task, body)
      #expect(sending.evidence.request.body == .json(body))
    }
  }

  @Test func aTimeEntryKeepsItsMarkerToo() throws {
    let create = try Sending(
      WriteRequest(
        .createTimeEntry, path: ["team_Id": workspace.workspaceID],
        body: .json(["start": 1_769_410_000_000, "duration": 60_000, "description": "Work"])),
      workspace)
    let entry = try #require(try create.arrive()["data"]?["id"]?.string)
    let path = ["team_id": workspace.workspaceID, "timer_id": entry]
    let sending = try Sending(
      WriteRequest(.updateTimeEntry, path: path, body: .json(["description": "More"])), workspace,
      operation: "op-2")
    try sending.arrive()
    #expect(isStanding(try sending.lookUp()))
    #expect(try create.found().things.map(\.id) == [entry])
    let shown = MarkerHiding.hide(in: try workspace.read(.getTimeEntry, path))
    #expect(shown["data"]?["description"] == "More")
  }

  // MARK: Timers

  @Test func aTimerThatWasStartedSinceIsNotStopped() throws {
    let path = ["team_id": workspace.workspaceID]
    let sending = try Sending(WriteRequest(.stopTimeEntry, path: path), workspace)
    #expect(try sending.lookUp() == .asBefore)
    try workspace.send(.startTimeEntry, ["team_Id": workspace.workspaceID], [:])
    guard case .changed = try sending.lookUp() else {
      Issue.record("\(try sending.lookUp())")
      return
    }
  }

  // MARK: Errors

  @Test func aFailedReadSaysThatNothingOfTheWriteWasSent() throws {
    let failing = EvidenceReader(options: EvidenceOptions()) { _ throws(APIError) in
      throw APIError(status: nil, code: nil, message: "timed out", delivery: .unknown)
    }
    let request = WriteRequest(.deleteTask, path: ["task_id": "a"])
    do throws(APIError) {
      _ = try failing.evidence(for: request, operationID: "op-1")
      Issue.record("no error")
    } catch {
      #expect(error.delivery == .notSent)
      #expect(error.message == "timed out")
    }
  }

  /// Only that a thing is not there says that it was deleted.
  @Test func anErrorOfALookUpIsNoFinding() throws {
    let task = try workspace.task()
    let sending = try Sending(WriteRequest(.deleteTask, path: ["task_id": task]), workspace)
    for status in [401, 403, 429, 500, nil] as [Int?] {
      let failing = EvidenceReader(options: EvidenceOptions()) { _ throws(APIError) in
        throw APIError(status: status, code: nil, message: "no")
      }
      #expect(throws: APIError.self) {
        try failing.lookUp(sending.evidence, dispatchedAt: sending.dispatchedAt)
      }
    }
    let gone = EvidenceReader(options: EvidenceOptions()) { _ throws(APIError) in
      ["id": "a", "deleted": true]
    }
    let finding = try gone.lookUp(sending.evidence, dispatchedAt: sending.dispatchedAt)
    #expect(finding == .stands(response: .null))
  }
}
