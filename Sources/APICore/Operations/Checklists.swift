import JSON

// Checklists of tasks, and their items.
// https://developer.clickup.com/reference/createchecklist
extension Route {
  public static let createChecklist = writing(
    .post, "/task/{task_id}/checklist", "CreateChecklist", .makes, .answered(.checklist, "id"),
    foundBy: .resource(.checklist))
  public static let updateChecklist = writing(
    .put, "/checklist/{checklist_id}", "EditChecklist", .changes,
    .at(.checklist, "checklist_id"), foundBy: .resource(.checklist))
  public static let deleteChecklist = writing(
    .delete, "/checklist/{checklist_id}", "DeleteChecklist", .removes,
    .at(.checklist, "checklist_id"), foundBy: .resource(.checklist))

  public static let createChecklistItem = writing(
    .post, "/checklist/{checklist_id}/checklist_item", "CreateChecklistItem", .makes,
    .answered(.checklistItem, "id"), foundBy: .resource(.checklistItem))
  public static let updateChecklistItem = writing(
    .put, "/checklist/{checklist_id}/checklist_item/{checklist_item_id}", "EditChecklistItem",
    .changes, .at(.checklistItem, "checklist_item_id"), foundBy: .resource(.checklistItem))
  public static let deleteChecklistItem = writing(
    .delete, "/checklist/{checklist_id}/checklist_item/{checklist_item_id}",
    "DeleteChecklistItem", .removes, .at(.checklistItem, "checklist_item_id"),
    foundBy: .resource(.checklistItem))

  static let checklists: [Route] = [
    .createChecklist, .updateChecklist, .deleteChecklist, .createChecklistItem,
    .updateChecklistItem, .deleteChecklistItem,
  ]
}

extension Resource {
  public static let checklist: Resource = Resource(
    kind: .checklist, idName: "checklist_id",
    fields: [
      ResourceField(name: "name", kind: .text, isOfMaking: true),
      ResourceField(name: "position", kind: .position),
    ],
    reading: { task($0) },
    listed: { answer, _ in checklists(of: answer) },
    answered: { answer, names in named(in: answer, names).map { ["checklist": $0] } },
    read: { ["checklists": .array([$0["checklist"]].compactMap(\.self))] },
    held: { (.checklistItem, items(of: $0)) },
    routes: { _ in (.createChecklist, .updateChecklist, .deleteChecklist) })

  public static let checklistItem: Resource = Resource(
    kind: .checklistItem, idName: "checklist_item_id",
    fields: [
      ResourceField(name: "name", kind: .text, isOfMaking: true),
      ResourceField(name: "assignee", kind: .user, isOfMaking: true, isClearable: true),
      ResourceField(name: "resolved", kind: .flag),
      ResourceField(name: "parent", kind: .sibling, isClearable: true),
    ],
    reading: { task($0) },
    listed: { answer, names in named(in: answer, names).map(items) ?? [] },
    answered: { answer, names in named(in: answer, names).map { ["checklist": $0] } },
    read: { ["checklists": .array([$0["checklist"]].compactMap(\.self))] },
    held: { (.checklistItem, items(below: $0["children"], of: $0["id"])) },
    routes: { _ in (.createChecklistItem, .updateChecklistItem, .deleteChecklistItem) })

  private static func task(_ names: Names) -> ReadRequest {
    ReadRequest(.getTask, path: ["task_id": names["task_id"] ?? ""], parts: .checklists)
  }

  /// In the order in which people see them; `orderindex` counts up and has gaps (as recorded).
  private static func checklists(of task: JSONValue) -> [JSONValue] {
    let all = (task["checklists"]?.array ?? []).filter { $0["id"]?.identifier != nil }
    let sorted = all.enumerated().sorted { one, other in
      (one.element["orderindex"]?.integer ?? 0, one.offset)
        < (other.element["orderindex"]?.integer ?? 0, other.offset)
    }
    return sorted.enumerated().map { position, checklist in
      var checklist = checklist.element
      checklist["position"] = .integer(Int64(position))
      return checklist
    }
  }

  private static func named(in task: JSONValue, _ names: Names) -> JSONValue? {
    (task["checklists"]?.array ?? []).first { $0["id"]?.identifier == names["checklist_id"] }
  }

  private static func items(of checklist: JSONValue) -> [JSONValue] {
    items(below: checklist["items"], of: nil)
  }

  /// An item, and then those below it: no recording has a nested one, the document
  /// shows the IDs of such items, and they are found whole in `children` as well.
  private static func items(below items: JSONValue?, of parent: JSONValue?) -> [JSONValue] {
    (items?.array ?? []).filter { $0["id"]?.identifier != nil }.flatMap { item in
      var own = item
      if let parent { own["parent"] = parent }
      return [own] + Self.items(below: item["children"], of: item["id"])
    }
  }
}
