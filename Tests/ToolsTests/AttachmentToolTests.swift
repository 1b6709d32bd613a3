import APICore
import Foundation
import JSON
import LiveBackend
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import Tools

@Suite("Files of a task")
struct AttachmentToolTests {
  private static let notes: JSONValue = [
    "task_id": "$task", "content_base64": "SGVsbG8=", "filename": "hello.txt",
    "idempotency_key": "hello-file-1",
  ]

  @Test("A file is attached, listed and read", arguments: [false, true])
  func roundTrip(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let made = try world.answer("upload_attachment", try world.filled(Self.notes))
    let id = try #require(made["attachment"]?["id"])
    #expect(made["attachment"]?["title"] == "hello.txt" && made["attachment"]?["size"] == 5)
    #expect(made["operation"]?["remote_id"] == id && made["differs"] == nil)
    let task = JSONValue.string(try world.id("task"))
    let listed = try world.answer("list_attachments", ["task_id": task])
    #expect(listed["attachments"]?.array?.count == 1 && listed["attachments"]?[0]?["id"] == id)
    for name in [id, "hello.txt", "HELLO.TXT"] {
      let read = try world.answer("read_attachment", ["task_id": task, "attachment_id": name])
      #expect(read["text"] == "Hello" && read["size"] == 5 && read["mime_type"] == "text/plain")
    }
    #expect(try world.answer("get_task", ["task_id": task])["attachments"]?[0]?["id"] == id)
    #expect(world.watch.problems == [])
  }

  @Test("The key holds for what is in the file and what it is called", arguments: [false, true])
  func key(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let first = try world.answer("upload_attachment", try world.filled(Self.notes))
    // Wherever it comes from: the path is nothing that is compared.
    try world.put("Hello", in: "hello.txt")
    try world.put("Hello", in: "other name")
    for (path, name) in [("hello.txt", nil), ("other name", "hello.txt")] as [(String, String?)] {
      var arguments: JSONObject = [
        "task_id": "$task", "file_path": .string(path), "idempotency_key": "hello-file-1",
      ]
      arguments["filename"] = name.map(JSONValue.string)
      let again = try world.answer("upload_attachment", try world.filled(.object(arguments)))
      #expect(again["operation"]?["replayed"] == true)
      #expect(again["attachment"] == first["attachment"])
    }
    for (path, text, words) in [
      ("hello.txt", "HellO", "sha256"), ("hello.txt", "Hello!", "size"),
      ("new.txt", "Hello", "name"),
    ] {
      try world.put(text, in: path)
      let refusal = try world.refusal(
        "upload_attachment",
        try world.filled([
          "task_id": "$task", "file_path": .string(path), "idempotency_key": "hello-file-1",
        ]))
      #expect(refusal.code == .keyConflict, "\(refusal.message)")
      #expect(refusal.message.contains(words), "\(refusal.message)")
    }
    let task = try world.read(.getTask, ["task_id": try world.id("task")])
    #expect(task.attachments.count == 1)
  }

