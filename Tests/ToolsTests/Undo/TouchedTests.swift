import APICore
import JSON
import Testing

@testable import Tools

/// Which requests touch what an undoing would set back or delete.
@Suite struct TouchedTests {
  private static let path = [
    "task_id": "t", "field_id": "f", "tag_name": "g", "links_to": "u", "comment_id": "c",
    "timer_id": "e", "space_id": "s", "folder_id": "d", "list_id": "l", "team_id": "w",
    "team_Id": "w", "interval_id": "i", "checklist_id": "k", "checklist_item_id": "j",
    "workspace_id": "w",
  ]

  private static func request(
    _ route: Route, _ body: JSONValue? = nil, query: [String: [String]] = [:],
    _ path: [String: String] = [:]
  ) -> WriteRequest {
    let names = Set(route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map(String.init))
    return WriteRequest(
      route,
      path: Self.path.filter { names.contains("{\($0.key)}") }.merging(path) { $1 },
      query: query, body: body.map { .json($0) } ?? .none)
  }

  private static let writing = Route.all.filter { !$0.effect.isRead }

  /// The routes of all that write, with an empty body, that touch it.
  private func touching(_ watched: Watched) -> Set<Route> {
    Set(Self.writing.filter { watched.isTouched(by: Self.request($0, [:])) })
  }

  @Test func parts() {
    let task = ["task_id": "t"]
    func part(_ name: String) -> Watched { Watched(.task, task, members: [name]) }
    #expect(touching(part("tags")) == [.addTaskTag, .removeTaskTag])
    #expect(touching(part("custom_fields")) == [.setFieldValue, .removeFieldValue])
    #expect(touching(part("dependencies")) == [.addDependency, .deleteDependency])
    #expect(touching(part("linked_tasks")) == [.addTaskLink, .deleteTaskLink])
    #expect(touching(part("locations")) == [.addTaskToList, .removeTaskFromList])
    #expect(touching(part("list")) == [.moveTask])
    #expect(touching(part("status")) == [])
    let moved = Self.request(
      .moveTask, ["status_mappings": [["destination_status_id": "done"]]])
    #expect(part("status").isTouched(by: moved) && part("list").isTouched(by: moved))
    #expect(touching(part("name")) == [])
    #expect(
      touching(Watched(.customField, ["task_id": "t", "field_id": "f"]))
        == [.setFieldValue, .removeFieldValue])
    #expect(touching(Watched(.customField, ["task_id": "t", "field_id": "x"])) == [])
    #expect(
      touching(Watched(.comment, ["task_id": "t", "comment_id": "c"])) == [
        .updateComment, .deleteComment,
      ])
    #expect(
      touching(Watched(.timeEntry, ["team_id": "w", "timer_id": "e"]))
        == [.updateTimeEntry, .deleteTimeEntry])
    let several = Self.request(.deleteTimeEntry, nil, ["timer_id": "d,e"])
    #expect(Watched(.timeEntry, ["team_id": "w", "timer_id": "e"]).isTouched(by: several))
    #expect(!Watched(.timeEntry, ["team_id": "w", "timer_id": "d,"]).isTouched(by: several))
  }

  @Test(
    "A body touches what it sets",
    arguments: [
      ("name", "name"), ("description", "description"), ("markdown_content", "description"),
      ("due_date", "due_date"), ("watchers", "assignees"), ("assignees", "assignees"),
    ])
  func members(given: String, member: String) {
    let request = Self.request(.updateTask, [.init(given): 1])
    #expect(Watched(.task, ["task_id": "t"], members: [member]).isTouched(by: request))
    #expect(!Watched(.task, ["task_id": "t"], members: ["points"]).isTouched(by: request))
    #expect(!Watched(.task, ["task_id": "x"], members: [member]).isTouched(by: request))
    // An ID may be another thing's.
    #expect(!Watched(Resource.list, ["list_id": "t"], members: [member]).isTouched(by: request))
  }

  @Test func checklists() {
    let names = ["task_id": "t", "checklist_id": "k", "checklist_item_id": "j"]
    #expect(
      touching(Watched(Resource.checklist, names)) == [.updateChecklist, .deleteChecklist])
    #expect(
      touching(Watched(Resource.checklistItem, names))
        == [.updateChecklistItem, .deleteChecklistItem])
    let resolved = Watched(Resource.checklistItem, names, members: ["resolved"])
    #expect(touching(resolved) == [.deleteChecklistItem])
    #expect(resolved.isTouched(by: Self.request(.updateChecklistItem, ["resolved": false])))
    #expect(!resolved.isTouched(by: Self.request(.updateChecklistItem, ["name": "x"])))
    let other = Watched(
      Resource.checklistItem, names.merging(["checklist_item_id": "x"]) { $1 },
      members: ["resolved"])
    #expect(!other.isTouched(by: Self.request(.updateChecklistItem, ["resolved": false])))
    #expect(Watched(resolved.json) == resolved)
  }

  @Test func whole() {
    let task = touching(Watched(.task, ["task_id": "t"]))
    #expect(
      task == [
        .updateTask, .deleteTask, .addTaskTag, .removeTaskTag, .setFieldValue, .removeFieldValue,
        .addDependency, .deleteDependency, .addTaskLink, .deleteTaskLink, .addTaskToList,
        .removeTaskFromList, .moveTask, .editTrackedTime, .deleteTrackedTime,
        .createThreadedComment,
        .updateComment, .deleteComment, .updateChecklist, .deleteChecklist,
        .createChecklistItem, .updateChecklistItem, .deleteChecklistItem,
      ])
    let list = touching(Watched(Resource.list, ["list_id": "l"]))
    #expect(list.isSuperset(of: [.updateList, .deleteList]) && !list.contains(.createTask))
    #expect(
      touching(Watched(Resource.space, ["space_id": "s"])).isSuperset(
        of: [.updateSpace, .updateSpaceTag, .deleteSpaceTag]))
    #expect(!touching(Watched(Resource.space, ["space_id": "s"])).contains(.createFolder))
    let link = Self.request(.addTaskLink)
    #expect(Watched(.task, ["task_id": "u"]).isTouched(by: link))
    let field = Self.request(
      .createTask, ["custom_fields": [["id": "f", "value": ["add": ["t"]]]]])
    #expect(Watched(.task, ["task_id": "t"]).isTouched(by: field))
    #expect(!Watched(.task, ["task_id": "x"]).isTouched(by: field))
    let unknown = WriteRequest(Route(.post, "/task/{task_id}/merge"), path: ["task_id": "x"])
    #expect(Watched(.task, ["task_id": "t"]).isTouched(by: unknown))
  }

  @Test("A dependency is the same from both sides")
  func dependency() {
    let watched = Watched(Relation.dependency, ["task_id": "t", "depends_on": "b"])
    let sides: [(String, String, String, Bool)] = [
      ("t", "depends_on", "b", true), ("b", "dependency_of", "t", true),
      ("b", "depends_on", "t", false), ("t", "dependency_of", "b", false),
      ("t", "depends_on", "c", false),
    ]
    for (task, side, other, isSame) in sides {
      let adding = Self.request(
        .addDependency, [.init(side): .string(other)], ["task_id": task])
      let removing = Self.request(
        .deleteDependency, query: [side: [other]], ["task_id": task])
      #expect(watched.isTouched(by: adding) == isSame)
      #expect(watched.isTouched(by: removing) == isSame)
    }
    #expect(!watched.isTouched(by: Self.request(.addTaskLink, nil, ["links_to": "b"])))
  }
}
