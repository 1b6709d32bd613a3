import Foundation
import JSON
import TestSupport
import Testing

/// Files of tasks, by the real binary over pipes.
@Suite struct AttachmentTests {
  private let folder: TemporaryDirectory
  private let files: URL

  init() throws {
    folder = try TemporaryDirectory()
    files = folder.url.appending(path: "files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: false)
  }

  private func start(_ environment: [String: String] = [:]) throws -> ServerProcess {
    try ServerProcess(
      ["--store", folder.store, "--toolsets", "core,tasks,attachments", "--files", files.path],
      environment: environment)
  }

  private func task(_ server: ServerProcess) throws -> JSONValue {
    let made = try server.call("create_task", ["list_id": "Inbox", "name": "With files"])
    return try #require(made["result"]?["id"], "\(made)")
  }

  private func put(_ contents: [UInt8], in name: String) throws {
    try Data(contents).write(to: files.appending(path: name))
  }

  private func upload(_ name: String, to task: JSONValue) -> JSONValue {
    ["task_id": task, "file_path": .string(name), "idempotency_key": .string("key-of-\(name)")]
  }

  /// Below the folder of files.
  private func stored() -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.store + "-files")?.allObjects ?? []
    return all.compactMap { $0 as? String }.filter { $0.contains("/") }
  }

  @Test func whatWasSentIsReadByAnotherProcess() throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    try put(samplePNG, in: "dot.png")
    try put(samplePNG + bytes, in: "large.png")
    try put(Array("Ünlü\n".utf8), in: "text.txt")
    let first = try start()
    let task = try task(first)
    for name in ["dot.png", "large.png", "text.txt"] {
      let made = try first.call("upload_attachment", upload(name, to: task))
      #expect(made["result"]?["operation"]?["status"] == "executed", "\(made)")
    }
    first.kill()
    let second = try start()
    let replay = try second.call("upload_attachment", upload("text.txt", to: task))
    #expect(replay["result"]?["operation"]?["replayed"] == true, "\(replay)")
    try put(Array("Ünlü!\n".utf8), in: "text.txt")
    let conflict = try second.call("upload_attachment", upload("text.txt", to: task))
    #expect(CrashTests.code(conflict) == "key_conflict", "\(conflict)")
    let listed = try second.call("list_attachments", ["task_id": task])
    #expect(listed["result"]?["attachments"]?.array?.count == 3)
    for (name, wanted) in [("dot.png", samplePNG), ("large.png", samplePNG + bytes)] {
      let read = try second.call(
        "read_attachment", ["task_id": task, "attachment_id": .string(name)])
      let data = read["result"]?["images"]?[0]?["data"]?.string.flatMap { Data(base64Encoded: $0) }
      #expect(data.map(Array.init) == wanted, "\(name)")
    }
    let text = try second.call("read_attachment", ["task_id": task, "attachment_id": "text.txt"])
    #expect(text["result"]?["text"] == "Ünlü\n")
    #expect(try second.finish() == 0)
    let verified = try CommandLineTests.run("--store", folder.store, "ledger", "verify")
    #expect(verified.status == 0 && verified.output.contains("3 attachments"), "\(verified)")
  }

  @Test(arguments: ["after-effect", "after-row", "before-commit", "after-commit"])
  func killedOnTheWay(point: String) throws {
    try put(samplePNG, in: "dot.png")
    let first = try start()
    let task = try task(first)
    #expect(try first.finish() == 0)
    let crashing = try start(["TASKLEDGER_FAILPOINT": point])
    try crashing.send(CrashTests.request("upload_attachment", upload("dot.png", to: task)))
    #expect(try crashing.waitUntilKilled())
    // The file stands there; the row, only where it was committed.
    #expect(stored().count == 1)
    let verified = try CommandLineTests.run("--store", folder.store, "ledger", "verify")
    #expect(verified.status == 0, "\(verified.errors)")
    let second = try start()
    let listed = try second.call("list_attachments", ["task_id": task])
    let count = point == "after-commit" ? 1 : 0
    #expect(listed["result"]?["attachments"]?.array?.count == count)
    // What belongs to nothing was removed after the first answer.
    let made = try second.call("upload_attachment", upload("dot.png", to: task))
    #expect(made["result"]?["operation"]?["replayed"] == .bool(count == 1), "\(made)")
    let read = try second.call("read_attachment", ["task_id": task, "attachment_id": "dot.png"])
    #expect(read["result"]?["images"]?[0]?["mime_type"] == "image/png")
    #expect(try second.finish() == 0 && stored().count == 1)
  }

  @Test func whatIsGoneIsNamed() throws {
    try put(Array("Text".utf8), in: "text.txt")
    let server = try start()
    let task = try task(server)
    let made = try server.call("upload_attachment", upload("text.txt", to: task))
    let id = try #require(made["result"]?["attachment"]?["id"]?.string)
    let path = folder.store + "-files/" + (try #require(stored().first))
    try Data("Tex".utf8).write(to: URL(filePath: path))
    let read = try server.call(
      "read_attachment", ["task_id": task, "attachment_id": .string(id)])
    #expect(read["error"]?["message"]?.string?.contains("ledger verify") == true, "\(read)")
    #expect(try server.finish() == 0)
    let verified = try CommandLineTests.run("--store", folder.store, "ledger", "verify")
    #expect(verified.status == 1 && verified.errors.contains(id), "\(verified)")
    let json = try CommandLineTests.run("--store", folder.store, "ledger", "verify", "--json")
    #expect(json.status == 1 && json.output.contains("\"ok\":false"), "\(json)")
    let doctor = try CommandLineTests.run("--store", folder.store, "doctor")
    #expect(doctor.status == 1 && doctor.output.contains(id), "\(doctor)")
  }

  @Test func aPictureIsOneForHostsToo() throws {
    let server = try start()
    let task = try task(server)
    _ = try server.ask(
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","#
        + #""capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#)
    func call(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
      let request: JSONValue = [
        "jsonrpc": "2.0", "id": 2, "method": "tools/call",
        "params": ["name": .string(tool), "arguments": arguments],
      ]
      return try server.ask(request.canonicalString)["result"] ?? .null
    }
    let data = JSONValue.string(Data(samplePNG).base64EncodedString())
    _ = try call(
      "upload_attachment",
      ["task_id": task, "content_base64": data, "filename": "dot.png"])
    let read = try call("read_attachment", ["task_id": task, "attachment_id": "dot.png"])
    #expect(
      read["content"]?.array?.last == ["type": "image", "data": data, "mimeType": "image/png"],
      "\(read)")
    #expect(read["structuredContent"]?["mime_type"] == "image/png")
    #expect(try server.finish() == 0)
  }

  @Test func theFolderHasToBeThere() throws {
    let ended = try CommandLineTests.run(
      "--store", folder.store, "--files", folder.url.path + "/none", "serve")
    #expect(ended.status == 2 && ended.errors.contains("that is no folder"), "\(ended)")
    let policy = try CommandLineTests.run("--files", files.path, "policy")
    #expect(policy.output.contains("Files may be attached from: \(files.path)"), "\(policy)")
  }
}
