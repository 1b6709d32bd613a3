import APICore
import JSON
import LiveBackend
import SQLite
import Synchronization
import Testing

@testable import Tools

/// What holds for every argument that names a task.
@Suite("A task called by its name")
struct TaskNameTests {
  private static let arguments = NamingArgument.all.filter { $0.kind == .task }

  /// The ID that the argument's example gives, and the name of that task.
  private func example(
    _ argument: NamingArgument, _ world: ExampleWorld
  ) throws -> (id: String, name: String) {
    let id = try #require(try world.filled(argument.example)[argument.name]?.string)
    return (id, try #require(try world.read(.getTask, ["task_id": id])["name"]?.string))
  }

  private func filled(
    _ argument: NamingArgument, naming task: String, _ world: ExampleWorld, isDryRun: Bool = true
  ) throws -> JSONValue {
    var arguments = try world.filled(argument.arguments(naming: .string(task)))
    arguments["idempotency_key"] = nil
    arguments["expected_version"] = nil
    if argument.isOfWrite, isDryRun { arguments["dry_run"] = true }
    return arguments
  }

  /// Of a plan the request, without the start of time that ends now; of an answer all but what
  /// holds for its arguments alone.
  private static func comparable(_ answer: JSONValue) -> JSONValue {
    guard var request = answer["plan"]?["request"] else {
      return .object(
        (answer.object ?? [:]).filter { !$0.key.hasSuffix("cursor") && $0.key != "notice" })
    }
    request["body"]?["start"] = nil
    return request
  }

  @Test(
    "By its name as by its ID, however it is written, and it is said", arguments: [false, true])
  func named(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for argument in Self.arguments {
      let (id, name) = try example(argument, world)
      let wanted = Self.comparable(
        try world.answer(argument.tool, try filled(argument, naming: id, world)))
      for written in [name, "  \(name.uppercased())\n"] {
        let answer = try world.answer(argument.tool, try filled(argument, naming: written, world))
        #expect(Self.comparable(answer) == wanted, "\(argument) \(written)")
        let notice = answer["notice"]?.string ?? ""
        #expect(notice.contains("`\(argument.name)`") && notice.contains(id), "\(argument)")
      }
    }
  }

  @Test("Several of a name are refused, with what tells them apart", arguments: [false, true])
  func ambiguous(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for (name, title) in ExampleWorld.tasks {
      try world.make(
        "second_\(name)", .createTask, ["list_id": try world.id("list")],
        ["name": .string(title.uppercased()), "status": "complete"])
    }
    for argument in Self.arguments {
      let (id, name) = try example(argument, world)
      let other = try #require(ExampleWorld.tasks.first { $0.1 == name }?.0)
      let error = try world.refusal(
        argument.tool, try filled(argument, naming: name, world, isDryRun: false))
      #expect(error.code == .ambiguous, "\(argument): \(error.message)")
      for words in [
        "`\(argument.name)` \"\(name)\" fits 2 tasks", id, try world.id("second_\(other)"),
        "Studio / Product / Roadmap, complete, nobody",
      ] { #expect(error.message.contains(words), "\(argument): \(error.message)") }
    }
  }

  @Test("Of a name that nothing has the nearest are said", arguments: [false, true])
  func unknown(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for argument in Self.arguments {
      let error = try world.refusal(
        argument.tool, try filled(argument, naming: "Launch pgae", world, isDryRun: false))
      #expect(error.code == .notFound, "\(argument): \(error.message)")
      for words in [
        "`\(argument.name)` \"Launch pgae\" is not the ID of a task, and not the whole name",
        "nearest are \"Launch page\" (\(try world.id("task")), ", "`search_tasks`", "archived",
      ] { #expect(error.message.contains(words), "\(argument): \(error.message)") }
    }
  }

  @Test(
    "A plan does not hold for another task that has the name by then", arguments: [false, true])
  func planned(isLive: Bool) throws {
    for argument in Self.arguments where argument.isOfWrite {
      let world = try ExampleWorld(isLive: isLive)
      let (id, name) = try example(argument, world)
      let arguments = try filled(argument, naming: name, world, isDryRun: false)
      var rehearsal = arguments
      rehearsal["dry_run"] = true
      let plan = try #require(try world.answer(argument.tool, rehearsal)["plan"]?["plan_id"])
      // All that belongs to the task but its row: the new one is as good for the call.
      let other = try world.make(
        "namesake", .createTask, ["list_id": try world.id("list")], ["name": "Elsewhere"])
      try world.swapNames(id, other)
      var call = arguments
      call["idempotency_key"] = plan
      switch try world.call(argument.tool, call) {
      case .success(let output):
        Issue.record("\(argument): \(output.structured.canonicalString)")
      case .failure: break
      }
    }
  }

  @Test("What was written is answered, though the name means another task directly after it")
  func movedAfterwards() throws {
    for argument in Self.arguments where argument.isOfWrite {
      let swap = Swap()
      let world = try ExampleWorld(isLive: true, between: { swap.behind($0) })
      let (id, name) = try example(argument, world)
      let other = try world.make(
        "namesake", .createTask, ["list_id": try world.id("list")], ["name": "Elsewhere"])
      var arguments = try filled(argument, naming: name, world, isDryRun: false)
      arguments["dry_run"] = nil
      swap.once { [store = world.store] in try store.swapNames(id, other) }
      let answer = try world.answer(argument.tool, arguments)
      #expect(answer["operation"]?["status"] == "executed", "\(argument)")
      #expect(swap.error == nil && swap.isDone, "\(argument)")
      #expect(!answer.canonicalString.contains(other), "\(argument): \(answer.canonicalString)")
      #expect(answer["differs"] == nil, "\(argument): \(answer.canonicalString)")
    }
  }

  @Test(
    "A key gives the stored answer, though the name means another task", arguments: [false, true])
  func replayed(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let call: JSONValue = [
      "task_id": "launch page", "comment_text": "Once", "idempotency_key": "named-once-1",
    ]
    let first = try world.answer("post_comment", call)
    let task = try world.id("task")
    #expect(first["task_id"] == .string(task))
    let other = try world.make(
      "namesake", .createTask, ["list_id": try world.id("list")], ["name": "Elsewhere"])
    try world.swapNames(task, other)
    var again = try world.answer("post_comment", call)
    #expect(again["operation"]?["status"] == "replayed")
    again["operation"] = nil
    #expect(again == .object((first.object ?? [:]).filter { $0.key != "operation" }))
    #expect(try world.read(.getTaskComments, ["task_id": other])["comments"] == [])
    let undone = try world.answer(
      "undo_operation", ["operation_id": try #require(first["operation"]?["operation_id"])])
    #expect(undone["effect"] == "deletes the comment")
    let comments = try world.read(.getTaskComments, ["task_id": task])["comments"]?.array ?? []
    #expect(!comments.contains { $0["comment_text"]?.string?.hasPrefix("Once") == true })
  }
}

extension ExampleWorld {
  /// Gives each of two tasks the name of the other, past the tools.
  func swapNames(_ one: String, _ other: String) throws { try store.swapNames(one, other) }
}

extension Store {
  fileprivate func swapNames(_ one: String, _ other: String) throws {
    try write { transaction throws(SQLiteError) in
      let names = try transaction.connection.rows(
        "SELECT id, name FROM tasks WHERE id IN (?, ?)", [.text(one), .text(other)]
      ) { (id: $0.text(0), name: $0.text(1)) }
      for (task, namesake) in zip(names, names.reversed()) {
        try transaction.connection.execute(
          "UPDATE tasks SET name = ? WHERE id = ?", [.text(namesake.name), .text(task.id)])
      }
    }
  }
}

/// Does something once, directly after the service has carried out a write.
private final class Swap: Sendable {
  private struct State {
    var action: (@Sendable () throws -> Void)?
    var isDone = false
    var error: String?
  }

  private let state = Mutex(State())

  var isDone: Bool { state.withLock { $0.isDone } }
  var error: String? { state.withLock { $0.error } }

  func once(_ action: @escaping @Sendable () throws -> Void) {
    state.withLock { $0.action = action }
  }

  func behind(_ exchange: any HTTPExchange) -> any HTTPExchange {
    Exchange(inner: exchange, swap: self)
  }

  fileprivate func wasWritten() {
    state.withLock { state in
      guard let action = state.action else { return }
      state.action = nil
      do { try action() } catch { state.error = "\(error)" }
      state.isDone = true
    }
  }

  private struct Exchange: HTTPExchange {
    let inner: any HTTPExchange
    let swap: Swap

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      let answer = try inner.send(
        request, onFreshConnection: onFreshConnection, within: deadline)
      if request.method != .get { swap.wasWritten() }
      return answer
    }
  }
}
