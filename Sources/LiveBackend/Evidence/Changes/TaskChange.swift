import APICore
import JSON

// What is changed about a task itself.
extension ChangeTrace {
  static let updateTask = ChangeTrace(
    source: { .task(of: $0) },
    aspects: { request, _, caller in
      request.members.flatMap { name, value in
        taskAspects(name, value, request.members, caller)
      }
    },
    texts: (["description", "markdown_content"], ["description", "markdown_description"]),
    response: { _, task in task })

  private static func taskAspects(
    _ name: String, _ wanted: JSONValue, _ body: JSONObject, _ caller: Caller
  ) -> [Aspect] {
    switch name {
    case "name":
      [.text(name, wanted.string ?? "") { $0["name"]?.string }]
    case "description":
      wanted == ""
        ? []
        : [.text(name, wanted.string ?? "", isFormatted: true) { $0["description"]?.string }]
    case "markdown_content":
      wanted == ""
        ? []
        : [
          .text(name, wanted.string ?? "", isFormatted: true) {
            ($0["markdown_description"] ?? $0["description"])?.string
          }
        ]
    case "status":
      [
        .value(name, .lowercased(wanted)) { .lowercased($0["status"]?["status"]) }
      ]
    case "priority":
      [
        .number(name, wanted) {
          Priority(shown: $0["priority"]).map { .integer($0.rawValue) } ?? $0["priority"]?["id"]
        }
      ]
    case "due_date", "start_date":
      [
        .date(name, wanted, hasTime: body["\(name)_time"]?.bool ?? false, caller) { $0[name] }
      ]
    case "time_estimate", "points":
      // None and nothing are the same.
      [
        .value(name, wanted.wireNumber.nothingIfZero) { ($0[name]?.wireNumber).nothingIfZero }
      ]
    case "parent":
      // null changes nothing here.
      wanted.isNull ? [] : [.value(name, wanted) { $0["parent"] ?? .null }]
    case "archived": [.value(name, wanted) { $0["archived"] ?? false }]
    case "custom_item_id": [.number(name, wanted.isNull ? 0 : wanted) { $0[name] }]
    case "assignees", "watchers", "group_assignees":
      Aspect.elements(name, wanted) { $0[name] }
    default: []  // says how another one is meant, or is ignored by the service
    }
  }

  static func tie(_ relation: Relation, isMade: Bool) -> ChangeTrace {
    ChangeTrace(
      source: { .task(of: $0) },
      aspects: { request, task, _ in
        // The path may name it by its custom ID.
        guard let own = task["id"]?.wireText else { return [] }
        let ends = relation.ends(of: request, task: own)
        return [
          .element(relation.name, isWanted: isMade) { relation.isShown(by: $0, ends) }
        ]
      },
      response: { _, task in relation.answersTask ? ["task": task] : [:] })
  }
}

extension ReadRequest {
  /// The task that the path of `request` names.
  static func task(of request: WriteRequest) -> ReadRequest {
    var query = request.customIDQuery
    query["include_markdown_description"] = ["true"]
    return ReadRequest(
      .getTask, path: ["task_id": request.path["task_id"] ?? ""], query: query)
  }
}

extension JSONValue {
  static func lowercased(_ value: JSONValue?) -> JSONValue {
    value?.string.map { .string($0.lowercased()) } ?? .null
  }
}

extension JSONValue? {
  fileprivate var nothingIfZero: JSONValue { self == 0 ? .null : self ?? .null }
}
