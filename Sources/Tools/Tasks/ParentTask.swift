import APICore

extension WorkspaceReader {
  /// The task that `parent` names, which must be in the same List and must not be the task itself.
  ///
  /// - Throws: `not_found`, or `invalid_arguments` where it cannot be the parent.
  func parent(
    _ named: Naming<NamedTask>, inList listID: String, of child: NamedTask? = nil
  ) throws(ToolError) -> NamedTask {
    let task = try task(named)
    if task.id == child?.id {
      throw ToolError(
        argument: "parent", "`parent` is the task itself; name another task of the same List")
    }
    guard task.listID == listID else {
      throw ToolError(
        argument: "parent",
        "`parent` \(named.quoted) is in the List \(quoted(task.listName)) (\(task.listID)), but a "
          + "subtask must be in the List of its parent; name a task of the List \(listID)")
    }
    return task
  }
}
