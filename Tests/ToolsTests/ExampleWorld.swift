import APICore
import EmbeddedBackend
import JSON
import Ledger
import LiveBackend
import SQLite
import TestSupport
import Testing

@testable import Tools

/// A small Workspace in memory with everything that the examples of the schema files speak of.
///
/// A text of an example that is exactly `$name` stands for something that exists here; `names` says
/// for what. `$cursor` is the one that the same tool answers to the same arguments.
final class ExampleWorld {
  let store: Store
  let backend: EmbeddedBackend
  /// Noon of Wednesday 2026-11-25 in Berlin; moves on a second at each reading.
  let clock = ManualClock(1_795_604_400_000, step: 1_000)
  let tools: ToolRunner
  let watch: RequestWatch
  private let ledger: any WriteLedger
  private let makeLedger: (PolicyLayers) -> any WriteLedger
  /// Where the ledger is by itself.
  private var folder: TemporaryFolder?
  private(set) var names: JSONObject = [:]

  /// Its tasks, all in `$list`. A test that counts says what it added itself.
  static let tasks = [
    ("task", "Launch page"), ("other_task", "Launch mail"), ("waiting_task", "Announce"),
    ("blocking_task", "Approve"),
  ]
  var taskCount: Int { Self.tasks.count }
  /// Of all its tasks; one is of `$other_task`.
  let commentCount: Int

  /// - Parameters:
  ///   - commentCount: how many comments `$task` has, and `$inbox`, and how many replies the newest
  ///     of these; a page of them is 25.
  ///   - hasLongTexts: whether the descriptions of `$task` and `$list` are shown in parts.
  ///   - hasFieldValues: whether `$blocking_task` has a value in each Custom Field.
  ///   - isLive: the tools work over the live backend, to which the Workspace is the service.
  ///   - watch: is told what the tools read and write, and over the live backend all that is sent.
  ///   - between: what stands between the live backend and the service.
  init(
    commentCount: Int = 1, hasLongTexts: Bool = false, hasFieldValues: Bool = true,
    isLive: Bool = false, watch: RequestWatch = RequestWatch(),
    between: (any HTTPExchange) -> any HTTPExchange = { $0 }
  ) throws {
    self.watch = watch
    self.commentCount = commentCount + 1
    let ids = SeededIDSource(seed: 1)
    store = Store(
      path: ":memory:", migrations: EmbeddedBackend.migrations + LedgerStore.migrations,
      seed: EmbeddedBackend.seed(
        owner: Owner(name: "Jane Doe", timeZone: "Europe/Berlin"), clock: clock, ids: ids))
    backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    if isLive {
      let folder = try TemporaryFolder()
      self.folder = folder
      makeLedger = try Self.liveLedger(
        between(ServedRoutes(backend, in: store, watch: watch)), in: folder, clock, ids)
    } else {
      makeLedger = { [store, backend, clock] policy in
        Ledger(
          store: store, backend: WatchedBackend(backend, watch: watch), clock: clock, ids: ids,
          secrets: ids, policy: policy)
      }
    }
    ledger = makeLedger(PolicyLayers())
    tools = ToolRunner(
      ToolCatalogue.entries, ledger: ledger, clock: clock,
      options: ToolRunner.Options(validatesOutput: true))
    try addPlaces()
    try addTasks()
    try addFields()
    if hasFieldValues { try addFieldValues() }
    if hasLongTexts { try addLongTexts() }
    try addActivity(commentCount: commentCount)
    try addVersions()
    try addChecklist()
    try addThread(count: commentCount)
    try addFurtherList()
  }

  private static func liveLedger(
    _ service: any HTTPExchange, in folder: TemporaryFolder, _ clock: ManualClock,
    _ ids: SeededIDSource
  ) throws -> (PolicyLayers) -> any WriteLedger {
    // What the live backend keeps of its reads gets old soon: the tests write past it too.
    let uptime = ManualClock(0, step: 1_000)
    let client = APIClient(
      exchange: service, token: try Token("pk_1_EXAMPLES"),
      address: try APIAddress(ServedRoutes.address), clock: clock, uptime: uptime,
      pause: Pause { uptime.advance(by: $0) }, random: ids)
    let store = Store(
      path: folder.path + "/clickup.db",
      migrations: LedgerStore.migrations + LiveBackend.migrations, head: LedgerStore.headReading)
    let backend = LiveBackend(client: client)
    return { policy in
      LiveLedger(
        store: store, backend: backend,
        sources: LiveSources(
          clock: clock, uptime: uptime, ids: ids, secrets: ids,
          pause: { uptime.advance(by: $0) }), policy: policy)
    }
  }

  /// The tools on the same stores, as a process has them that was started with `policy`.
  func tools(under policy: Policy) -> ToolRunner {
    ToolRunner(
      ToolCatalogue.entries,
      ledger: makeLedger(PolicyLayers([PolicyLayers.Layer("policy.json", policy)])), clock: clock,
      options: ToolRunner.Options(validatesOutput: true))
  }

