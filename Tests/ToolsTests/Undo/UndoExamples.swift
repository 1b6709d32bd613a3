import JSON
import Testing

@testable import Tools

/// One write that can be undone, and what has to stand before it.
struct UndoExample: Sendable, CustomTestStringConvertible {
  typealias Write = (tool: String, arguments: JSONValue)

  let title: String
  var before: [Write] = []
  let write: Write
  /// Columns and members that the tool says it does not bring back.
  var lost: Set<String> = []
  /// Whether the tool must say that something is lost, though here nothing was.
  var isWarned = false

  init(
    _ title: String, before: [Write] = [], _ tool: String, _ arguments: JSONValue,
    lost: Set<String> = [], isWarned: Bool = false
  ) {
    self.title = title
    self.before = before
    write = (tool, arguments)
    self.lost = lost
    self.isWarned = isWarned
  }

  /// One of the many of fields, which differ in their values only.
  var isOfField: Bool { write.tool == "set_custom_field" && !title.hasPrefix("users") }

  var testDescription: String { "\(write.tool): \(title)" }
}

extension UndoExample {
  static let all = tasks + parts + checklists + tags + fields + containers

  private static let wholeTask: JSONValue = [
    "task_id": "$task", "name": "Named", "markdown_content": "# Head\n\nand *text*",
    "priority": "2", "due_date": "2026-12-01T17:00:00+01:00", "start_date": "2026-11-24",
    "time_estimate": "90m", "points": 5, "status": "in progress", "assignees_add": ["$user"],
  ]

  private static let tasks: [UndoExample] = [
    UndoExample("a bare one", "create_task", ["list_id": "$list", "name": "New"]),
    UndoExample(
      "with all that it can have", "create_task",
      [
        "list_id": "$list", "name": "New", "description": "Text", "status": "complete",
        "parent": "$task", "links_to": "$other_task", "assignees": ["$user"],
        "custom_fields": [["id": "$field_users", "value": ["add": ["$user"]]]],
      ]),
    UndoExample(
      "a tag that the Space has",
      before: [("create_task", ["list_id": "$list", "name": "Old", "tags": ["blue"]])],
      "create_task", ["list_id": "$list", "name": "New", "tags": ["blue"]],
      isWarned: true),
    UndoExample("everything of a bare task", "update_task", wholeTask),
    UndoExample(
      "everything of a full task", before: [("update_task", wholeTask)], "update_task",
      [
        "task_id": "$task", "name": "Other", "description": "", "priority": "none",
        "due_date": "none", "start_date": "2026-11-25T08:00:00Z", "time_estimate": "none",
        "points": 8, "status": "to do", "assignees_remove": ["$user"], "archived": true,
      ]),
    UndoExample(
      "formatted text over plain",
      before: [("update_task", ["task_id": "$task", "description": "Plain"])], "update_task",
      ["task_id": "$task", "markdown_content": "**bold**"]),
    UndoExample(
      "another parent", before: [("update_task", ["task_id": "$task", "parent": "$other_task"])],
      "update_task", ["task_id": "$task", "parent": "$waiting_task"]),
    UndoExample(
      "closed", "update_task", ["task_id": "$task", "status": "complete"]),
    UndoExample(
      "opened again", before: [("update_task", ["task_id": "$task", "status": "complete"])],
      "update_task", ["task_id": "$task", "status": "to do"], lost: ["date_closed", "date_done"]),
    UndoExample("into another Space", "move_task", ["task_id": "$task", "list_id": "$inbox"]),
    UndoExample(
      "into another status", "move_task",
      ["task_id": "$other_task", "list_id": "$inbox", "status": "complete"]),
  ]

