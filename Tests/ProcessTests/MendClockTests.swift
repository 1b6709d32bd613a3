import APICore
import JSON
import Testing

@testable import taskledger

/// Something was written while the clock was a month ahead.
@Suite struct MendClockTests {
  @Test func aPersonSaysThatTheClockIsRight() throws {
    let folder = try TemporaryDirectory()
    var sources = Program.Sources()
    sources.clock = ManualClock(SystemClock().now() + 2_592_000_000)
    let options = try ProgramOptions(arguments: ["--store", folder.store], environment: [:])
    let program = try Program(options, sources: sources)
    let arguments: JSONObject = ["list_id": "Inbox", "name": "Ahead"]
    let made = try #require(program.tools.call(.init(name: "create_task", arguments: arguments)))
    #expect(try made.get().structured["operation"]?["status"] == "executed")
    program.close()

    func run(_ words: String...) throws -> CommandLineTests.Ended {
      try CommandLineTests.run(words, environment: ["TASKLEDGER_STORE": folder.store])
    }
    func status() throws -> JSONValue? {
      let ended = try run("--json", "call", "create_task", "list_id=Inbox", "name=Ahead")
      #expect(ended.status == 0, "\(ended.errors)")
      return try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))["operation"]?[
        "status"]
    }
    #expect(try status() == "replayed")
    let mended = try run("ledger", "mend-clock")
    #expect(mended.status == 0 && mended.output.hasPrefix("Mended: "), "\(mended)")
    #expect(try status() == "executed")
    #expect(try status() == "replayed")
    let again = try run("ledger", "mend-clock")
    #expect(again.status == 0 && again.output.hasPrefix("Nothing to mend"), "\(again)")
    #expect(try run("ledger", "verify").status == 0)
    let exported = try run("ledger", "export").output
    #expect(exported.contains("\"mended\"") && exported.contains("\"set_back\""))
  }
}
