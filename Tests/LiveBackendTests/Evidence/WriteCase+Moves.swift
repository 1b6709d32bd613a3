import APICore
import JSON
import Testing

extension WriteCase {
  static let moves: [WriteCase] = [
    WriteCase("moved", .moveTask, disturb: movedElsewhere) { workspace in
      WriteRequest.moving(
        try workspace.task(), to: try workspace.list("Sprint"), in: workspace.workspaceID,
        changing: [])
    },
    WriteCase("moved into another status", .moveTask, disturb: movedElsewhere) { workspace in
      let list = try workspace.send(
        .createSpaceList, ["space_id": workspace.spaceID],
        ["name": "Sprint", "statuses": [["status": "open"], ["status": "over"]]])
      let task = try workspace.task()
      let from = try #require(ShownStatus(try workspace.shown(task)["status"]))
      let to = try #require(ShownStatus(list["statuses"]?[1]))
      return WriteRequest.moving(
        task, to: try #require(list["id"]?.string), in: workspace.workspaceID,
        changing: [(from: from, to: to)])
    },
  ]

  private static let movedElsewhere: @Sendable (EvidenceWorkspace, WriteRequest) throws -> Void = {
    workspace, request in
    // With the status that it has before, and the one after.
    let list = try workspace.send(
      .createSpaceList, ["space_id": workspace.spaceID],
      ["name": "Somebody's", "statuses": [["status": "to do"], ["status": "over"]]])
    try workspace.send(
      WriteRequest.moving(
        request.path["task_id"] ?? "", to: try #require(list["id"]?.string),
        in: workspace.workspaceID, changing: []))
  }
}
