import Foundation
import JSON
import TestSupport
import Testing

/// Everything that can stand in a store stands in it: the next process writes to it, and `doctor`
/// finds nothing wrong.
@Suite struct WholeStoreTests {
  static let toolsets = ["--toolsets", "all"]

  private func call(
    _ tool: String, _ arguments: JSONValue, _ store: String
  ) throws -> JSONValue {
    let ended = try CommandLineTests.run(
      ["--store", store] + Self.toolsets + ["--json", "call", tool, arguments.canonicalString])
    #expect(ended.status == 0, "\(tool): \(ended.errors)")
    return try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines))
  }

  /// A store with a value of every type of Custom Field that can be made on one task, each set by a
  /// process of its own.
  private func fill(_ store: String) throws -> (task: JSONValue, user: JSONValue) {
    let list: JSONValue = "Inbox"
    let user = try #require(try call("get_workspace", [:], store)["user"]?["id"])
    let task = try #require(
      try call("create_task", ["list_id": list, "name": "Filled in"], store)["id"])
    for sample in FieldSample.makeable {
      let field = try call(
        "create_custom_field",
        [
          "list_id": list, "name": .string(sample.type), "type": .string(sample.type),
          "type_config": sample.configuration,
        ], store)
      let set = try call(
        "set_custom_field",
        [
          "task_id": task, "field_id": try #require(field["id"]),
          "value": sample.value(user: user, task: task, option: field["options"]?[0]?["id"]),
        ], store)
      #expect(set["operation"]?["status"] == "executed", "\(sample.type)")
    }
    return (task, user)
  }

  private func doctor(_ store: String) throws -> [String: String] {
    let ended = try CommandLineTests.run("--store", store, "--json", "doctor")
    let checks = try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines)).array ?? []
    let states = Dictionary(
      uniqueKeysWithValues: checks.map { ($0["name"]?.string ?? "", $0["state"]?.string ?? "") })
    #expect(ended.status == (states.values.contains("fail") ? 1 : 0), "\(ended.output)")
    return states
  }

  @Test func aValueOfEveryTypeOfFieldLeavesAStoreThatIsWritten() throws {
    let folder = try TemporaryDirectory()
    let (task, _) = try fill(folder.store)
    let shown = try call("get_task", ["task_id": task], folder.store)
    #expect(shown["custom_fields"]?.array?.count == FieldSample.makeable.count, "\(shown)")
    let made = try call("create_task", ["list_id": "Inbox", "name": "After"], folder.store)
    #expect(made["operation"]?["status"] == "executed")
    #expect(try doctor(folder.store)["store"] == "ok")
    #expect(try doctor(folder.store)["ledger"] == "ok")
  }

  @Test func doctorFindsNothingWrongWithAStoreThatIsInUse() throws {
    let folder = try TemporaryDirectory()
    let server = try ServerProcess(["--store", folder.store])
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(1, id: 1))) == "executed")
    let states = try doctor(folder.store)
    for name in ["store", "ledger", "workspace"] { #expect(states[name] == "ok", "\(states)") }
    #expect(CrashTests.status(try server.ask(AtMostOnceTests.create(2, id: 2))) == "executed")
    #expect(try server.finish() == 0)
  }

  @Test func doctorOfAnImportedStoreSaysWhichWorkspacesThereAre() throws {
    let folder = try TemporaryDirectory()
    let page = folder.url.appendingPathComponent("page.json")
    try Data(ImportTests.page.utf8).write(to: page)
    #expect(
      try CommandLineTests.run("--store", folder.store, "import", page.path).status == 0)
    let states = try doctor(folder.store)
    #expect(states["store"] == "ok" && states["ledger"] == "ok" && states["workspace"] == "note")
    let chosen = try CommandLineTests.run(
      "--store", folder.store, "--workspace", "9010000001", "doctor")
    #expect(chosen.status == 0 && !chosen.output.contains("\nnote"), "\(chosen.output)")
  }

  @Test func doctorChangesNothing() throws {
    let folder = try TemporaryDirectory()
    _ = try call("create_task", ["list_id": "Inbox", "name": "One"], folder.store)
    func files() throws -> [String: Data] {
      var files: [String: Data] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
        files[name] = try Data(contentsOf: folder.url.appendingPathComponent(name))
      }
      return files
    }
    let before = try files()
    #expect(try doctor(folder.store)["store"] == "ok")
    let after = try files()
    // Opening a store makes its log and lock table, and closing it does not take them away.
    for name in before.keys where name != "workspace.db-shm" && name != "workspace.db-wal" {
      #expect(after[name] == before[name], "\(name)")
    }
    #expect(
      Set(after.keys).subtracting(before.keys).isSubset(
        of: ["workspace.db-shm", "workspace.db-wal"]))
  }

  enum Trouble: CaseIterable { case damaged, older, guardInTheWay }

  @Test(arguments: Trouble.allCases)
  func doctorSaysWhatIsWrong(trouble: Trouble) throws {
    let folder = try TemporaryDirectory()
    _ = try call("create_task", ["list_id": "Inbox", "name": "One"], folder.store)
    let copy = try Data(contentsOf: URL(filePath: folder.store))
    _ = try call("create_task", ["list_id": "Inbox", "name": "Two"], folder.store)
    let expected: String
    switch trouble {
    case .damaged:
      let file = try FileHandle(forUpdating: URL(filePath: folder.store))
      try file.seek(toOffset: 9 * 4_096)
      try file.write(contentsOf: Data([0xff]))
      try file.close()
      expected = "is damaged"
    case .older:
      try copy.write(to: URL(filePath: folder.store))
      expected = "is an older copy"
    case .guardInTheWay:
      try FileManager.default.removeItem(atPath: folder.store + "-guard")
      try FileManager.default.createDirectory(
        atPath: folder.store + "-guard", withIntermediateDirectories: false)
      expected = "cannot open `\(folder.store)-guard`"
    }
    let ended = try CommandLineTests.run("--store", folder.store, "doctor")
    #expect(ended.status == 1, "\(ended.output)")
    let line = ended.output.split(separator: "\n").first { $0.hasPrefix("fail  store") }
    #expect(line?.contains(expected) == true, "\(ended.output)")
  }

  @Test func doctorOfALedgerOfTheLiveServiceThatExists() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    #expect(try live.run("call", "create_task", "list_id=Inbox", "name=There").status == 0)
    func states() throws -> (Int32, [String: String]) {
      let ended = try live.run("--json", "doctor")
      let checks = try JSONValue.parse(ended.output.trimmingCharacters(in: .newlines)).array ?? []
      return (
        ended.status,
        Dictionary(
          uniqueKeysWithValues: checks.map {
            ($0["name"]?.string ?? "", $0["state"]?.string ?? "")
          })
      )
    }
    let (status, well) = try states()
    #expect(status == 0 && well["store"] == "ok" && well["ledger"] == "ok", "\(well)")
    let server = try live.start()
    _ = try server.call("get_workspace", [:])
    #expect(try states().0 == 0)
    #expect(try server.finish() == 0)
    let file = try FileHandle(forUpdating: URL(filePath: live.store))
    try file.truncate(atOffset: 8_192)
    try file.close()
    let (failed, ill) = try states()
    #expect(failed == 1 && ill["store"] == "fail" && ill["token"] == "ok", "\(ill)")
  }
}
