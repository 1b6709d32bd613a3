import APICore
import JSON

// Logged time.
extension ChangeTrace {
  static let updateTimeEntry = ChangeTrace(
    source: { .timeEntry(of: $0) }, thing: { answer, _ in answer.timeEntry },
    aspects: { request, _, _ in
      request.members.flatMap { name, wanted in timeAspects(name, wanted, request.members) }
    },
    texts: (["description"], ["description"]),
    response: { _, entry in ["data": entry] })

  private static func timeAspects(
    _ name: String, _ wanted: JSONValue, _ body: JSONObject
  ) -> [Aspect] {
    switch name {
    case "description": [.text(name, wanted.string ?? "") { $0[name]?.string }]
    case "billable": [.value(name, wanted) { $0[name] ?? false }]
    case "start", "end": [.number(name, wanted) { $0[name] }]
    case "stop": body["end"] == nil ? [.number(name, wanted) { $0["end"] }] : []
    // Start and end win.
    case "duration": body["start"] == nil ? [.number(name, wanted) { $0[name] }] : []
    case "tid":
      // Time that belongs to no task has "0" or nothing there, and "" is sent for it.
      [
        .value(name, .string(task(wanted))) { .string(task($0["task"]?["id"])) }
      ]
    case "tags": tagAspects(wanted, action: body["tag_action"]?.string ?? "replace")
    default: []
    }
  }

  private static func task(_ id: JSONValue?) -> String {
    id?.wireText.flatMap { $0.isEmpty ? nil : $0 } ?? "0"
  }

  private static func tagAspects(_ wanted: JSONValue, action: String) -> [Aspect] {
    let wanted = names(wanted)
    if action == "replace" {
      return [
        .value("tags", .array(wanted.sorted().map(JSONValue.string))) {
          .array(names($0["tags"]).sorted().map(JSONValue.string))
        }
      ]
    }
    return wanted.map { tag in
      .element("tag \(tag)", isWanted: action == "add") { names($0["tags"]).contains(tag) }
    }
  }

  private static func names(_ tags: JSONValue?) -> Set<String> {
    Set((tags?.elements ?? []).compactMap { ($0["name"] ?? $0).string })
  }

  /// Of the older routes.
  static let editTrackedTime = ChangeTrace(
    source: { .trackedTime(of: $0) }, thing: { answer, request in answer.interval(of: request) },
    aspects: { request, _, _ in
      ["start", "end", "time"].compactMap { name in
        request.members[name].map { wanted in .number(name, wanted) { $0[name] } }
      }
    },
    response: { _, _ in [:] })
}

extension ReadRequest {
  static func timeEntry(of request: WriteRequest) -> ReadRequest {
    ReadRequest(.getTimeEntry, path: request.path)
  }

  static func trackedTime(of request: WriteRequest) -> ReadRequest {
    ReadRequest(
      .getTrackedTime, path: ["task_id": request.path["task_id"] ?? ""],
      query: request.customIDQuery)
  }
}

extension JSONValue {
  func interval(of request: WriteRequest) -> JSONValue? {
    (self["data"]?.elements ?? []).flatMap { $0["intervals"]?.elements ?? [] }
      .first { $0["id"]?.wireText == request.path["interval_id"] }
  }
}