  @Test("What is kept of a call has neither what is in the file nor where it was")
  func kept() throws {
    let world = try ExampleWorld()
    try world.put("very secret words", in: "secret-place.txt")
    let plan = try world.answer(
      "upload_attachment",
      try world.filled(["task_id": "$task", "file_path": "secret-place.txt", "dry_run": true]))
    #expect(plan["plan"]?["undo"]?.string?.contains("cannot be undone") == true)
    #expect(plan["plan"]?["request"]?["file"]?["size"] == 17)
    _ = try world.answer(
      "upload_attachment",
      try world.filled([
        "task_id": "$task", "file_path": "secret-place.txt", "filename": "plain.txt",
        "idempotency_key": "secret-file-1",
      ]))
    let rows = try world.store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT arguments, request, output FROM ledger_operation") { row in
        (0..<3).compactMap { row.optionalText($0) }.joined(separator: "\n")
      }
    }
    #expect(rows.contains { $0.contains("plain.txt") })
    for row in rows { #expect(!row.contains("secret words") && !row.contains("secret-place")) }
    for text in [plan.canonicalString] { #expect(!text.contains("secret words")) }
  }

  @Test("A plan is good for the file that was shown")
  func plan() throws {
    let world = try ExampleWorld()
    try world.put("Hello", in: "hello.txt")
    var arguments = try world.filled(["task_id": "$task", "file_path": "hello.txt"])
    let plan = try world.answer(
      "upload_attachment", .object((arguments.object ?? [:]).merging(["dry_run": true]) { $1 }))
    arguments["idempotency_key"] = plan["plan"]?["plan_id"]
    try world.put("HellO", in: "hello.txt")
    #expect(try world.refusal("upload_attachment", arguments).code == .planRefused)
    try world.put("Hello", in: "hello.txt")
    let made = try world.answer("upload_attachment", arguments)
    #expect(made["operation"]?["status"] == "executed")
  }

  static let wrong: [WrongCall] = [
    ("upload_attachment", ["task_id": "$task"], .invalidArguments, "exactly one of"),
    (
      "upload_attachment",
      ["task_id": "$task", "file_path": "report.txt", "content_base64": "aGk="],
      .invalidArguments, "exactly one of"
    ),
    (
      "upload_attachment", ["task_id": "$task", "content_base64": "aGk="], .invalidArguments,
      "needs a `filename`"
    ),
    (
      "upload_attachment",
      ["task_id": "$task", "content_base64": "not base64", "filename": "a.txt"],
      .invalidArguments, "is not base64"
    ),
    (
      "upload_attachment",
      ["task_id": "$task", "content_base64": "aGk=", "filename": "../a.txt"],
      .invalidArguments, "`filename` \"../a.txt\" is a path"
    ),
    (
      "upload_attachment", ["task_id": "$task", "file_path": "../x"], .policyDenied,
      "leads out of the folder"
    ),
    (
      "upload_attachment", ["task_id": "$task", "file_path": "none.txt"], .notFound, "is not there"
    ),
    (
      "read_attachment", ["task_id": "$waiting_task", "attachment_id": "none.txt"], .notFound,
      "\"notes.txt\""
    ),
    (
      "read_attachment", ["task_id": "$task", "attachment_id": "notes.txt"], .notFound,
      "which has none"
    ),
  ]

  @Test(arguments: wrong.indices)
  func refused(index: Int) throws { try ExampleWorld().expectRefusal(of: Self.wrong[index]) }

  @Test("Two files of one name are told apart by their IDs")
  func ambiguous() throws {
    let world = try ExampleWorld()
    try world.attach("More", called: "notes.txt", to: "waiting_task")
    let error = try world.refusal(
      "read_attachment",
      try world.filled(["task_id": "$waiting_task", "attachment_id": "notes.txt"]))
    #expect(error.code == .ambiguous && error.message.contains(try world.id("attachment")))
  }

  @Test("Without a folder no file is read, and it is said who can name one")
  func noFolder() throws {
    let world = try ExampleWorld()
    let tools = world.tools(inWorkspace: try world.id("workspace"))
    let arguments = try world.filled(["task_id": "$task", "file_path": "report.txt"])
    let result = tools.call(
      ToolCall(name: "upload_attachment", arguments: try #require(arguments.object)))
    guard case .failure(let error)? = result else {
      Issue.record("\(String(describing: result))")
      return
    }
    #expect(error.code == .policyDenied && error.message.contains("`--files DIR`"))
  }

  // MARK: Reading

  @Test("A picture is shown as one, by what is in it", arguments: [false, true])
  func picture(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for name in ["dot.png", "dot.txt", "dot"] {
      try world.attach(samplePNG, called: name, to: "task")
      let output = try world.call(
        "read_attachment", try world.filled(["task_id": "$task", "attachment_id": .string(name)])
      ).get()
      #expect(output.structured["mime_type"] == "image/png", "\(name)")
      #expect(output.structured["text"] == nil)
      #expect(
        output.images == [
          ShownImage(mimeType: "image/png", base64: Data(samplePNG).base64EncodedString())
        ])
    }
    let large = samplePNG + [UInt8](repeating: 0, count: ReadAttachment.imageLimit)
    try world.attach(large, called: "large.png", to: "task")
    let output = try world.call(
      "read_attachment", try world.filled(["task_id": "$task", "attachment_id": "large.png"])
    ).get()
    #expect(output.images.isEmpty)
    #expect(output.structured["notice"]?.string?.contains("not shown") == true)
  }

  @Test("A long text is read in parts that are the whole of it")
  func longText() throws {
    let world = try ExampleWorld()
    let text = String(repeating: "ä👍\"\n", count: 25_001)
    try world.attach(Array(text.utf8), called: "long.txt", to: "task")
    var (read, start) = ("", 0 as Int64?)
    var parts = 0
    while let next = start {
      let part = try world.answer(
        "read_attachment",
        try world.filled([
          "task_id": "$task", "attachment_id": "long.txt", "start": .integer(next),
        ]))
      read += part["text"]?.string ?? ""
      start = part["next_start"]?.integer
      parts += 1
      #expect(part["characters"] == 100_004)
      #expect(part.canonicalString.count < ResultLimit.characters)
    }
    #expect(read == text && parts == 3)
    let beyond = try world.answer(
      "read_attachment",
      try world.filled(["task_id": "$task", "attachment_id": "long.txt", "start": 9_999_999]))
    #expect(beyond["text"] == "" && beyond["next_start"] == nil)
  }

  @Test("Of what is neither, type and size are said", arguments: ["a.zip", "a.txt", "a"])
  func other(name: String) throws {
    let world = try ExampleWorld()
    try world.attach([0x50, 0x4B, 0, 0xFF], called: name, to: "task")
    let output = try world.call(
      "read_attachment", try world.filled(["task_id": "$task", "attachment_id": .string(name)])
    ).get()
    #expect(output.images.isEmpty && output.structured["text"] == nil)
    #expect(output.structured["size"] == 4 && output.structured["mime_type"] != nil)
    #expect(output.structured["notice"]?.string?.contains("neither a text nor a picture") == true)
  }

  // MARK: The service goes away

  /// Loses uploads, or what is answered to them.
  private final class Loss: Sendable {
    private struct State {
      var isLost = true
      var uploads = 0
    }
    private let state = Mutex(State())
    let arrives: Bool

    init(arrives: Bool) { self.arrives = arrives }

    var uploads: Int { state.withLock(\.uploads) }

    struct Exchange: HTTPExchange {
      let loss: Loss
      let served: any HTTPExchange

      func send(
        _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
      ) throws(HTTPFailure) -> HTTPAnswer {
        guard request.method == .post, request.url.hasSuffix("/attachment") else {
          return try served.send(
            request, onFreshConnection: onFreshConnection, within: deadline)
        }
        let isLost = loss.state.withLock { state in
          state.uploads += 1
          defer { state.isLost = false }
          return state.isLost
        }
        guard isLost, !loss.arrives else {
          let answer = try served.send(
            request, onFreshConnection: onFreshConnection, within: deadline)
          if isLost { throw HTTPFailure(.broken, "reset") }
          return answer
        }
        throw HTTPFailure(.broken, "reset")
      }
    }
  }

  @Test(
    "What got lost is found, or sent again with what the next call brings",
    arguments: [true, false])
  func lost(arrives: Bool) throws {
    let loss = Loss(arrives: arrives)
    let world = try ExampleWorld(isLive: true) { Loss.Exchange(loss: loss, served: $0) }
    try world.attach("Hello", called: "hello.txt", to: "task")
    var answer: JSONValue?
    for _ in 1...20 where answer == nil {
      switch try world.call("upload_attachment", try world.filled(Self.notes)) {
      case .success(let output): answer = output.structured
      case .failure(let error): #expect(error.retry?.isSafe == true, "\(error.message)")
      }
    }
    let task = try world.read(.getTask, ["task_id": try world.id("task")])
    #expect(task.attachments.count == 2 && loss.uploads == (arrives ? 1 : 2))
    #expect(answer?["attachment"]?["id"] == task.attachments.last?["id"])
    let read = try world.answer(
      "read_attachment",
      try world.filled([
        "task_id": "$task", "attachment_id": try #require(answer?["attachment"]?["id"]),
      ]))
    #expect(read["text"] == "Hello")
  }
}
