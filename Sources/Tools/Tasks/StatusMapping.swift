import APICore
import JSON

/// Which statuses become which where a task goes to another List, with all below it.
struct StatusMapping {
  /// Of the task itself: as it is, and in the List.
  let own: WriteRequest.StatusChange
  /// Of subtasks whose status the List lacks.
  let ofSubtasks: [WriteRequest.StatusChange]

  /// - Parameters:
  ///   - subtasks: all below the task, as the service shows them.
  ///   - name: the status that the caller named; nil for the one that the task has.
  /// - Throws: `invalid_arguments` with the List's statuses where it has none of that name.
  init(
    _ task: NamedTask, _ subtasks: [JSONValue], into list: NamedList, as name: String?
  ) throws(ToolError) {
    let statuses = (list.json["statuses"]?.array ?? []).compactMap(ShownStatus.init)
    guard let old = ShownStatus(task.json["status"]) else {
      throw ToolError(
        .refusedByService,
        "the service does not say which status \(quoted(task.name)) has; nothing was changed")
    }
    func same(_ name: String) -> ShownStatus? {
      statuses.first { $0.name.lowercased() == name.lowercased() }
    }
    let wanted = try name.map { text throws(ToolError) in try list.status(text) } ?? old.name
    guard let new = same(wanted) else {
      throw ToolError(
        argument: "status",
        "\(quoted(task.name)) has the status \(quoted(old.name)), which the List "
          + "\(quoted(list.path)) lacks; nothing was changed; give `status`, one of "
          + listed(list.statuses.map(\.words)))
    }
    own = (old, new)
    // What is finished stays so; what is not does not become it.
    let open = new.isOver ? statuses.first { !$0.isOver } ?? new : new
    let closed = statuses.last { $0.isOver } ?? new
    var changes: [WriteRequest.StatusChange] = []
    for status in subtasks.compactMap({ ShownStatus($0["status"]) })
    where status.id != old.id && same(status.name) == nil
      && !changes.contains(where: { $0.from.id == status.id })
    {
      changes.append((status, status.isOver ? closed : open))
    }
    ofSubtasks = changes
  }

  /// What the request says: nothing where all is as it was.
  var changes: [WriteRequest.StatusChange] {
    own.from.id == own.to.id && ofSubtasks.isEmpty ? [] : [own] + ofSubtasks
  }

  /// What brings the task back, and the subtasks as far as it can be told which had what.
  var inverse: [WriteRequest.StatusChange] {
    var back: [WriteRequest.StatusChange] = []
    for change in changes where !back.contains(where: { $0.from.id == change.to.id }) {
      back.append((change.to, change.from))
    }
    return back
  }
}
