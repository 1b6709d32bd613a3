import Foundation
import JSON
import SQLite
import Testing

/// `taskledger ledger …`, as people and scripts run it.
@Suite struct LedgerCommandTests {
  let folder: TemporaryDirectory
  var store: [String: String] { ["TASKLEDGER_STORE": folder.store] }

  init() throws {
    folder = try TemporaryDirectory()
    for number in 1...3 {
      let made = try CommandLineTests.run(
        "call", "create_task", "list_id=Inbox", "name=Task \(number)",
        "idempotency_key=command-\(number)", environment: store)
      #expect(made.status == 0, "\(made.errors)")
    }
  }

  private func run(_ arguments: String...) throws -> CommandLineTests.Ended {
    try CommandLineTests.run(["ledger"] + arguments, environment: store)
  }

  private func lines(_ text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONValue.parse(String($0)) }
  }

  @Test func listTakesFiltersAndPages() throws {
    let newest = try run("list", "--limit", "2", "--by-tool", "create_task", "--status", "done")
    #expect(newest.status == 0 && newest.output.contains("command-3"))
    #expect(!newest.output.contains("command-1"))
    #expect(newest.output.contains("--cursor 2"))
    let rest = try lines(try run("list", "--json", "--cursor", "2").output)
    #expect(rest.map { $0["idempotency_key"] } == ["command-1"])
    #expect(try run("list", "--since", "2001-01-01").output.contains("command-1"))
    #expect(try run("list", "--since", "2100-01-01").output == "Nothing fits.\n")
    #expect(try run("list", "--status", "needs_review").output == "Nothing fits.\n")
  }

  @Test func verifyFindsNothingAndThenWhatWasChanged() throws {
    let sound = try run("verify")
    #expect(sound.status == 0)
    #expect(sound.output.hasPrefix("3 writes, 3 links of the audit chain"))
    #expect(try lines(try run("verify", "--json").output) == [["ok": true, "rows": 3, "links": 3]])
    try execute("UPDATE ledger_operation SET remote_id = 'x' WHERE sequence = 2")
    let broken = try run("verify")
    #expect(broken.status == 1 && broken.output.isEmpty)
    #expect(broken.errors.contains("row 2 (op_") && broken.errors.contains("changed"))
    let json = try run("verify", "--json")
    #expect(json.status == 1)
    #expect(try lines(json.output).first?["fault"]?["sequence"] == 2)
  }

  /// Past the program, which would not.
  private func execute(_ sql: String) throws {
    try Connection(path: folder.store).executeScript(sql)
  }

  /// Cut short with its counters, the ledger is sound in itself: only what stands beside it tells.
  @Test func verifyFindsThatTheNewestRowsAreGone() throws {
    try execute(
      """
      DELETE FROM ledger_operation WHERE sequence = 3;
      DELETE FROM ledger_audit WHERE sequence = 3;
      UPDATE sqlite_sequence SET seq = 2 WHERE name IN ('ledger_operation', 'ledger_audit');
      """)
    let cut = try run("verify")
    #expect(cut.status == 1 && cut.output.isEmpty)
    #expect(cut.errors.contains("it ends at entry 2, and entry 3 was written"), "\(cut.errors)")
    let json = try lines(try run("verify", "--json").output)
    #expect(json.first?["ok"] == false && json.first?["rows"] == 2)
    try FileManager.default.removeItem(atPath: folder.store + "-sentinel")
    #expect(try run("verify").status == 0, "nothing else tells")
  }

  @Test func verifySaysThatTheSentinelIsDamaged() throws {
    try Data("nonsense".utf8).write(to: URL(filePath: folder.store + "-sentinel"))
    let damaged = try run("verify")
    #expect(damaged.status == 1 && damaged.errors.contains("-sentinel` is damaged"))
  }

  @Test func commandsSayThatNothingWasWrittenYet() throws {
    let empty = try TemporaryDirectory()
    for command in ["list", "verify", "export"] {
      let ended = try CommandLineTests.run(
        "ledger", command, environment: ["TASKLEDGER_STORE": empty.store])
      #expect(ended.status == 0 && ended.output.isEmpty)
      #expect(ended.errors.contains("nothing was written yet"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: empty.url.path).isEmpty)
  }

  @Test func exportIsCompleteAndStable() throws {
    let first = try run("export")
    let exported = try lines(first.output)
    #expect(first.status == 0 && exported.count == 3)
    #expect(
      exported.map { $0["operation"]?["idempotency_key"] } == [
        "command-1", "command-2", "command-3",
      ])
    #expect(try run("export").output == first.output)
  }

  @Test func resolveSaysThatThereIsNothingToResolve() throws {
    let listed = try lines(try run("list", "--json").output)
    let id = try #require(listed.first?["operation_id"]?.string)
    let answer = try run("resolve", id, "adopt", "86zzz")
    #expect(answer.status == 0 && answer.output.hasPrefix("Nothing to resolve: \(id) is done"))
    let json = try lines(try run("resolve", id, "abandon", "--json").output)
    #expect(json.first?["resolved"] == false && json.first?["state"] == "done")
    let missing = try run("resolve", "op_none", "abandon")
    #expect(missing.status == 1 && missing.errors.contains("`op_none`"))
  }

  @Test(arguments: [
    ["ledger", "resolve"], ["ledger", "resolve", "op_1"], ["ledger", "resolve", "op_1", "adopt"],
    ["ledger", "resolve", "op_1", "abandon", "86z"], ["ledger", "list", "--status", "finished"],
    ["ledger", "list", "--since", "whenever"], ["ledger", "list", "--cursor", "x"],
    ["ledger", "verify", "all"], ["--retention", "0"], ["--retention", "soon"],
  ])
  func aWrongCommandLineEndsWithStatusTwo(arguments: [String]) throws {
    let ended = try CommandLineTests.run(arguments, environment: store)
    #expect(ended.status == 2 && ended.errors.hasPrefix("taskledger: "), "\(ended.errors)")
  }
}
