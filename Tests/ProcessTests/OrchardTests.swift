import Foundation
import JSON
import TestSupport
import Testing

/// A whole Workspace is imported by the real binary; then each of the main tools writes in a process
/// of its own, what it wrote is read in another one, and the store is whole.
@Suite struct OrchardTests {
  private let folder: TemporaryDirectory
  private let report: JSONValue

  init() throws {
    folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("orchard.jsonl")
    try Data(Orchard.recordings.utf8).write(to: file)
    let ended = try CommandLineTests.run("--store", folder.store, "--json", "import", file.path)
    #expect(ended.status == 0, "\(ended.errors)")
    report = try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))
  }

  /// In a process of its own.
  private func call(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let ended = try CommandLineTests.run(
      ["--store", folder.store, "--workspace", Orchard.workspace, "--json", "call", tool]
        + [arguments.canonicalString])
    #expect(ended.status == 0, "\(tool): \(ended.errors) \(ended.output)")
    return try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))
  }

  private func write(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let answer = try call(tool, arguments)
    #expect(answer["operation"]?["status"] == "executed", "\(tool): \(answer)")
    return answer
  }

  private func seen(_ task: String) throws -> [String: JSONValue] {
    let fields = try call("get_task", ["task_id": .string(task)])["custom_fields"]?.array ?? []
    return Dictionary(
      uniqueKeysWithValues: fields.map { ($0["type"]?.string ?? "", $0["value"] ?? .null) })
  }

  private func names(_ answer: JSONValue) -> Set<String> {
    Set((answer["tasks"]?.array ?? []).compactMap { $0["name"]?.string })
  }

  @Test func everythingThatThereIsAPlaceForComesIn() throws {
    for (kind, number) in [
      ("workspaces", 1), ("people", 3), ("spaces", 2), ("folders", 3), ("lists", 2), ("tags", 2),
      ("fields", 23), ("tasks", 6), ("comments", 3), ("time_entries", 1), ("dependencies", 1),
      ("links", 1), ("checklists", 1),
    ] as [(String, Int64)] {
      #expect(report[kind]?["created"]?.integer == number, "\(kind): \(report)")
      #expect(report[kind]?["skipped"]?.integer == 0, "\(kind): \(report)")
    }
    #expect(
      report["not_kept"] == ["attachments": 1])
    #expect(report["you"]?[0]?["email"] == "iris@orchard.example")

    let values = try seen("86picking")
    for field in Orchard.fields where field.seen != nil {
      #expect(values[field.type]?.string == field.seen, "\(field.type)")
    }
    let task = try call("get_task", ["task_id": "86picking"])
    #expect(task["status"] == "picking" && task["tags"] == ["ripe"], "\(task)")
    #expect(task["description"] == "All of **row four**", "\(task)")
    #expect(
      task["checklists"]?[0]?["items"]?.array?.map { $0["name"] } == ["Ladder", "Baskets"],
      "\(task)")
    #expect(names(try call("search_tasks", ["query": "graft"])).isEmpty)
    #expect(
      names(try call("search_tasks", ["query": "graft", "include_closed": true])) == ["Graft"])
    #expect(
      names(try call("search_tasks", ["query": "scarecrow", "archived": true]))
        == ["Old scarecrow"])
  }

  @Test func theMainToolsWriteInNewProcessesAndOthersReadIt() throws {
    // search_tasks
    #expect(names(try call("search_tasks", ["tags": ["windfall"]])) == ["Sort"])
    // create_task
    let made = try write(
      "create_task",
      [
        "list_id": "Bramleys", "name": "Prune", "assignees": ["7002"], "tags": ["ripe"],
        "status": "picking", "priority": "high",
      ])
    let task = try #require(made["id"])
    let shown = try call("get_task", ["task_id": task])
    #expect(shown["name"] == "Prune" && shown["creator"]?["id"] == "7001", "\(shown)")
    #expect(names(try call("search_tasks", ["query": "prune"])) == ["Prune"])
    // post_comment
    _ = try write("post_comment", ["task_id": "86picking", "comment_text": "All done"])
    let comments = try call("list_comments", ["task_id": "86picking"])["comments"]
    #expect(
      comments?.array?.compactMap { $0["text"] ?? $0["comment_text"] } == ["All done", "Half done"])
    #expect(comments?[0]?["user"]?["id"] == "7001")
    // add_dependency
    _ = try write("add_dependency", ["task_id": task, "depends_on": "86picking"])
    let waiting = try call("get_task", ["task_id": task])
    #expect(waiting.canonicalString.contains("86picking"), "\(waiting)")
    // log_time
    _ = try write("log_time", ["task_id": task, "duration": "30m"])
    let time = try call("list_time_entries", ["task_id": task])
    #expect(time["total_duration"] == "30m", "\(time)")
    #expect(time["time_entries"]?[0]?["user"]?["id"] == "7001")
    try expectWhole()
  }

  @Test func aFieldOfEachTypeIsSetAndReadBack() throws {
    let known = Set(FieldSample.all.map(\.type))
    for field in Orchard.fields where known.contains(field.type) != (field.seenWhenSet != nil) {
      Issue.record("\(field.type): say what is seen when it is set")
    }
    for sample in FieldSample.all {
      guard let field = Orchard.fields.first(where: { $0.type == sample.type }) else {
        Issue.record("the Workspace has no field of type \(sample.type)")
        continue
      }
      _ = try write(
        "set_custom_field",
        [
          "task_id": "86picking", "field_id": .string(field.id),
          "value": sample.value(user: "7001", task: "86sort", option: "opt-red"),
        ])
      #expect(try seen("86picking")[sample.type]?.string == field.seenWhenSet, "\(sample.type)")
    }
    for field in Orchard.fields where field.seenWhenSet == nil {
      let ended = try CommandLineTests.run(
        "--store", folder.store, "--workspace", Orchard.workspace, "call", "set_custom_field",
        "task_id=86picking", "field_id=\(field.id)", "value=1")
      #expect(ended.status == 1, "\(field.type): \(ended.output)")
    }
    try expectWhole()
  }

  private func expectWhole() throws {
    let doctor = try CommandLineTests.run(
      "--store", folder.store, "--workspace", Orchard.workspace, "doctor")
    #expect(doctor.status == 0, "\(doctor.output)")
    #expect(!doctor.output.contains("note") && !doctor.output.contains("fail"), "\(doctor.output)")
    #expect(doctor.output.contains("Iris Pippin <iris@orchard.example>"))
    #expect(try StoreInspection(folder.store).integrity == "ok")
    // Another build of SQLite, where there is one.
    let pythons = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
    guard let python = pythons.first(where: FileManager.default.isExecutableFile) else { return }
    let check = """
      import sqlite3, sys
      store = sqlite3.connect(sys.argv[1])
      for pragma in ("integrity_check", "foreign_key_check"):
          print([row[0] for row in store.execute("PRAGMA " + pragma)])
      """
    let process = try Launch.process(
      ["-c", check, folder.store], program: URL(filePath: python))
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    // A Python without the module says nothing.
    if process.terminationStatus == 0 {
      #expect(String(decoding: said, as: UTF8.self) == "['ok']\n[]\n")
    }
  }
}
