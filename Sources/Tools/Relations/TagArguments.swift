import APICore
import JSON

/// What `add_tag` and `remove_tag` take.
struct TagArguments: RelationArguments {
  static let relation = Relation.tag

  let taskID: Naming<NamedTask>
  let tag: Naming<NamedTag>

  enum CodingKeys: String, CodingKey {
    case tag
    case taskID = "task_id"
  }

  func end(
    of task: NamedTask, reading workspace: WorkspaceReader
  ) throws(ToolError) -> RelationEnd {
    let found = try tag.found(in: (task.spaceID, workspace))
    return RelationEnd(
      argument: tag.argument, written: tag.quoted, name: "tag_name", id: found.name,
      understood: .string(found.name),
      staying: found.isNew ? ["the tag, which was new in the Space, stays there"] : [])
  }

  static func shown(by task: NamedTask) -> JSONObject {
    ["tags": .array(task.tags.map(JSONValue.string))]
  }

  static func spoken(by task: NamedTask) -> String {
    "carries \(task.tags.isEmpty ? "none" : listed(task.tags.map { quoted($0) }))"
  }
}
