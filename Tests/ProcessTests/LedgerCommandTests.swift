import Foundation
import JSON
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
    let change = Process()
    change.executableURL = URL(filePath: "/usr/bin/env")
    change.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      c.execute("UPDATE ledger_operation SET remote_id = 'x' WHERE sequence = 2")
      c.commit()
      """, folder.store,
    ]
    try change.run()
    change.waitUntilExit()
    #expect(change.terminationStatus == 0)
    let broken = try run("verify")
    #expect(broken.status == 1 && broken.output.isEmpty)
    #expect(broken.errors.contains("row 2 (op_") && broken.errors.contains("changed"))
    let json = try run("verify", "--json")
    #expect(json.status == 1)
    #expect(try lines(json.output).first?["fault"]?["sequence"] == 2)
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
    ["ledger", "list", "--since", "yesterday"], ["ledger", "list", "--cursor", "x"],
    ["ledger", "verify", "all"], ["--retention", "0"], ["--retention", "soon"],
  ])
  func aWrongCommandLineEndsWithStatusTwo(arguments: [String]) throws {
    let ended = try CommandLineTests.run(arguments, environment: store)
    #expect(ended.status == 2 && ended.errors.hasPrefix("taskledger: "), "\(ended.errors)")
  }
}
