import JSON

/// A status as a task or a List shows it.
public struct ShownStatus: Sendable, Hashable {
  public let id: String
  public let name: String
  /// Whether a task in it is done or closed.
  public let isOver: Bool

  /// nil where it has neither name nor ID.
  public init?(_ json: JSONValue?) {
    guard let id = json?["id"]?.string, let name = json?["status"]?.string else { return nil }
    (self.id, self.name) = (id, name)
    isOver = ["done", "closed"].contains(json?["type"]?.string ?? "")
  }
}

extension WriteRequest {
  /// One status that becomes another one where a task moves.
  public typealias StatusChange = (from: ShownStatus, to: ShownStatus)

  /// - Parameter changes: of statuses, that of the task itself first. Custom Fields are not added
  ///   to the List: that would change what all its tasks show.
  public static func moving(
    _ task: String, to list: String, in workspace: String, changing changes: [StatusChange]
  ) -> WriteRequest {
    var body: JSONObject = ["move_custom_fields": false]
    if !changes.isEmpty {
      body["status_mappings"] = .array(
        changes.map { change in
          [
            "source_status_id": .string(change.from.id),
            "destination_status_id": .string(change.to.id),
          ]
        })
    }
    return WriteRequest(
      .moveTask, path: ["workspace_id": workspace, "task_id": task, "list_id": list],
      body: .json(.object(body)))
  }

  /// The ID of the status that the task takes itself, where that changes.
  public var statusOfMoved: String? {
    members["status_mappings"]?[0]?["destination_status_id"]?.string
  }
}
