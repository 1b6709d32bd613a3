import Foundation
import JSON
import Testing

/// `taskledger import` on small answers of the API's shape, and on recorded ones where they are.
@Suite struct ImportTests {
  static let page = """
    {"tasks":[{"id":"86a000001","name":"Imported","text_content":"","description":"",\
    "status":{"status":"to do","color":"#87909e","orderindex":0,"type":"open"},\
    "date_created":"1767600000000","date_updated":"1767600000000","archived":false,\
    "creator":{"id":1001,"username":"Ada","color":"","email":"ada@example.com"},"assignees":[],\
    "tags":[],"parent":null,"priority":null,"custom_fields":[],"dependencies":[],\
    "linked_tasks":[],"team_id":"9010000001",\
    "list":{"id":"901000000001","name":"Backlog","access":true},\
    "project":{"id":"901000000002","name":"Website","hidden":false,"access":true},\
    "folder":{"id":"901000000002","name":"Website","hidden":false,"access":true},\
    "space":{"id":"90100000001"}}],"last_page":true}
    """

  private func count(_ kind: String, _ outcome: String, in output: String) throws -> Int64? {
    try JSONValue.parse(output.trimmingCharacters(in: .newlines))[kind]?[outcome]?.integer
  }

  @Test func whatIsImportedIsFoundAndComesInOnce() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("page.json")
    try Data(Self.page.utf8).write(to: file)
    let store = ["TASKLEDGER_STORE": folder.store]
    let first = try CommandLineTests.run("import", "--json", file.path, environment: store)
    #expect(first.status == 0)
    #expect(try count("tasks", "created", in: first.output) == 1)
    let second = try CommandLineTests.run("import", "--json", file.path, environment: store)
    #expect(try count("tasks", "unchanged", in: second.output) == 1)
    // The store has two Workspaces now: which is meant must be said, and the error says how.
    let unclear = try CommandLineTests.run("call", "search_tasks", environment: store)
    #expect(unclear.status == 1 && unclear.errors.contains("9010000001"))
    let found = try CommandLineTests.run(
      "--workspace", "9010000001", "call", "search_tasks", "query=imported", environment: store)
    #expect(found.status == 0 && found.output.contains("86a000001"))
  }

  @Test func aBadFileIsNamedAndNothingOfAnyFileComesIn() throws {
    let folder = try TemporaryDirectory()
    let good = folder.url.appendingPathComponent("good.json")
    let bad = folder.url.appendingPathComponent("bad.jsonl")
    try Data(Self.page.utf8).write(to: good)
    try Data("{\"tasks\":[]}\n{\"tasks\":[}\n".utf8).write(to: bad)
    let store = ["TASKLEDGER_STORE": folder.store]
    let ended = try CommandLineTests.run("import", good.path, bad.path, environment: store)
    #expect(ended.status == 1)
    #expect(ended.errors.contains("bad.jsonl, line 2"))
    #expect(!FileManager.default.fileExists(atPath: folder.store))
    let missing = try CommandLineTests.run("import", "/nowhere.json", environment: store)
    #expect(missing.status == 1 && missing.errors.contains("/nowhere.json"))
  }

  @Test func whatBringsNothingSaysWhyAndFails() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("error.json")
    try Data(#"{"err":"Team not authorized","ECODE":"OAUTH_027"}"#.utf8).write(to: file)
    let store = ["TASKLEDGER_STORE": folder.store]
    let ended = try CommandLineTests.run("import", file.path, environment: store)
    #expect(ended.status == 1)
    #expect(ended.errors.contains("nothing came in: it says that the service refused a request"))
    try Data(Self.page.utf8).write(to: file)
    let first = try CommandLineTests.run("import", file.path, environment: store)
    #expect(first.status == 0 && first.output.contains("brings what is there"))
    // What is known already is not a failure.
    #expect(try CommandLineTests.run("import", file.path, environment: store).status == 0)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"] != nil))
  func recordedAnswersComeIn() throws {
    let shared = try #require(ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"])
    let recorded = shared + "/data/clickup/recorded"
    let files = try FileManager.default.contentsOfDirectory(atPath: recorded).sorted()
      .map { "\(recorded)/\($0)" }
    let folder = try TemporaryDirectory()
    let process = try Launch.process(
      ["import", "--json"] + files, environment: ["TASKLEDGER_STORE": folder.store])
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try count("tasks", "created", in: text) ?? 0 > 0)
    #expect(try count("tasks", "skipped", in: text) == 0)
  }
}