  private static let parts: [UndoExample] = [
    UndoExample("a comment", "post_comment", ["task_id": "$task", "comment_text": "Hello"]),
    UndoExample(
      "an assigned comment", "post_comment",
      ["task_id": "$task", "comment_text": "Do it", "assignee": "$user"]),
    UndoExample(
      "to one of a task", "reply_to_comment",
      ["task_id": "$task", "comment_id": "$comment", "comment_text": "Hello"]),
    UndoExample(
      "to one of a List", "reply_to_comment",
      [
        "list_id": "$inbox", "comment_id": "$list_comment", "comment_text": "Do it",
        "assignee": "$user",
      ]),
    UndoExample(
      "on a List", "post_list_comment", ["list_id": "$list", "comment_text": "Hello"]),
    UndoExample(
      "of a List", "update_comment",
      [
        "list_id": "$inbox", "comment_id": "$list_comment", "comment_text": "New",
        "assignee": "$user", "resolved": true,
      ]),
    UndoExample(
      "a reply", "update_comment",
      [
        "list_id": "$inbox", "comment_id": "$list_comment", "reply_id": "$reply",
        "comment_text": "New", "assignee": "$user",
      ]),
    UndoExample(
      "waiting", "add_dependency", ["task_id": "$task", "depends_on": "$other_task"]),
    UndoExample(
      "blocking", "add_dependency", ["task_id": "$task", "dependency_of": "$other_task"]),
    UndoExample(
      "waiting", "remove_dependency",
      ["task_id": "$waiting_task", "depends_on": "$blocking_task"], lost: ["date_created"]),
    UndoExample(
      "blocking", "remove_dependency",
      ["task_id": "$blocking_task", "dependency_of": "$waiting_task"], lost: ["date_created"]),
    UndoExample("to another", "link_tasks", ["task_id": "$task", "links_to": "$other_task"]),
    UndoExample(
      "as it was made", "unlink_tasks",
      ["task_id": "$waiting_task", "links_to": "$blocking_task"], lost: ["date_created"]),
    UndoExample(
      "from the other side", "unlink_tasks",
      ["task_id": "$blocking_task", "links_to": "$waiting_task"], lost: ["date_created"]),
    UndoExample("one that the Space has", "add_tag", ["task_id": "$task", "tag": "Green "]),
    UndoExample("green", "remove_tag", ["task_id": "$waiting_task", "tag": "green"]),
    UndoExample(
      "an hour", "log_time",
      ["task_id": "$task", "duration": "1h", "description": "Work", "tags": ["deep"]]),
    UndoExample(
      "a timer", "start_timer",
      ["task_id": "$task", "description": "Work", "billable": true, "tags": ["deep"]]),
    UndoExample("all of it", "update_time_entry", wholeEntry),
    UndoExample(
      "all of it away", before: [("update_time_entry", wholeEntry)], "update_time_entry",
      [
        "time_entry_id": "$time_entry", "task_id": "none", "tags": ["none"], "description": "",
        "end": "2026-11-25T17:00", "billable": false,
      ]),
  ]

  private static let wholeEntry: JSONValue = [
    "time_entry_id": "$time_entry", "task_id": "$other_task", "start": "2026-11-25T09:00",
    "duration": "3h", "description": "Work", "billable": true, "tags": ["deep", "slow"],
  ]

  private static func item(_ members: JSONObject) -> JSONValue {
    .object(
      members.merging([
        "task_id": "$waiting_task", "checklist_id": "$checklist", "item_id": "$checklist_item",
      ]) { $1 })
  }

  private static let checklists: [UndoExample] = [
    UndoExample("a checklist", "create_checklist", ["task_id": "$task", "name": "Steps"]),
    UndoExample(
      "its name and place",
      before: [("create_checklist", ["task_id": "$waiting_task", "name": "Other"])],
      "update_checklist",
      ["task_id": "$waiting_task", "checklist_id": "Other", "name": "Steps", "position": 0]),
    UndoExample(
      "an item", "add_checklist_item",
      [
        "task_id": "$waiting_task", "checklist_id": "Before", "name": "Step", "assignee": "$user",
      ]),
    UndoExample(
      "everything of a bare item", "update_checklist_item",
      item(["name": "Step", "resolved": true, "assignee": "$user", "parent": "$other_item"])),
    UndoExample(
      "everything of a full item",
      before: [
        (
          "update_checklist_item",
          item(["name": "Step", "resolved": true, "assignee": "$user", "parent": "$other_item"])
        )
      ], "update_checklist_item",
      item(["name": "Other", "resolved": false, "assignee": "none", "parent": "none"])),
  ]

