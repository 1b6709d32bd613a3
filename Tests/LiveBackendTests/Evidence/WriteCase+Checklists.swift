import APICore
import JSON
import Testing

@testable import LiveBackend

extension WriteCase {
  static let checklists: [WriteCase] = [
    WriteCase("checklist", .createChecklist, .creation) { workspace in
      WriteRequest(
        .createChecklist, path: ["task_id": try workspace.task()], body: .json(["name": "New"]))
    },
    WriteCase(
      "name and place", .updateChecklist,
      disturb: { try $0.send(.updateChecklist, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      let task = try workspace.task()
      for name in ["First", "Second"] { _ = try workspace.checklist(name, on: task) }
      return WriteRequest(
        .updateChecklist, at: try workspace.checklist("Old", on: task),
        body: .json(["name": "New ", "position": 0]))
    },
    WriteCase(
      "checklist", .deleteChecklist,
      disturb: { try $0.send(.createChecklistItem, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      WriteRequest(
        .deleteChecklist, at: try workspace.checklist("Old", on: try workspace.task()))
    },
    WriteCase("item", .createChecklistItem, .creation) { workspace in
      WriteRequest(
        .createChecklistItem, at: try workspace.checklist("Old", on: try workspace.task()),
        body: .json(["name": "New", "assignee": .integer(workspace.userID)]))
    },
    WriteCase(
      "everything", .updateChecklistItem,
      disturb: { try $0.send(.updateChecklistItem, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      let names = try workspace.checklist("Old", on: try workspace.task())
      let parent = try workspace.item("Parent", in: names)["checklist_item_id"] ?? ""
      return WriteRequest(
        .updateChecklistItem, at: try workspace.item("Old", in: names),
        body: .json([
          "name": "New", "assignee": .string(String(workspace.userID)), "resolved": true,
          "parent": .string(parent),
        ]))
    },
    WriteCase(
      "cleared", .updateChecklistItem,
      disturb: {
        try $0.send(.updateChecklistItem, $1.path, ["parent": .null, "name": "Somebody's"])
      }
    ) { workspace in
      let names = try workspace.checklist("Old", on: try workspace.task())
      let item = try workspace.item(
        "Old", in: names, ["assignee": .integer(workspace.userID)])
      return WriteRequest(
        .updateChecklistItem, at: item, body: .json(["assignee": .null, "name": "New"]))
    },
    WriteCase(
      "item", .deleteChecklistItem,
      disturb: { try $0.send(.updateChecklistItem, $1.path, ["name": "Somebody's"]) }
    ) { workspace in
      let names = try workspace.checklist("Old", on: try workspace.task())
      return WriteRequest(.deleteChecklistItem, at: try workspace.item("Old", in: names))
    },
  ]
}

extension EvidenceWorkspace {
  /// What names it.
  func checklist(_ name: String, on task: String) throws -> Resource.Names {
    let answer = try send(.createChecklist, ["task_id": task], ["name": .string(name)])
    return ["task_id": task, "checklist_id": try #require(answer["checklist"]?["id"]?.string)]
  }

  func item(
    _ name: String, in checklist: Resource.Names, _ members: JSONObject = [:]
  ) throws -> Resource.Names {
    let body = members.merging(["name": .string(name)]) { $1 }
    let answer = try send(.createChecklistItem, checklist, .object(body))
    let id = try #require(answer["checklist"]?["items"]?.array?.last?["id"]?.string)
    return checklist.merging(["checklist_item_id": id]) { $1 }
  }
}

/// Which item of a checklist a write made: the answer shows them all.
@Suite struct ChecklistItemTests {
  @Test func twoEqualItemsAreTwoResults() throws {
    let workspace = try EvidenceWorkspace()
    let names = try workspace.checklist("Steps", on: try workspace.task())
    var made: Set<String> = []
    for _ in 1...3 {
      let request = try planned(in: workspace, names)
      let answer = request.completed(try workspace.send(request))
      let remote = try #require(RemoteID.of(answer, for: request))
      #expect(remote.type == "checklist_item" && remote.id != names["checklist_id"])
      made.insert(remote.id)
    }
    #expect(made.count == 3)
  }

  /// Somebody else added the same meanwhile: only a look-up can tell, and says so.
  @Test func whatMayBeAnothersIsNotTaken() throws {
    let workspace = try EvidenceWorkspace()
    let names = try workspace.checklist("Steps", on: try workspace.task())
    var request = try planned(in: workspace, names)
    try workspace.send(.createChecklistItem, names, ["name": "Other"])
    let told = RemoteID.of(request.completed(try workspace.send(request)), for: request)
    #expect(told?.type == "checklist_item")
    request = try planned(in: workspace, names)
    try workspace.send(.createChecklistItem, names, ["name": "Step"])
    #expect(RemoteID.of(request.completed(try workspace.send(request)), for: request) == nil)
    #expect(RemoteID.of(request.completed([:]), for: request) == nil)
  }

  /// As a tool plans it.
  private func planned(
    in workspace: EvidenceWorkspace, _ names: Resource.Names
  ) throws -> WriteRequest {
    let task = try workspace.shown(names["task_id"] ?? "")
    let standing = Resource.checklistItem.all(in: task, names).compactMap { $0["id"]?.string }
    return WriteRequest(
      .createChecklistItem, at: names, standing: Set(standing), body: .json(["name": "Step"]))
  }
}