  /// The tools as a process has them that was started with `--workspace id`.
  func tools(inWorkspace id: String) -> ToolRunner {
    ToolRunner(
      ToolCatalogue.entries, ledger: ledger, clock: clock,
      options: ToolRunner.Options(workspaceID: id, validatesOutput: true))
  }

  /// Those that were chosen.
  func tools(_ selection: Toolsets.Selection) -> ToolRunner {
    ToolRunner(
      selection.shown, hidden: selection.hidden, denied: selection.denied, ledger: ledger,
      clock: clock, options: ToolRunner.Options(validatesOutput: true))
  }

  /// The tools but for one that is switched off.
  func tools(without name: String, because reason: String) -> ToolRunner {
    ToolRunner(
      ToolCatalogue.entries.filter { $0.name != name }, hidden: [name: reason], ledger: ledger,
      clock: clock, options: ToolRunner.Options(validatesOutput: true))
  }

  /// What planning reads with.
  func reader() throws -> WorkspaceReader { ledger.reader(workspaceID: try id("workspace")) }

  /// The ID of what `name` stands for.
  func id(_ name: String) throws -> String { try #require(names[name]?.string, "\(name)") }

  /// Runs one tool as a host would.
  func call(_ tool: String, _ arguments: JSONValue) throws -> Result<ToolOutput, ToolError> {
    let members = try #require(arguments.object)
    return try #require(
      tools.call(ToolCall(name: tool, arguments: members)), "there is no tool \(tool)")
  }

  /// The same for a caller that says yes where a yes is needed.
  func callSayingYes(
    _ tool: String, _ arguments: JSONValue
  ) throws -> Result<ToolOutput, ToolError> {
    let result = try call(tool, arguments)
    guard case .failure(let error) = result, error.code == .confirmationRequired else {
      return result
    }
    var arguments = arguments
    arguments["idempotency_key"] = error.plan?["plan_id"]
    return try call(tool, arguments)
  }

  /// What a tool answers, where it must succeed.
  func answer(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    try callSayingYes(tool, arguments).get().structured
  }

  /// Why a tool refuses.
  func refusal(_ tool: String, _ arguments: JSONValue) throws -> ToolError {
    switch try call(tool, arguments) {
    case .failure(let error): return error
    case .success(let output):
      Issue.record("\(tool) was not refused: \(output.structured.canonicalString)")
      return ToolError(.internalError, "not refused")
    }
  }

  /// Calls the tool, `$name` in its arguments standing for an ID, and expects that it refuses so.
  func expectRefusal(of wrong: WrongCall) throws {
    let error = try refusal(wrong.tool, try filled(wrong.arguments))
    #expect(error.code == wrong.code, "\(error.message)")
    #expect(error.message.contains(wrong.words), "\(error.message)")
  }

  /// What the service itself answers, beside any tool.
  func read(_ route: Route, _ path: [String: String] = [:]) throws -> JSONValue {
    try backend.read(ReadRequest(route, path: path))
  }

  /// `value` with every `$name` replaced.
  func filled(_ value: JSONValue) throws -> JSONValue {
    switch value {
    case .string(let text) where text.hasPrefix("$"):
      return try #require(names[String(text.dropFirst())], "\(text) stands for nothing")
    case .array(let elements): return .array(try elements.map(filled))
    case .object(let members): return .object(try members.mapValues(filled))
    default: return value
    }
  }

  func name(_ value: JSONValue, _ name: String) { names[name] = value }
}

extension ExampleWorld {
  private func write(
    _ route: Route, _ path: [String: String], _ body: JSONValue = [:]
  ) throws -> JSONValue {
    let request = WriteRequest(route, path: path, body: .json(body))
    return try store.write { transaction throws(APIError) in
      try self.backend.write(request, in: transaction)
    }
  }

  /// Creates one thing and remembers its ID.
  @discardableResult
  func make(
    _ name: String, _ route: Route, _ path: [String: String], _ body: JSONValue
  ) throws -> String {
    let answer = try write(route, path, body)
    let made =
      answer["field"] ?? answer["data"] ?? answer["checklist"]?["items"]?.array?.last
      ?? answer["checklist"]
    let id = try #require((made ?? answer)["id"]?.identifier, "\(answer)")
    self.name(.string(id), name)
    return id
  }

