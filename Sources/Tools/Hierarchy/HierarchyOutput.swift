import APICore
import JSON

/// Spaces, Folders and Lists as the tools answer them.
enum HierarchyOutput {
  static func space(_ space: JSONValue) -> JSONValue {
    .present([
      "id": TaskOutput.id(space["id"]), "name": space["name"], "color": space["color"],
      "private": space["private"], "multiple_assignees": space["multiple_assignees"],
      "archived": space["archived"], "statuses": statuses(space),
      "version": .string(Version.of(container: space)),
    ])
  }

  static func folder(_ folder: JSONValue) -> JSONValue {
    .present([
      "id": TaskOutput.id(folder["id"]), "name": folder["name"],
      "space": TaskOutput.reference(folder["space"]), "statuses": statuses(folder),
      "archived": folder["archived"], "version": .string(Version.of(container: folder)),
    ])
  }

  /// - Parameter reading: how much of a long description is shown; nil for all.
  static func list(
    _ list: JSONValue, _ context: ToolContext, _ reading: TextReading? = nil
  ) -> JSONValue {
    let isInFolder = list["folder"]?["hidden"]?.bool != true
    let content = content(of: list)
    let count = list["task_count"]?.identifier.flatMap { Int64($0) }
    let members: [String: JSONValue?] = [
      "id": TaskOutput.id(list["id"]), "name": list["name"],
      "content": content.map { .string($0.whole) },
      "space": TaskOutput.reference(list["space"]),
      "folder": isInFolder ? TaskOutput.reference(list["folder"]) : nil,
      "statuses": statuses(list), "override_statuses": list["override_statuses"],
      "color": list["status"]?["status"], "priority": list["priority"]?["priority"],
      "assignee": TaskOutput.user(list["assignee"]), "due_date": context.day(list["due_date"]),
      "task_count": count.map(JSONValue.integer), "archived": list["archived"],
      "version": .string(Version.of(container: list)),
    ]
    return .present(members.merging(reading?.one(content, as: "content") ?? [:]) { $1 })
  }

  static func content(of list: JSONValue) -> LongText? {
    LongText("content", list["content"]?.string)
  }

  /// Names in order. A Folder without its own has an empty array, which says no more than nothing.
  private static func statuses(_ container: JSONValue) -> JSONValue? {
    let names = WorkspaceTree.Status.all(of: container).map { JSONValue.string($0.name) }
    return names.isEmpty ? nil : .array(names)
  }
}
