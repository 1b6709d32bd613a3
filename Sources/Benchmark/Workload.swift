import JSON

/// One kind of request, as a host sends it over MCP.
enum Workload: String, CaseIterable, Sendable {
  case ping
  case toolsList = "tools_list"
  case search
  case searchFrequent = "search_frequent"
  case getTask = "get_task"
  case create
  case comment
  case setField = "set_field"
  case logTime = "log_time"
  case replay

  /// Those whose time can grow with the store.
  static let growing: [Workload] = [.search, .searchFrequent, .getTask, .create, .replay]

  /// - Parameters:
  ///   - number: a running number; no two requests of a run have the same one.
  ///   - tasks: how many the store holds.
  func request(_ number: Int, tasks: Int) -> [UInt8] {
    var message: JSONObject = ["jsonrpc": "2.0", "id": .integer(Int64(number))]
    switch self {
    case .ping: message["method"] = "ping"
    case .toolsList: message["method"] = "tools/list"
    default:
      let (tool, arguments) = call(number, task: Corpus.id(ofTask: number * 7919 % tasks))
      message["method"] = "tools/call"
      message["params"] = ["name": .string(tool), "arguments": arguments]
    }
    return Array((JSONValue.object(message).lineString + "\n").utf8)
  }

  private func call(_ number: Int, task: String) -> (tool: String, arguments: JSONValue) {
    let title = JSONValue.string(Corpus.title(ofTask: number))
    let body = JSONValue.string(Corpus.body(ofTask: number))
    let key = JSONValue.string("\(rawValue)-\(number)")
    let id = JSONValue.string(task)
    return switch self {
    case .search: ("search_tasks", ["query": .string(Corpus.word(number)), "limit": 20])
    case .searchFrequent:
      ("search_tasks", ["query": .string(Corpus.frequentWord(number)), "limit": 20])
    case .getTask: ("get_task", ["task_id": id])
    case .comment:
      ("post_comment", ["task_id": id, "comment_text": title, "idempotency_key": key])
    case .setField:
      (
        "set_custom_field",
        [
          "task_id": id, "field_id": .string(Corpus.fieldID), "value": .string("note \(number)"),
          "idempotency_key": key,
        ]
      )
    case .logTime:
      (
        "log_time",
        [
          "task_id": id, "start": "2026-02-03T10:00:00Z",
          "duration": .string("\(number % 50 + 1)m"),
          "idempotency_key": key,
        ]
      )
    case .replay: create("the-one-key", title: .string(Corpus.title(ofTask: 1)), body: "once")
    case .create, .ping, .toolsList: create("\(rawValue)-\(number)", title: title, body: body)
    }
  }

  private func create(
    _ key: String, title: JSONValue, body: JSONValue
  ) -> (tool: String, arguments: JSONValue) {
    (
      "create_task",
      [
        "list_id": .string(Corpus.listID), "name": title, "description": body,
        "idempotency_key": .string(key),
      ]
    )
  }

  /// What is wrong with an answer; nil where it is what was asked for.
  ///
  /// - Parameter isWaking: it is not measured; the first replay does what the others repeat.
  func complaint(about answer: JSONValue, isWaking: Bool) -> String? {
    guard let result = answer["result"] else { return "it is an error" }
    switch self {
    case .ping: return nil
    case .toolsList: return result["tools"]?.array?.isEmpty == false ? nil : "it lists no tools"
    default: break
    }
    guard result["isError"]?.bool != true, let output = result["structuredContent"] else {
      return "the tool failed"
    }
    switch self {
    case .search, .searchFrequent:
      return output["tasks"]?.array?.isEmpty == false ? nil : "nothing was found"
    case .getTask: return output["name"]?.string == nil ? "it is not a task" : nil
    case .replay:
      let status = output["operation"]?["status"]?.string
      return isWaking || status == "replayed" ? nil : "it was not a replay"
    default:
      return output["operation"]?["status"]?.string == "executed" ? nil : "it was not executed"
    }
  }
}
