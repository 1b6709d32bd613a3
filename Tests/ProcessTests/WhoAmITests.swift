import Foundation
import JSON
import Testing

/// Who one is in a Workspace that was imported: the same person in every process.
@Suite struct WhoAmITests {
  private static let workspace = "9010000001"

  /// A page with a task of Ada's that Ben is to do.
  private static let page = ImportTests.page.replacing(
    #""assignees":[]"#,
    with: #""assignees":[{"id":1002,"username":"Ben","color":"","email":"ben@example.com"}]"#)

  private let folder: TemporaryDirectory
  private let file: String

  init() throws {
    folder = try TemporaryDirectory()
    file = folder.url.appendingPathComponent("page.json").path
    try Data(Self.page.utf8).write(to: URL(filePath: file))
  }

  private func run(_ arguments: String..., environment: [String: String] = [:]) throws
    -> CommandLineTests.Ended
  {
    try CommandLineTests.run(["--store", folder.store] + arguments, environment: environment)
  }

  private func call(_ tool: String, _ arguments: JSONValue, as email: String? = nil) throws
    -> JSONValue
  {
    let person = email.map { ["--as", $0] } ?? []
    let ended = try CommandLineTests.run(
      ["--store", folder.store, "--workspace", Self.workspace, "--json"] + person
        + ["call", tool, arguments.canonicalString])
    #expect(ended.status == 0, "\(ended.errors)")
    return try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))
  }

  private func me() throws -> JSONValue? { try call("get_workspace", [:])["user"]?["id"] }

  private func server(_ arguments: String...) throws -> ServerProcess {
    try ServerProcess(["--store", folder.store, "--workspace", Self.workspace] + arguments)
  }

  @Test func theImportSaysWhoOneIsAndTheChoiceHoldsForAllThatIsDone() throws {
    let first = try run("import", file)
    #expect(first.status == 0)
    #expect(first.output.contains("who made this store"))
    #expect(first.output.contains("`--as EMAIL`") && first.output.contains("ben@example.com"))
    let chosen = try run("import", file, "--as", "BEN@example.com")
    #expect(chosen.status == 0 && chosen.output.contains("you are Ben <ben@example.com>"))

    #expect(try me() == "1002")
    let time = try call("log_time", ["task_id": "86a000001", "duration": "1h"])
    #expect(time["user"]?["id"] == "1002")
    let yours = try call("list_time_entries", [:])
    #expect(yours["total_duration"] == "1h", "\(yours)")
    let comment = try call("post_comment", ["task_id": "86a000001", "comment_text": "Seen"])
    #expect(comment["operation"]?["status"] == "executed")
    let comments = try call("list_comments", ["task_id": "86a000001"])
    #expect(comments["comments"]?[0]?["user"]?["id"] == "1002", "\(comments)")
    let made = try call("create_task", ["list_id": "Backlog", "name": "Made"])
    let shown = try call("get_task", ["task_id": try #require(made["id"])])
    #expect(shown["creator"]?["id"] == "1002", "\(shown)")
    // The ledger's principal, so that undoing is this person's too.
    let exported = try run("ledger", "export")
    #expect(exported.output.contains(#""principal":"1002""#))
    let operation = try #require(made["operation"]?["operation_id"]?.string)
    let undone = try run("--workspace", Self.workspace, "--yes", "ledger", "undo", operation)
    #expect(undone.status == 0, "\(undone.errors)")

    let doctor = try run("--workspace", Self.workspace, "doctor")
    #expect(doctor.status == 0 && doctor.output.contains("Ben <ben@example.com>"))
    // Who made the store was only there so that somebody was.
    let members = try #require(try call("get_workspace", [:])["members"]?.array)
    #expect(members.compactMap { $0["id"]?.string } == ["1001", "1002"])
  }

  @Test func anAddressThatNobodyHasIsRefusedWithTheNearestOnes() throws {
    let before = try run("import", file, "--as", "bem@example.com")
    #expect(before.status == 2)
    #expect(before.errors.contains("nearest are ben@example.com"), "\(before.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.store), "nothing came in")
    let none = try run("--as", "ben@example.com", "call", "get_workspace")
    #expect(none.status == 2 && none.errors.contains("taskledger import"), "\(none.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.store))

    #expect(try run("import", file).status == 0)
    for command in [["call", "get_workspace"], ["serve"]] {
      let ended = try CommandLineTests.run(
        ["--store", folder.store, "--workspace", Self.workspace, "--as", "adda@example.com"]
          + command)
      #expect(ended.status == 2 && ended.errors.contains("ada@example.com"), "\(ended.errors)")
    }
    let unclear = try run("--as", "ada@example.com", "serve")
    #expect(unclear.status == 2 && unclear.errors.contains("`--workspace`"), "\(unclear.errors)")
    #expect(unclear.errors.contains(Self.workspace))
  }

  @Test func theVariableSaysTheSameAndTheCloudTakesNeither() throws {
    #expect(try run("import", file).status == 0)
    let variable = ["TASKLEDGER_AS": "ada@example.com"]
    let ended = try run(
      "--workspace", Self.workspace, "--json", "call", "get_workspace", environment: variable)
    #expect(ended.status == 0 && ended.output.contains(#""user":{"id":"1001""#), "\(ended.output)")
    for (arguments, environment) in [
      (["--as", "ada@example.com"], [:]), ([], variable),
    ] as [([String], [String: String])] {
      for command in [["serve"], ["call", "get_workspace"], ["doctor"], ["configure", "claude"]] {
        let cloud = try CommandLineTests.run(
          ["--backend", "clickup", "--store", folder.store] + arguments + command,
          environment: environment.merging(["CLICKUP_TOKEN": "pk_1", "HOME": folder.url.path]) {
            $1
          })
        #expect(cloud.status == 2 && cloud.errors.contains("the token says who you are"))
        #expect(!cloud.errors.contains("pk_1"))
      }
    }
  }

  @Test func whatWasWrittenCannotBecomeAnothers() throws {
    #expect(try run("import", file, "--as", "ada@example.com").status == 0)
    // Before anything is written the choice may be made anew.
    #expect(try call("get_workspace", [:], as: "ben@example.com")["user"]?["id"] == "1002")
    _ = try call("create_task", ["list_id": "Backlog", "name": "Ben's"], as: "ben@example.com")
    let other = try run("--workspace", Self.workspace, "--as", "ada@example.com", "serve")
    #expect(other.status == 2)
    #expect(other.errors.contains("1 write of Ben <ben@example.com>"), "\(other.errors)")
    #expect(other.errors.contains("--store PATH"))
    let again = try run("import", file, "--as", "ada@example.com")
    #expect(again.status == 2 && again.errors.contains("cannot become another's"))
    #expect(try me() == "1002")
    let doctor = try run("--workspace", Self.workspace, "--as", "ada@example.com", "doctor")
    #expect(doctor.status == 1 && doctor.output.contains("fail  user"), "\(doctor.output)")
  }

  @Test func whoAskedForTheAnswersIsMe() throws {
    let user = folder.url.appendingPathComponent("user.json")
    try Data(
      #"""
      {"user":{"id":1003,"username":"Cleo","email":"cleo@example.com","timezone":"Asia/Tokyo"}}
      """#.utf8
    ).write(to: user)
    let ended = try run("--json", "import", file, user.path)
    let said = try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))["you"]?[0]
    #expect(said?["email"] == "cleo@example.com" && said?["chosen"] == true, "\(ended.output)")
    #expect(try me() == "1003")
    // Dates are read in that person's zone.
    let made = try call(
      "create_task", ["list_id": "Backlog", "name": "Due", "due_date": "2027-03-01T09:00"])
    let shown = try call("get_task", ["task_id": try #require(made["id"])])
    #expect(shown["due_date"]?.string?.hasSuffix("+09:00") == true, "\(shown)")
  }

  private func create(_ server: ServerProcess, _ number: Int) throws -> JSONValue {
    try server.call(
      "create_task",
      [
        "list_id": "Backlog", "name": "One", "idempotency_key": .string("number-\(number)-of-two"),
      ])
  }

  @Test func aServerGoesOnAsNobodyElseThanItBeganAs() throws {
    #expect(try run("import", file).status == 0)
    let unchosen = try server()
    _ = try unchosen.call("get_workspace", [:])
    let ada = try server("--as", "ada@example.com")
    #expect(
      try ada.call("get_workspace", [:])["result"]?["user"]?["id"] == "1001")
    let refused = try create(unchosen, 1)
    #expect(refused["error"]?["data"]?["code"] == "refused_by_service", "\(refused)")
    #expect(refused["error"]?["message"]?.string?.contains("ada@example.com") == true)

    // The last choice before the first write holds; who had made another one is told so.
    let ben = try server("--as", "ben@example.com")
    #expect(try create(ben, 2)["result"]?["operation"]?["status"] == "executed")
    let late = try create(ada, 3)
    #expect(late["error"]?["data"]?["code"] == "refused_by_service", "\(late)")
    #expect(try create(ben, 4)["result"]?["operation"]?["status"] == "executed")
    for server in [unchosen, ada, ben] { #expect(try server.finish() == 0) }
    let principals = try run("ledger", "export").output.split(separator: "\n")
      .filter { $0.contains("create_task") && $0.contains(#""done""#) }
    #expect(principals.count == 2)
    #expect(principals.allSatisfy { $0.contains(#""principal":"1002""#) }, "\(principals)")
  }

  @Test func nothingIsChosenWhereNothingMayBeChanged() throws {
    #expect(try run("import", file).status == 0)
    let ended = try run(
      "--workspace", Self.workspace, "--read-only", "--as", "ada@example.com", "call",
      "get_workspace")
    #expect(ended.status == 2 && ended.errors.contains("--read-only"), "\(ended.errors)")
    _ = try call("get_workspace", [:], as: "ada@example.com")
    let chosen = try run(
      "--workspace", Self.workspace, "--read-only", "--as", "ada@example.com", "call",
      "get_workspace")
    #expect(chosen.status == 0)
  }

  @Test func configureWritesItDown() throws {
    let ended = try run(
      "--as", "ada@example.com", "--workspace", Self.workspace, "configure", "claude",
      environment: ["HOME": folder.url.path])
    #expect(ended.output.contains(#""--as""#) && ended.output.contains("ada@example.com"))
  }

  // MARK: Known by a name alone

  /// Brings in an export that names Ben, and says who that is.
  private func importExport(_ row: String = "86c1,One,[Ben],L,S,[]", as email: String? = nil)
    throws -> (workspace: String, address: String)
  {
    let export = folder.url.appendingPathComponent("export.csv")
    let names = "Task ID,Task Name,Assignees,List Name,Space Name,Comments\n"
    try Data((names + row + "\n").utf8).write(to: export)
    let ended = try CommandLineTests.run(
      ["--store", folder.store, "import", "--json", export.path]
        + (email.map { ["--as", $0] } ?? []))
    #expect(ended.status == 0, "\(ended.errors)")
    let report = try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))
    let workspace = try #require(report["you"]?[0]?["workspace_id"]?.string)
    let text = try run("import", export.path).output
    let address = text.firstMatch(of: #/user\.[0-9]+@taskledger\.invalid/#)
    return (workspace, address.map { String($0.output) } ?? "")
  }

  private func importPage(in workspace: String) throws -> CommandLineTests.Ended {
    try Data(Self.page.replacing(Self.workspace, with: workspace).utf8)
      .write(to: URL(filePath: file))
    return try run("import", file)
  }

  private func called(_ tool: String, _ words: String..., as email: String) throws
    -> (status: Int32, answer: JSONValue, errors: String)
  {
    let ended = try CommandLineTests.run(
      ["--store", folder.store, "--as", email, "--json", "call", tool] + words)
    let text = ended.output.trimmingCharacters(in: .newlines)
    return (ended.status, text.isEmpty ? .null : try JSONValue.parse(text), ended.errors)
  }

  @Test func whoseAddressComesLaterIsMeantByBoth() throws {
    let (workspace, address) = try importExport()
    let text = try run("import", folder.url.appendingPathComponent("export.csv").path).output
    #expect(text.contains("\(address) (Ben)"), "\(text)")
    let wrong = try called("get_workspace", as: "nobody@example.com")
    #expect(wrong.status == 2 && wrong.errors.contains("\(address) (Ben)"), "\(wrong.errors)")
    let doctor = try run("--as", "nobody@example.com", "doctor")
    #expect(doctor.output.contains("\(address) (Ben)"), "\(doctor.output)")

    _ = try importExport(as: address)
    let joined = try importPage(in: workspace)
    #expect(joined.output.contains("are one person: what was the first one's is the second one's"))
    #expect(joined.output.contains("you are Ben <ben@example.com>"), "\(joined.output)")
    for email in [address, "ben@example.com"] {
      let me = try called("get_workspace", as: email)
      #expect(me.status == 0 && me.answer["user"]?["id"] == "1002", "\(me.errors)")
      let task = try called("get_task", "task_id=86c1", as: email)
      #expect(task.answer["assignees"]?.array?.map { $0["id"] } == ["1002"])
    }
    #expect(try run("--as", address, "doctor").output.contains("Ben <ben@example.com>"))
    // An export goes on to call him by his name.
    _ = try importExport("86c2,Two,[ben],L,S,[]", as: address)
    let two = try called("get_task", "task_id=86c2", as: address)
    #expect(two.answer["assignees"]?.array?.map { $0["id"] } == ["1002"])
    let members = try called("get_workspace", as: address).answer["members"]?.array ?? []
    #expect(!members.contains { $0["email"]?.string == address })
  }

  @Test func whoHasWrittenStaysWhoItWasAndIsToldHowToGoOn() throws {
    let (workspace, address) = try importExport()
    let made = try called("create_task", "name=Mine", "list_id=L", as: address)
    #expect(made.status == 0, "\(made.errors)")
    let joined = try importPage(in: workspace)
    #expect(joined.output.contains("may be one person, and stay two"), "\(joined.output)")
    let old = try called("get_workspace", as: address)
    #expect(old.status == 0 && old.answer["user"]?["username"] == "Ben")
    let new = try called("get_workspace", as: "ben@example.com")
    #expect(new.status == 2 && new.errors.contains("work on as \(address)"), "\(new.errors)")
  }

  /// Today's answer was to work on as the one that was refused.
  @Test func oneAddressOfTwoPeopleIsTheOneWhoWorksHere() throws {
    let comment = #""[{""text"":""Hi"",""by"":""ben@example.com"",""date"":""1774117017000""}]""#
    let (workspace, _) = try importExport("86c1,One,[],L,S,\(comment)", as: "ben@example.com")
    let made = try called("create_task", "name=Mine", "list_id=L", as: "ben@example.com")
    #expect(made.status == 0, "\(made.errors)")
    _ = try importPage(in: workspace)
    let me = try called("get_workspace", as: "ben@example.com")
    #expect(me.status == 0, "\(me.errors)")
    #expect(me.answer["user"]?["id"] != "1002")
  }
}
