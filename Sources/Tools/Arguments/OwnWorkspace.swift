import APICore
import JSON

// An ID reaches whatever the token or the store holds, also in other Workspaces. The ledger keeps
// keys per Workspace, so what is elsewhere must be refused: else one key has an effect in each.

extension WorkspaceReader {
  /// Refuses a task of another Workspace; costs nothing, since a task names its own.
  func requireOwn(task: JSONValue, argument: String, as value: String) throws(ToolError) {
    guard let owner = task["team_id"]?.identifier else {
      return try requireOwn(spaceOf: task, argument: argument, as: value)
    }
    guard owner == workspaceID else { throw elsewhere(argument, value) }
  }

  /// Refuses a List, Folder or task whose Space is in another Workspace.
  func requireOwn(
    spaceOf container: JSONValue, argument: String, as value: String
  ) throws(ToolError) {
    // An answer that names no Space says nothing against it.
    guard let space = container["space"]?["id"]?.identifier else { return }
    try requireOwn(space: space, argument: argument, as: value)
  }

  /// Refuses a Space of another Workspace: one read, two where the Space is archived.
  func requireOwn(space id: String, argument: String, as value: String) throws(ToolError) {
    for archived in ["false", "true"] {
      let answer = try fetch(
        .getSpaces, path: ["team_id": workspaceID], query: ["archived": [archived]])
      if answer["spaces"]?.array?.contains(where: { $0["id"]?.identifier == id }) == true { return }
    }
    throw elsewhere(argument, value)
  }

  private func elsewhere(_ argument: String, _ value: String) -> ToolError {
    ToolError(
      argument: argument,
      "`\(argument)` \(quoted(value)) belongs to another Workspace than \(workspaceID), in which "
        + "this process works; nothing was changed; name something of this Workspace (find it "
        + "with `get_workspace` or `search_tasks`), or have taskledger started with `--workspace` "
        + "and the other Workspace's ID", code: .notFound)
  }
}
