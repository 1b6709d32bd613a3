import APICore
import Foundation
import JSON
import SQLite
import TestSupport
import Testing

@testable import EmbeddedBackend

@Suite("What is in files stands beside the store, by its hash")
struct AttachmentStoreTests {
  private struct World {
    let folder: TemporaryFolder
    let workspace: TestWorkspace
    let task: String

    init() throws {
      folder = try TemporaryFolder()
      workspace = TestWorkspace(path: folder.file("w.db"))
      let task = try workspace.send(
        .createTask, ["list_id": try workspace.inbox()], ["name": "T"])
      self.task = try #require(task["id"]?.string)
    }

    var files: AttachmentFiles { workspace.backend.files }

    @discardableResult
    func send(_ request: WriteRequest) throws(APIError) -> JSONValue {
      try workspace.store.write { transaction throws(APIError) in
        try workspace.backend.write(request, in: transaction)
      }
    }

    /// The paths below the folder of files.
    func stored() -> [String] {
      (FileManager.default.enumerator(atPath: folder.file("w.db-files"))?.allObjects ?? [])
        .compactMap { $0 as? String }.filter { $0.contains("/") }.sorted()
    }

    func faults() throws -> [String] {
      try FilesBesideStore(of: workspace.store).verdict().faults
    }

    func contents(_ made: JSONValue) throws(APIError) -> [UInt8] {
      try workspace.backend.contents(of: made, atMost: SentFile.largest)
    }
  }

  @Test func isWrittenAndReadBack() throws {
    let world = try World()
    let made = try world.send(.attaching("Hello", called: "a.txt", to: world.task))
    #expect(try world.contents(made) == Array("Hello".utf8))
    let hash = SentFile(Array("Hello".utf8), called: "a").sha256
    #expect(world.stored() == ["\(hash.prefix(2))/\(hash)"])
    #expect(try world.workspace.number("SELECT count(contents) FROM attachments") == 0)
    // Equal contents are one file.
    try world.send(.attaching("Hello", called: "b.txt", to: world.task))
    #expect(try world.stored().count == 1 && world.faults() == [])
    let path = world.folder.file("w.db-files/\(hash.prefix(2))/\(hash)")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func ofAStoreInMemoryTheStoreHoldsIt() throws {
    let workspace = TestWorkspace()
    let task = try workspace.send(.createTask, ["list_id": try workspace.inbox()], ["name": "T"])
    let request = WriteRequest.attaching(
      "Hello", called: "a.txt", to: try #require(task["id"]?.string))
    let made = try workspace.store.write { transaction throws(APIError) in
      try workspace.backend.write(request, in: transaction)
    }
    #expect(try workspace.backend.contents(of: made, atMost: 5) == Array("Hello".utf8))
    #expect(!FileManager.default.fileExists(atPath: ":memory:-files"))
    #expect(throws: APIError.self) { try workspace.backend.contents(of: made, atMost: 4) }
  }

  @Test func whatIsGoneOrChangedIsNamed() throws {
    let world = try World()
    let made = try world.send(.attaching("Hello", called: "a.txt", to: world.task))
    let path = world.folder.file("w.db-files/\(world.stored()[0])")
    try Data("HellO".utf8).write(to: URL(filePath: path))
    let id = try #require(made["id"]?.string)
    #expect(try world.faults().count == 1 && world.faults()[0].contains(id))
    #expect(throws: APIError.self) { try world.contents(made) }
    try FileManager.default.removeItem(atPath: path)
    #expect(try world.faults().count == 1)
    // A link is no file, wherever it leads.
    let elsewhere = world.folder.file("elsewhere")
    try Data("Hello".utf8).write(to: URL(filePath: elsewhere))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)
    #expect(try world.faults().count == 1)
    // What comes again mends it.
    try world.send(.attaching("Hello", called: "b.txt", to: world.task))
    #expect(try world.faults() == [] && world.contents(made) == Array("Hello".utf8))
  }

  @Test func whatBelongsToNothingIsRemovedOnce() throws {
    let world = try World()
    try world.send(.attaching("Hello", called: "a.txt", to: world.task))
    let other = try world.workspace.send(
      .createTask, ["list_id": try world.workspace.inbox()], ["name": "Other"])
    let kept = try world.send(
      .attaching("Kept", called: "k.txt", to: try #require(other["id"]?.string)))
    // Written, and its row never came to be.
    struct GivenUp: StoreFailing { init(store failure: SQLiteError) {}; init() {} }
    #expect(throws: GivenUp.self) {
      try world.workspace.store.write { transaction throws(GivenUp) in
        do throws(APIError) {
          _ = try world.workspace.backend.write(
            .attaching("Lost", called: "l.txt", to: world.task), in: transaction)
        } catch { Issue.record(error) }
        throw GivenUp()
      }
    }
    try world.workspace.send(.deleteTask, ["task_id": world.task])
    #expect(try world.stored().count == 3 && world.faults() == [])
    world.workspace.backend.removeLeftoverFiles()
    #expect(world.stored().count == 1)
    #expect(try world.contents(kept) == Array("Kept".utf8))
    try world.workspace.send(.deleteTask, ["task_id": try #require(other["id"]?.string)])
    world.workspace.backend.removeLeftoverFiles()
    #expect(world.stored().count == 1)
  }

  @Test func whatCannotBeKeptIsRefused() throws {
    let world = try World()
    func expectNothing(_ request: WriteRequest, _ status: Int) throws {
      do {
        try world.send(request)
        Issue.record("nothing was refused")
      } catch { #expect(error.status == status, "\(error)") }
      #expect(try world.workspace.number("SELECT count(*) FROM attachments") == 0)
    }
    let whole = WriteRequest.attaching("Hello", called: "a.txt", to: world.task)
    var other = whole
    other.contents = Array("HellO".utf8)
    try expectNothing(other, 400)
    other.contents = nil
    try expectNothing(other, 400)
    try expectNothing(.attaching("Hello", called: "../a.txt", to: world.task), 400)
    let large = [UInt8](repeating: 0x61, count: SentFile.largest + 1)
    try expectNothing(
      .attaching(SentFile(name: "a", size: large.count, sha256: ""), large, to: world.task), 413)
    try expectNothing(WriteRequest(.createTaskAttachment, path: ["task_id": world.task]), 400)
    try expectNothing(
      WriteRequest(.deleteTask, path: ["task_id": world.task], body: whole.body), 400)
    #expect(world.stored() == [])
    // No folder can be made where a file stands.
    try Data().write(to: URL(filePath: world.folder.file("w.db-files")))
    try expectNothing(whole, 500)
  }
}
