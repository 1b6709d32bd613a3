import APICore
import JSON
import TestSupport
import Testing

@Suite struct AttachmentContractTests {
  private func attach(
    _ text: String, _ name: String, to task: JSONValue, in workspace: ContractWorkspace
  ) throws -> JSONValue {
    workspace.clock.advance(by: 1_000)
    return try workspace.write(.attaching(text, called: name, to: try workspace.id(task)))
  }

  @Test(arguments: ContractSubject.all)
  func aFileIsAttachedAndShown(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Launch")
    #expect(try workspace.getTask(task)["attachments"] == [])
    let made = try attach("Test content", "test.txt", to: task, in: workspace)
    let id = try workspace.id(made)
    #expect(id.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.txt/) != nil)
    #expect(made["title"] == "test.txt" && made["name"] == "test.txt")
    #expect(made["extension"] == "txt" && made["version"] == "0" && made["source"] == 1)
    #expect(made["date"] == .integer(workspace.clock.now().rawValue))
    let url = try #require(made["url"]?.string)
    #expect(url.hasSuffix("/\(id.dropLast(4))/test.txt"))
    #expect(made["url_w_query"] == .string(url + "?view=open"))
    let shown = try workspace.getTask(task)["attachments"]
    #expect(shown?.array?.count == 1 && shown?[0]?["id"] == made["id"])
    #expect(shown?[0]?["size"] == 12 && shown?[0]?["title"] == "test.txt")
    #expect(
      try workspace.getTask(task)["date_updated"]?.string != task["date_updated"]?.string)
    let again = try attach("Test content", "test.txt", to: task, in: workspace)
    #expect(again["id"] != made["id"])
    let ids = try workspace.getTask(task)["attachments"]?.array?.map { $0["id"] }
    #expect(ids == [made["id"], again["id"]])
  }

  /// The server reads the form for itself, and is strict.
  @Test(arguments: ContractSubject.all)
  func anythingMayBeInIt(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Launch")
    let hash = SentFile([], called: "x").sha256
    for (index, text) in [
      "", "\r\n", "--", "\r\n--\(hash.prefix(32))--\r\n", "a\r\n\r\nb", "\u{0}\u{1}ü",
    ].enumerated() {
      let made = try attach(text, "Größe \(index); a=b.bin", to: task, in: workspace)
      #expect(made["title"] == .string("Größe \(index); a=b.bin"))
      let shown = try workspace.getTask(task)["attachments"]?.array?.last
      #expect(shown?["size"] == .integer(Int64(text.utf8.count)))
    }
  }

  @Test(arguments: ContractSubject.all)
  func refusals(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    expectRefusal(404, "ITEM_015", isUnknown: true) {
      _ = try workspace.write(.attaching("x", called: "a.txt", to: "86zzz"))
    }
  }

  @Test("A file goes with its task", arguments: ContractSubject.all)
  func deleted(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let task = try workspace.createTask("Launch")
    _ = try attach("x", "a.txt", to: task, in: workspace)
    try workspace.send(.deleteTask, ["task_id": try workspace.id(task)])
    let other = try workspace.createTask("Other")
    #expect(try workspace.getTask(other)["attachments"] == [])
  }
}
