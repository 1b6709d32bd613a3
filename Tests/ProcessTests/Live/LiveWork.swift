import APICore
import JSON
import LoopbackClickUp
import Testing

/// What a crowd is asked to do: one write a key, of every kind that the main tools make.
struct LiveWork {
  enum Kind: Int, CaseIterable {
    case task, comment, time, change
  }

  let keys: Int
  let listID: String
  /// The task that comments and hours are for.
  let taskID: String
  /// The tasks that are changed, by the number of the key.
  let changed: [Int: String]

  init(keys: Int, on server: ClickUpServer) throws {
    self.keys = keys
    let teams = try server.read(ReadRequest(.getWorkspaces))["teams"]
    let teamID = try #require(teams?[0]?["id"]?.string)
    let spaces = try server.read(ReadRequest(.getSpaces, path: ["team_id": teamID]))
    let spaceID = try #require(spaces["spaces"]?[0]?["id"]?.string)
    let lists = try server.read(ReadRequest(.getSpaceLists, path: ["space_id": spaceID]))
    let listID = try #require(lists["lists"]?[0]?["id"]?.string)
    func make(_ name: String) throws -> String {
      let task = try server.write(
        WriteRequest(
          .createTask, path: ["list_id": listID], body: .json(["name": .string(name)])))
      return try #require(task["id"]?.string)
    }
    self.listID = listID
    taskID = try make("Work")
    var changed: [Int: String] = [:]
    for number in 1...keys where Self.kind(number) == .change {
      changed[number] = try make("Before \(number)")
    }
    self.changed = changed
  }

  static func kind(_ number: Int) -> Kind { Kind.allCases[number % Kind.allCases.count] }

  func key(_ number: Int) -> String { "once-\(number)-of-many" }

  func isCreation(_ number: Int) -> Bool { Self.kind(number) != .change }

  func isCreation(_ key: String) -> Bool {
    key.split(separator: "-").dropFirst().first.flatMap { Int($0) }.map(isCreation) ?? false
  }

  /// The request's identifier is the key's number.
  func request(_ number: Int) -> String {
    let key = JSONValue.string(key(number))
    switch Self.kind(number) {
    case .task:
      return call(
        number, "create_task",
        ["list_id": .string(listID), "name": .string("Task \(number)"), "idempotency_key": key])
    case .comment:
      return call(
        number, "post_comment",
        [
          "task_id": .string(taskID), "comment_text": .string("Comment \(number)"),
          "idempotency_key": key,
        ])
    case .time:
      return call(
        number, "log_time",
        [
          "task_id": .string(taskID), "duration": "15m", "start": .string(start(number)),
          "description": .string("Hours \(number)"), "idempotency_key": key,
        ])
    case .change:
      return call(
        number, "update_task",
        [
          "task_id": .string(changed[number] ?? ""), "name": .string("After \(number)"),
          "idempotency_key": key,
        ])
    }
  }

  private func call(_ number: Int, _ tool: String, _ arguments: JSONValue) -> String {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": .integer(Int64(number)), "method": .string(tool),
      "params": arguments,
    ]
    return request.canonicalString
  }

  /// A minute of its own for each.
  private func start(_ number: Int) -> String {
    Milliseconds(1_767_225_600_000 + Int64(number) * 60_000).iso8601
  }

  /// The key that asked for a write; nil where none did.
  func number(of request: WriteRequest) -> Int? {
    guard case .json(let body) = request.body else { return nil }
    switch request.route {
    case .createTask: return trailing(body["name"]?.string, after: "Task ")
    case .createTaskComment:
      let text = body["comment_text"]?.string ?? body["comment"]?[0]?["text"]?.string
      return trailing(text, after: "Comment ")
    case .createTimeEntry: return trailing(body["description"]?.string, after: "Hours ")
    case .updateTask: return trailing(body["name"]?.string, after: "After ")
    default: return nil
    }
  }

  private func trailing(_ text: String?, after prefix: String) -> Int? {
    guard let text, text.hasPrefix(prefix) else { return nil }
    let number = text.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber }
    return Int(number)
  }
}