  private static let tags: [UndoExample] = [
    UndoExample(
      "with its colors", "create_tag",
      ["space_id": "$space", "name": "Fix", "fg_color": "#FFFFFF", "bg_color": "#D33D44"]),
    UndoExample("bare", "create_tag", ["space_id": "$space", "name": "Fix"]),
    UndoExample(
      "all of it", "update_tag",
      [
        "space_id": "$space", "tag": "Green", "name": "Approved", "fg_color": "#FFFFFF",
        "bg_color": "#D33D44",
      ]),
    UndoExample("its name", "update_tag", ["space_id": "$space", "tag": "green", "name": "Go"]),
    UndoExample(
      "a color", "update_tag", ["space_id": "$space", "tag": "green", "bg_color": "#D33D44"]),
  ]

  private static let values: [(type: String, one: JSONValue, other: JSONValue)] = [
    ("text", "One\ntwo", "Three"), ("short_text", "One", "Two"),
    ("url", "https://example.com/1", "https://example.com/2"),
    ("email", "one@example.com", "two@example.com"), ("phone", "+49 89 123456", "+49 89 123457"),
    ("number", 12.5, 9_007_199_254_740_993), ("currency", 10, 20.25), ("checkbox", true, false),
    ("date", "2026-12-01", "2026-12-24T18:30:00Z"), ("drop_down", "Red", "Blue"),
    ("labels", ["Red"], ["Blue", "Red"]),
    ("users", ["add": ["$user"]], ["rem": ["$user"]]),
    ("tasks", ["add": ["$other_task"]], ["add": ["$waiting_task"], "rem": ["$other_task"]]),
    ("emoji", 3, 5), ("manual_progress", ["current": 20], ["current": 80.5]),
    (
      "location", ["location": ["lat": 48.1, "lng": 11.5], "formatted_address": "Munich"],
      ["location": ["lat": 52.5, "lng": 13.4], "formatted_address": "Berlin"]
    ),
  ]

  /// Each type: set, changed, cleared.
  private static let fields = values.flatMap { type, one, other -> [UndoExample] in
    func set(_ value: JSONValue) -> JSONValue {
      ["task_id": "$task", "field_id": .string("$field_\(type)"), "value": value]
    }
    let clearing: JSONValue = [
      "task_id": "$task", "field_id": .string("$field_\(type)"), "clear": true,
    ]
    return [
      UndoExample("\(type), set", "set_custom_field", set(one)),
      UndoExample(
        "\(type), changed", before: [("set_custom_field", set(one))], "set_custom_field",
        set(other)),
      UndoExample(
        "\(type), changed back", before: [("set_custom_field", set(other))], "set_custom_field",
        set(one)),
      UndoExample(
        "\(type), cleared", before: [("set_custom_field", set(one))], "set_custom_field", clearing),
    ]
  }

  private static let wholeList: JSONValue = [
    "list_id": "$list", "name": "Plan", "content": "What we do", "due_date": "2026-12-01",
    "priority": "high", "assignee": "$user", "status": "red",
  ]

  private static let containers: [UndoExample] = [
    UndoExample("a Space", "create_space", ["name": "Lab", "statuses": ["new", "over"]]),
    UndoExample("a Folder", "create_folder", ["space_id": "$space", "name": "Shop"]),
    UndoExample("a List in a Folder", "create_list", ["folder_id": "$folder", "name": "Ideas"]),
    UndoExample(
      "a List in a Space", "create_list",
      [
        "space_id": "$space", "name": "Ideas", "statuses": ["new", "over"],
        "due_date": "2026-12-01",
      ]
    ),
    UndoExample(
      "all of it", "update_space",
      [
        "space_id": "$space", "name": "Works", "color": "#7B68EE", "private": true,
        "admin_can_manage": true, "multiple_assignees": false, "archived": true,
        "features": ["due_dates": ["enabled": false]],
      ]),
    UndoExample("its name", "update_folder", ["folder_id": "$folder", "name": "Web"]),
    UndoExample("all of a bare one", "update_list", wholeList),
    UndoExample(
      "all of a full one", before: [("update_list", wholeList)], "update_list",
      [
        "list_id": "$list", "name": "Road", "markdown_content": "",
        "due_date": "2026-12-02T10:00:00Z",
        "priority": "low", "assignee": "none", "unset_status": true,
      ]),
  ]
}
