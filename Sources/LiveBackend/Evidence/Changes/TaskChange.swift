import APICore
import JSON

// What is changed about a task itself.
extension ChangeTrace {
  static let updateTask = ChangeTrace(
    source: { .task(of: $0) },
    aspects: { request, _, caller in
      let fields = ResourceField.ofTask.compactMap { field -> Aspect? in
        // null changes nothing about what it stands below.
        guard let wanted = field.value(in: request.members),
          !(wanted.isNull && field.kind == .sibling)
        else { return nil }
        return .field(field, wanted, of: request, caller)
      }
      return fields + request.members.flatMap { otherAspects($0, $1) }
    },
    texts: (["description", "markdown_content"], ["description", "markdown_description"]),
    response: { _, task in task })

  /// What is shown in another way than it is set.
  private static func otherAspects(_ name: String, _ wanted: JSONValue) -> [Aspect] {
    switch name {
    case "description", "markdown_content":
      if wanted == "" { return [] }
      return [
        .text(name, wanted.string ?? "", isFormatted: true) { task in
          let markdown = name == "markdown_content" ? task["markdown_description"] : nil
          return (markdown ?? task["description"])?.string
        }
      ]
    case "custom_item_id": return [.number(name, wanted.isNull ? 0 : wanted) { $0[name] }]
    case "assignees", "watchers", "group_assignees":
      return Aspect.elements(name, wanted) { $0[name] }
    default: return []  // a field, or says how another one is meant, or is ignored by the service
    }
  }

  /// What a move asks for is the List, and the status where that has to become another one.
  static let moveTask = ChangeTrace(
    source: { .task(of: $0) },
    aspects: { request, _, _ in
      let list = Aspect.value("list", .string(request.path["list_id"] ?? "")) {
        $0["list"]?["id"]?.wireText.map(JSONValue.string) ?? .null
      }
      guard let status = request.statusOfMoved else { return [list] }
      return [list, .value("status", .string(status)) { $0["status"]?["id"] ?? .null }]
    },
    response: { request, task in
      [
        "data": [
          "task_id": task["id"] ?? .null, "new_list_id": .string(request.path["list_id"] ?? ""),
        ]
      ]
    })

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
