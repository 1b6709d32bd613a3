import APICore
import JSON
import SQLite
import Testing

@testable import EmbeddedBackend

/// Whom answers and writes are put down to, below the command line.
@Suite struct WorkspaceIdentityTests {
  private let workspace: PartsWorkspace
  private let identities: WorkspaceIdentities

  init() throws {
    workspace = try PartsWorkspace()
    identities = WorkspaceIdentities(store: workspace.store) { _, _, _ in 0 }
  }

  private func run(_ values: JSONValue...) throws -> ImportReport {
    try WorkspaceImport(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
    ).run(values)
  }

  private func user(_ id: Int64, _ name: String) -> JSONValue {
    [
      "user": [
        "id": .integer(id), "username": .string(name), "email": .string("\(name)@example.com"),
        "timezone": "Asia/Tokyo",
      ]
    ]
  }

  private func backend(_ identity: WorkspaceIdentity) -> EmbeddedBackend {
    EmbeddedBackend(
      store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 9),
      identity: identity)
  }

  private func me(_ identity: WorkspaceIdentity) throws(APIError) -> JSONValue? {
    try backend(identity).read(ReadRequest(.getUser))["user"]?["id"]
  }

  private func ownStanding() throws -> WorkspaceIdentities.Standing? {
    try identities.standings().first { $0.workspaceID == workspace.workspaceID }
  }

  @Test func eachWorkspaceHasItsOwn() throws {
    _ = try run(ImportTests.task("86a"))
    let own = JSONValue.integer(workspace.userID)
    #expect(try me(WorkspaceIdentity(workspaceID: "555")) == own)
    guard case .free(let grace) = try identities.choose(" Grace@Example.COM ", in: "555") else {
      Issue.record("she is there")
      return
    }
    #expect(grace.id == "183" && grace.email == "grace@example.com")
    #expect(try me(WorkspaceIdentity(workspaceID: "555")) == 183)
    #expect(try me(WorkspaceIdentity(workspaceID: workspace.workspaceID)) == own)
    #expect(try me(WorkspaceIdentity()) == own)
  }

  @Test func whoMadeTheStoreStaysItsOwner() throws {
    let standing = try #require(try ownStanding())
    #expect(!standing.isChosen)
    _ = try identities.choose(standing.person.email, in: workspace.workspaceID)
    #expect(
      try identities.choose(standing.person.email, in: workspace.workspaceID)
        == .stands(standing.person))
    let members = try workspace.read(.getWorkspaces)["teams"]?[0]?["members"]?.array
    #expect(members?.count == 1)
  }

  @Test func whatTheAnswersSayOfNobodyIsNobodys() throws {
    let report = try run(ImportTests.task("86a", ["creator": nil]))
    #expect(try workspace.shown("86a")["creator"]?["username"] == "Unknown")
    #expect(report.remarks.contains { $0.key.contains("nothing says who created it") })
    _ = try identities.choose("grace@example.com", in: "555")
    #expect(try workspace.shown("86a")["creator"]?["username"] == "Unknown")
    #expect(try !identities.addresses(in: ["555"]).contains { $0.email.contains("unknown") })
    // Until something says it.
    _ = try run(ImportTests.task("86a", ["date_updated": "3000"]))
    #expect(try workspace.shown("86a")["creator"]?["id"] == 183)
  }

  @Test(arguments: [0, 1, 2]) func whoAskedIsTheOne(order: Int) throws {
    let task = ImportTests.task("86a")
    // Who is in one of the answers already needs not come with them.
    let asking = order == 0 ? user(185, "linus") : user(183, "grace")
    var spoken: [String] = []
    for part in order == 0
      ? [[task, asking]] : order == 1 ? [[task], [asking]] : [[asking], [task]]
    {
      let report = try WorkspaceImport(
        store: workspace.store, clock: workspace.clock, ids: SeededIDSource(seed: 3)
      ).run(part)
      spoken += report.workspaceIDs
      #expect(try identities.chooseRecorded(in: spoken).isEmpty)
    }
    #expect(try me(WorkspaceIdentity(workspaceID: "555")) == asking["user"]?["id"])
  }

  @Test func twoWhoAskedAreNoAnswer() throws {
    let report = try run(ImportTests.task("86a"), user(183, "grace"), user(185, "linus"))
    _ = try identities.chooseRecorded(in: report.workspaceIDs)
    #expect(try me(WorkspaceIdentity(workspaceID: "555")) == 183, "only she is there")
    let both = try PartsWorkspace()
    let task = ImportTests.task("86a", ["watchers": [["id": 185, "username": "linus"]]])
    _ = try WorkspaceImport(
      store: both.store, clock: both.clock, ids: SeededIDSource(seed: 3)
    ).run([task, user(183, "grace"), user(185, "linus")])
    let others = WorkspaceIdentities(store: both.store) { _, _, _ in 0 }
    _ = try others.chooseRecorded(in: ["555"])
    #expect(try others.standings().allSatisfy { !$0.isChosen })
  }

  @Test func whatIsAnothersIsNotTakenOver() throws {
    _ = try run(ImportTests.task("86a"), user(183, "grace"))
    let taken = WorkspaceIdentities(store: workspace.store) { _, _, _ in 2 }
    let own = try #require(try ownStanding()).person
    #expect(try taken.choose("grace@example.com", in: "555") == .taken(by: own, writes: 2))
    #expect(try taken.chooseRecorded(in: ["555"]) == ["555": .taken(by: own, writes: 2)])
    #expect(try taken.choose("nobody@example.com", in: "555") == .unknown)
    #expect(try me(WorkspaceIdentity(workspaceID: "555")) == .integer(workspace.userID))
  }

  @Test func aProcessIsOnePerson() throws {
    _ = try run(ImportTests.task("86a"))
    let identity = WorkspaceIdentity(workspaceID: "555")
    _ = try me(identity)
    _ = try identities.choose("grace@example.com", in: "555")
    let request = WriteRequest(
      .updateTask, path: ["task_id": "86a"], body: .json(["name": "Renamed"]))
    let refused = refusal { () throws(APIError) in
      _ = try workspace.store.write { transaction throws(APIError) in
        try backend(identity).write(request, in: transaction)
      }
    }
    #expect(refused?.status == 403 && refused?.delivery == .refused)
    #expect(try workspace.shown("86a")["name"] == "Task 86a")
    let asked = WorkspaceIdentity(workspaceID: "555", email: "ada@example.com")
    let other = refusal { () throws(APIError) in _ = try me(asked) }
    #expect(other?.message.contains("grace@example.com") == true)
  }

  // MARK: One person under two IDs

  @Test func allThatIsOneOfTwosIsTheOthersOnceTheyAreOne() throws {
    let store = try ExportedWorkspace()
    let own = store.parts.workspaceID
    try store.run(
      ClickUpExport.workspace([
        "Task ID": "86c1", "Assignees": "[Grace Hopper]",
        "Comments": #"[{"text":"Hi","by":"grace hopper","date":"1774117017000"}]"#,
      ]), in: own)
    let identities = WorkspaceIdentities(store: store.parts.store) { _, _, _ in 0 }
    let derived = try #require(
      store.task("86c1")["assignees"]?[0]?["id"].flatMap(BodyValues.wholeNumber))
    let space = try store.task("86c1")["space"] ?? .null
    let person: JSONValue = ["id": .integer(derived), "username": "Grace Hopper"]
    let grace: JSONValue = [
      "id": 183, "username": "Grace Hopper", "email": "grace@example.com",
    ]
    try store.run(values: [
      ImportTests.task(
        "86a",
        [
          "team_id": .string(own), "space": space, "assignees": [person, grace],
          "custom_fields": [
            [
              "id": "11111111-2222-4333-8444-777777777777", "name": "People", "type": "users",
              "value": [person, grace],
            ]
          ],
        ])
    ])
    let joinings = try identities.joinPeople(in: [own])
    #expect(joinings.map(\.real.id) == ["183"] && joinings.map(\.writes) == [0])
    #expect(try identities.joinPeople(in: [own]).isEmpty)
    #expect(try store.task("86c1")["assignees"]?.array?.map { $0["id"] } == [183])
    #expect(try store.comments(of: "86c1").first?["user"]?["id"] == 183)
    let task = try store.task("86a")
    #expect(task["assignees"]?.array?.map { $0["id"] } == [183])
    #expect(task["custom_fields"]?[0]?["value"]?.array?.map { $0["id"] } == [183])
    let elements = try store.parts.store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT element FROM field_elements") { $0.text(0) }
    }
    #expect(elements == ["183"])
    guard case .free = try identities.choose("user.\(derived)@taskledger.invalid", in: own) else {
      Issue.record("the old address means nobody")
      return
    }
  }

  @Test func whoIsNotClearlyOnePersonStaysTwo() throws {
    let store = try ExportedWorkspace()
    let own = store.parts.workspaceID
    try store.run(
      ClickUpExport.workspace(["Task ID": "86c1", "Assignees": "[Ada]"]), in: own)
    let space = try store.task("86c1")["space"] ?? .null
    let people = [183, 190].map { id -> JSONValue in
      ["id": .integer(id), "username": "Ada", "email": .string("ada\(id)@example.com")]
    }
    try store.run(values: [
      ImportTests.task(
        "86a", ["team_id": .string(own), "space": space, "assignees": .array(people)])
    ])
    let identities = WorkspaceIdentities(store: store.parts.store) { _, _, _ in 0 }
    #expect(try identities.joinPeople(in: [own]).isEmpty)
  }
}
