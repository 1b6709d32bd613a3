import APICore
import JSON
import TestSupport
import Testing

@testable import Tools

@Suite("What a task has beside what it is")
struct TaskSurroundingsTests {
  private static let item: JSONValue = [
    "id": "i1", "name": "Proofread", "resolved": true, "orderindex": nil,
    "assignee": ["id": 183, "username": "Jane Doe", "color": "#fff"],
    "children": [["id": "i2", "name": "Twice", "resolved": false, "children": []], "i3"],
  ]

  /// As "Get Task" was recorded and documented to answer.
  private static let task: JSONValue = [
    "checklists": [
      [
        "id": "c1", "task_id": "86a", "name": "Before", "orderindex": 0, "resolved": 1,
        "unresolved": 2, "items": [item],
      ]
    ],
    "attachments": [
      [
        "id": "a1.png", "title": "plan.png", "size": 1_024, "url": "https://example.com/plan.png",
        "thumbnail_small": "https://example.com/small.png", "mimetype": "image/png",
      ]
    ],
    "locations": [["id": "902", "name": "Second List"]],
    "watchers": [["id": 183, "username": "Jane Doe", "email": "jane@example.com"]],
    "group_assignees": [["id": "g-1", "name": "Editors", "userid": 1]],
    "subtasks": [["id": "86b", "name": "Sub", "status": ["status": "to do", "color": "#fff"]]],
    "custom_item_id": 1,
  ]

  @Test func isShownLean() {
    let shown = TaskSurroundings(of: Self.task, allSubtasks: false)
    #expect(shown.notices.isEmpty)
    #expect(
      JSONValue.object(JSONObject(shown.members)) == [
        "checklists": [
          [
            "id": "c1", "name": "Before", "resolved": 1, "unresolved": 2,
            "items": [
              [
                "id": "i1", "name": "Proofread", "resolved": true,
                "assignee": ["id": "183", "username": "Jane Doe"],
                "children": [["id": "i2", "name": "Twice", "resolved": false], ["id": "i3"]],
              ]
            ],
          ]
        ],
        "attachments": [
          [
            "id": "a1.png", "title": "plan.png", "size": 1_024,
            "url": "https://example.com/plan.png",
          ]
        ],
        "locations": [["id": "902", "name": "Second List"]],
        "watchers": [["id": "183", "username": "Jane Doe"]],
        "group_assignees": [["id": "g-1", "name": "Editors"]],
        "subtask_count": 1, "subtasks": [["id": "86b", "name": "Sub", "status": "to do"]],
      ])
  }

  @Test func whatIsEmptyIsNotShown() {
    let bare: JSONValue = [
      "checklists": [], "attachments": [], "locations": [], "watchers": [], "group_assignees": [],
      "subtasks": [],
    ]
    #expect(TaskSurroundings(of: bare, allSubtasks: false).members.isEmpty)
    #expect(TaskSurroundings(of: [:], allSubtasks: true).members["subtask_count"] == 0)
  }

  @Test func whatIsNotShownIsCounted() {
    var task: JSONValue = [:]
    for name in ["checklists", "attachments", "locations", "watchers", "group_assignees"] {
      task[name] = .array(
        (1...35).map { ["id": .string("\($0)"), "name": "n", "username": "u", "title": "t"] })
    }
    task["checklists"] = .array(
      (1...35).map {
        ["id": .string("c\($0)"), "items": .array(Array(repeating: Self.item, count: 60))]
      })
    task["subtasks"] = .array((1...250).map { ["id": .string("s\($0)"), "name": "n"] })
    let shown = TaskSurroundings(of: task, allSubtasks: true)
    for name in ["checklists", "attachments", "locations", "watchers", "group_assignees"] {
      #expect(shown.members[name]?.array?.count == 20, "\(name)")
      #expect(shown.notices.contains("20 of 35 \(name) are shown"))
    }
    #expect(shown.members["checklists"]?[0]?["items"]?.array?.count == 50)
    #expect(shown.notices.contains("150 of 180 items of the checklist c20 are shown"))
    #expect(shown.members["subtasks"]?.array?.count == 100)
    #expect(shown.members["subtask_count"] == 250)
    #expect(shown.notices.contains { $0.hasPrefix("100 of 250 subtasks are shown; search_tasks") })
    let glance = TaskSurroundings(of: task, allSubtasks: false)
    #expect(glance.members["subtasks"]?.array?.count == 10)
    #expect(glance.notices.contains("10 of 250 subtasks are shown; `include_subtasks` shows 100"))
  }

  @Test(
    "A plain get_task says that there are subtasks and watchers, in one request",
    arguments: [false, true])
  func plain(isLive: Bool) throws {
    let watch = RequestWatch()
    let world = try ExampleWorld(isLive: isLive, watch: watch)
    let task = JSONValue.string(try world.id("task"))
    for number in 1...12 {
      _ = try world.answer(
        "create_task",
        ["list_id": .string(try world.id("list")), "name": .string("\(number)"), "parent": task])
    }
    // The first call may ask who the user is.
    _ = try world.answer("get_task", ["task_id": .string(try world.id("other_task"))])
    let before = watch.count
    let answer = try world.answer("get_task", ["task_id": task])
    let identity = isLive ? 0 : 2
    #expect(watch.count - before <= 1 + identity)
    #expect(answer["subtask_count"] == 12)
    #expect(answer["subtasks"]?.array?.count == 10)
    #expect(answer["watchers"]?[0]?["username"] == "Jane Doe")
    #expect(answer["notice"]?.string?.contains("10 of 12 subtasks are shown") == true)
  }

  @Test(
    "Of 30 comments 25 are shown, which is said, with the way to the others",
    arguments: [false, true])
  func comments(isLive: Bool) throws {
    for (count, says) in [(25, nil), (30, "25 of 30 comments"), (60, "25 of 50 or more comments")]
      as [(Int, String?)]
    {
      let world = try ExampleWorld(commentCount: count, isLive: isLive)
      let task = JSONValue.string(try world.id("task"))
      let answer = try world.answer("get_task", ["task_id": task, "include_comments": true])
      #expect(answer["comments"]?.array?.count == 25)
      #expect((answer["comments_cursor"] != nil) == (says != nil))
      guard let says else {
        #expect(answer["notice"] == nil)
        continue
      }
      #expect(answer["notice"]?.string?.contains(says) == true, "\(answer["notice"] ?? "")")
      let next = try world.answer(
        "list_comments", ["task_id": task, "cursor": try #require(answer["comments_cursor"])])
      #expect(next["comments"]?[0]?["comment_text"] == .string("Comment \(count - 25)"))
    }
  }
}