  private func addPlaces() throws {
    let user = try read(.getUser)["user"]?["id"]?.identifier
    let team = try #require(try read(.getWorkspaces)["teams"]?[0]?["id"]?.identifier)
    name(.string(try #require(user)), "user")
    name(.string(team), "workspace")
    let space = try make(
      "space", .createSpace, ["team_id": team],
      ["name": "Studio", "multiple_assignees": true, "features": [:]])
    let folder = try make("folder", .createFolder, ["space_id": space], ["name": "Product"])
    try make("list", .createFolderList, ["folder_id": folder], ["name": "Roadmap"])
    name("Studio / Product / Roadmap", "list_name")
  }

  private func addTasks() throws {
    let list = try id("list")
    for (name, title) in Self.tasks {
      try make(name, .createTask, ["list_id": list], ["name": .string(title)])
    }
    _ = try write(
      .addDependency, ["task_id": try id("waiting_task")],
      ["depends_on": .string(try id("blocking_task"))])
    _ = try write(
      .addTaskLink, ["task_id": try id("waiting_task"), "links_to": try id("blocking_task")])
    _ = try write(.addTaskTag, ["task_id": try id("waiting_task"), "tag_name": "green"])
  }

  /// A task of it stands in the List `Inbox` of the seed besides.
  private func addFurtherList() throws {
    _ = try write(
      .addTaskToList, ["list_id": try id("inbox"), "task_id": try id("blocking_task")])
  }

  /// One field of each type that can be set, called `field_<type>`.
  private func addFields() throws {
    for sample in FieldSample.all + [FieldSample.button] {
      try make(
        "field_\(sample.type)", .createListField, ["list_id": try id("list")],
        [
          "name": .string("The \(sample.type)"), "type": .string(sample.type),
          "type_config": sample.configuration,
        ])
    }
    for field in CustomField.all(in: try read(.getListFields, ["list_id": try id("list")])) {
      guard let option = field.options.first else { continue }
      name(.string(option.id), "option_\(field.type)")
    }
  }

  private func addFieldValues() throws {
    let user = JSONValue.integer(try #require(Int64(try id("user"))))
    let task = JSONValue.string(try id("task"))
    for sample in FieldSample.all {
      _ = try write(
        .setFieldValue,
        ["task_id": try id("blocking_task"), "field_id": try id("field_\(sample.type)")],
        ["value": sample.value(user: user, task: task, option: names["option_\(sample.type)"])])
    }
  }

  private func addLongTexts() throws {
    let text = JSONValue.string(String(repeating: "Read on. ", count: 2_500))
    _ = try write(.updateTask, ["task_id": try id("task")], ["description": text])
    _ = try write(.updateList, ["list_id": try id("list")], ["content": text])
  }

  private func addChecklist() throws {
    let checklist = try make(
      "checklist", .createChecklist, ["task_id": try id("waiting_task")], ["name": "Before"])
    for (name, title) in [("checklist_item", "Approve the design"), ("other_item", "Book a room")] {
      try make(
        name, .createChecklistItem, ["checklist_id": checklist], ["name": .string(title)])
    }
  }

  /// On another List, so that whoever counts what goes with `$list` need not count them.
  private func addThread(count: Int) throws {
    let space = try read(.getSpaces, ["team_id": try id("workspace")])["spaces"]?[0]?["id"]
    let lists = try read(.getSpaceLists, ["space_id": try #require(space?.identifier)])
    let inbox = try #require(lists["lists"]?[0]?["id"]?.identifier)
    name(.string(inbox), "inbox")
    for number in 1...count {
      try make(
        "list_comment", .createListComment, ["list_id": inbox],
        ["comment_text": .string("List comment \(number)"), "notify_all": false])
    }
    for number in 1...count {
      try make(
        "reply", .createThreadedComment, ["comment_id": try id("list_comment")],
        ["comment_text": .string("Reply \(number)"), "notify_all": false])
    }
  }

  /// What `expected_version` must be for each thing.
  private func addVersions() throws {
    let task = try answer("get_task", ["task_id": .string(try id("task"))])
    name(try #require(task["version"]), "task_version")
    let list = try answer("get_list", ["list_id": .string(try id("list"))])
    name(try #require(list["version"]), "list_version")
    for (kind, route) in [("space", Route.getSpace), ("folder", .getFolder)] {
      let json = try read(route, ["\(kind)_id": try id(kind)])
      name(.string(Version.of(container: json)), "\(kind)_version")
    }
  }

  /// For what needs a timer that runs.
  func startTimer() throws {
    try change(
      .startTimeEntry, ["team_Id": try id("workspace")], ["tid": .string(try id("task"))])
  }

  /// Comments, two time entries, and one write under a key.
  private func addActivity(commentCount: Int) throws {
    let task = try id("task")
    for number in 1...commentCount {
      try make(
        "comment", .createTaskComment, ["task_id": task],
        ["comment_text": .string("Comment \(number)"), "notify_all": false])
    }
    for (day, minutes) in [(20, 90), (24, 30)] as [(Int64, Int64)] {
      try make(
        "time_entry", .createTimeEntry, ["team_Id": try id("workspace")],
        [
          "tid": .string(task), "start": .integer(1_793_433_600_000 + day * 86_400_000),
          "duration": .integer(minutes * 60_000),
        ])
    }
    let created = try answer(
      "post_comment",
      [
        "task_id": .string(try id("other_task")), "comment_text": "Kept",
        "idempotency_key": "kept-comment-1",
      ])
    // A second operation, for a second page; it changes nothing that another example looks at.
    _ = try answer(
      "update_task",
      [
        "task_id": .string(try id("other_task")), "name": "Launch mail",
        "idempotency_key": "kept-name-1",
      ])
    name("kept-comment-1", "key")
    name(try #require(created["operation"]?["operation_id"]), "operation")
  }
}

/// A call that a tool must refuse, with which code and which words.
typealias WrongCall = (tool: String, arguments: JSONValue, code: ErrorCode, words: String)
