import JSON
import TestSupport

/// A Workspace of our own making, as somebody records it from the API: every type of Custom Field
/// with a value, checklists, comments with threads, time, tags, dependencies, links, and things that
/// are closed or archived.
enum Orchard {
  static let workspace = "9018000001"
  static let iris: JSONValue = [
    "id": 7001, "username": "Iris Pippin", "email": "iris@orchard.example", "color": "#595d66",
    "initials": "IP", "profilePicture": nil,
  ]
  static let tom: JSONValue = [
    "id": 7002, "username": "Tom Quince", "email": "tom@orchard.example", "color": "#595d66",
    "initials": "TQ", "profilePicture": nil,
  ]

  /// One on each line.
  static var recordings: String {
    exchanges.map { $0.canonicalString + "\n" }.joined()
  }

  private static var exchanges: [JSONValue] {
    [
      exchange("user", ["user": with(iris, ["timezone": "Europe/London", "week_start_day": 1])]),
      exchange("team", ["teams": [team]]),
      exchange("team/\(workspace)/space?archived=false", ["spaces": [space("501", "Harvest")]]),
      exchange(
        "team/\(workspace)/space?archived=true",
        ["spaces": [with(space("502", "Old trees"), ["archived": true])]]),
      exchange("space/501/folder", ["folders": [folder("601", "Apples", lists: [apples])]]),
      exchange(
        "space/501/folder?archived=true",
        ["folders": [with(folder("602", "Plums", lists: []), ["archived": true])]]),
      exchange("space/501/list", ["lists": [shed]]),
      exchange("list/701", apples),
      exchange("space/501/tag", ["tags": [tag("ripe", in: "501"), tag("windfall", in: "501")]]),
      exchange("list/701/member", ["members": [iris, tom]]),
      exchange("list/701/field", ["fields": .array(fields.map { $0.definition })]),
      exchange("list/701/task?page=0", ["tasks": .array(tasks), "last_page": true]),
      exchange("task/86picking", picking),
      exchange("task/86picking/comment", ["comments": comments]),
      exchange("comment/8001/reply", ["comments": [reply("8002"), reply("8003")]]),
      exchange("team/\(workspace)/time_entries", ["data": [time]]),
      exchange("task/86nobody", ["err": "Team not authorized", "ECODE": "OAUTH_027"], status: 401),
    ]
  }

  private static func exchange(_ path: String, _ body: JSONValue, status: Int64 = 200) -> JSONValue
  {
    [
      "request": [
        "method": "GET", "uri": .string("https://api.clickup.com/api/v2/\(path)"), "body": nil,
      ],
      "response": [
        "status": .integer(status), "headers": ["date": "Mon, 05 Jan 2026 12:00:00 GMT"],
        "body": body,
      ],
    ]
  }

  private static func with(_ value: JSONValue, _ members: JSONObject) -> JSONValue {
    .object((value.object ?? [:]).merging(members) { $1 })
  }

  // MARK: Where things stand

  private static let team: JSONValue = [
    "id": .string(workspace), "name": "Orchard", "color": "#40BC86", "avatar": nil,
    "members": [
      ["user": with(iris, ["role": 1])], ["user": with(tom, ["role": 3])],
      [
        "user": [
          "id": 7003, "username": nil, "email": "guest@orchard.example", "color": nil,
          "initials": "G", "profilePicture": nil, "role": 4,
        ]
      ],
    ],
  ]

  private static func status(
    _ id: String, _ name: String, _ type: String, _ order: Int64
  ) -> JSONValue {
    [
      "id": .string(id), "status": .string(name), "type": .string(type),
      "orderindex": .integer(order), "color": "#87909e",
    ]
  }

  private static let statuses: JSONValue = [
    status("p501_a", "to pick", "open", 0), status("p501_b", "picking", "custom", 1),
    status("p501_c", "stored", "closed", 2),
  ]

  private static func space(_ id: String, _ name: String) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "color": nil, "private": false,
      "archived": false, "multiple_assignees": true, "admin_can_manage": true,
      "statuses": id == "501" ? statuses : [status("p\(id)_a", "to do", "open", 0)],
      "features": ["time_tracking": ["enabled": true], "tags": ["enabled": true]],
    ]
  }

  private static func folder(_ id: String, _ name: String, lists: JSONValue) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "hidden": false, "archived": false,
      "override_statuses": false, "space": ["id": "501", "name": "Harvest"], "lists": lists,
      "statuses": statuses, "task_count": "5",
    ]
  }

  private static let apples: JSONValue = [
    "id": "701", "name": "Bramleys", "archived": false, "content": "North slope",
    "override_statuses": false, "statuses": statuses, "priority": nil, "assignee": nil,
    "due_date": nil, "start_date": nil, "status": nil,
    "folder": ["id": "601", "name": "Apples", "hidden": false, "access": true],
    "space": ["id": "501", "name": "Harvest", "access": true],
  ]

  private static let shed: JSONValue = [
    "id": "702", "name": "Shed", "archived": false, "statuses": statuses,
    "override_statuses": false, "folder": ["id": "603", "name": "hidden", "hidden": true],
    "space": ["id": "501", "name": "Harvest"],
  ]

  private static func step(_ id: String, _ name: String) -> JSONValue {
    ["id": .string(id), "name": .string(name), "resolved": false, "children": []]
  }

  private static func tag(_ name: String, in space: String? = nil) -> JSONValue {
    var tag: JSONValue = ["name": .string(name), "tag_fg": "#000000", "tag_bg": "#00ff00"]
    tag["project_id"] = space.map(JSONValue.string)
    return tag
  }

  // MARK: Custom Fields

  struct Field {
    let type: String
    /// As the answer shows it.
    let value: JSONValue
    /// As an agent sees it after the import.
    let seen: String?
    let configuration: JSONValue
    /// As an agent sees it after the sample of its type was set; nil where it cannot be set.
    var seenWhenSet: String?

    var id: String { "0f0f0f0f-0000-4000-8000-\(type)" }

    var definition: JSONValue {
      [
        "id": .string(id), "name": .string("The \(type)"), "type": .string(type),
        "type_config": configuration, "date_created": "1767000000000",
        "hide_from_guests": false, "required": false,
      ]
    }
  }

  private static func options(_ naming: String) -> JSONValue {
    [
      "options": [
        ["id": "opt-red", .init(naming): "Red", "orderindex": 0, "color": nil],
        ["id": "opt-blue", .init(naming): "Blue", "orderindex": 1, "color": nil],
      ]
    ]
  }

  private static func field(
    _ type: String, _ value: JSONValue, _ seen: String?, then: String? = nil,
    _ configuration: JSONValue = [:]
  ) -> Field {
    Field(
      type: type, value: value, seen: seen, configuration: configuration, seenWhenSet: then)
  }

  /// Every type that is known, and one that is not.
  static let fields: [Field] = [
    field("text", "row\nfour", "row\nfour", then: "two\nlines"),
    field("short_text", "row four", "row four", then: "one line"),
    field("url", "https://orchard.example", "https://orchard.example", then: "https://example.com"),
    field("email", "info@orchard.example", "info@orchard.example", then: "jane@example.com"),
    field("phone", "+44 20 7946 0018", "+44 20 7946 0018", then: "+49 89 123456"),
    field("number", "7.25", "7.25", then: "12.5"),
    field(
      "currency", "12.5", "12.5", then: "99.99", ["currency_type": "EUR", "precision": 2]),
    field("checkbox", "false", "false", then: "true"),
    field("date", "1767600000000", "2026-01-05T08:00:00Z", then: "2026-11-25T11:00:00Z"),
    field("drop_down", 1, "Blue", then: "Red", options("name")),
    field("labels", ["opt-blue"], "Blue", then: "Red", options("label")),
    field("users", [tom], "Tom Quince (7002)", then: "Tom Quince (7002), Iris Pippin (7001)"),
    field(
      "tasks", [["id": "86ladder", "name": "Mend the ladder"]], "Mend the ladder (86ladder)",
      then: "Mend the ladder (86ladder), Sort (86sort)"),
    field(
      "list_relationship", [["id": "86ladder", "name": "Mend the ladder"]],
      "Mend the ladder (86ladder)", then: "Mend the ladder (86ladder), Sort (86sort)"),
    field(
      "attachment", [["id": "m4p.png", "title": "map.png"]], "map.png (m4p.png)",
      then: "map.png (m4p.png), 4b67ac88.png"),
    field("emoji", 2, "2", then: "3", ["code_point": "1f613", "count": 5]),
    field(
      "manual_progress", ["current": "5", "percent_completed": 5], "5", then: "20",
      ["start": 0, "end": 100]),
    field(
      "location",
      ["location": ["lat": 51.3, "lng": 0.5], "formatted_address": "Kent"], "Kent",
      then: "Gold Coast"),
    field("automatic_progress", ["percent_complete": 50], nil, ["complete_on": 3]),
    field("votes", [["id": 7002]], nil),
    field("formula", "42", nil, ["formula": "1 + 1"]),
    field("rollup", ["sum": 3], nil), field("button", nil, nil),
  ]

  // MARK: Tasks

  private static func task(
    _ id: String, _ name: String, _ members: JSONObject = [:]
  ) -> JSONValue {
    with(
      [
        "id": .string(id), "name": .string(name), "text_content": "", "description": "",
        "status": status("p501_a", "to pick", "open", 0), "orderindex": "1",
        "date_created": "1767000000000", "date_updated": "1767600000000", "date_closed": nil,
        "archived": false, "creator": tom, "assignees": [], "watchers": [], "checklists": [],
        "tags": [], "parent": nil, "priority": nil, "due_date": nil, "start_date": nil,
        "points": nil, "time_estimate": nil, "custom_fields": [], "dependencies": [],
        "linked_tasks": [], "team_id": .string(workspace),
        "list": ["id": "701", "name": "Bramleys", "access": true],
        "folder": ["id": "601", "name": "Apples", "hidden": false, "access": true],
        "space": ["id": "501"],
      ], members)
  }

  private static let dependency: JSONValue = [
    "task_id": "86picking", "depends_on": "86ladder", "type": 1, "date_created": "1767600000000",
    "userid": "7001",
  ]
  private static let link: JSONValue = [
    "task_id": "86picking", "link_id": "86sort", "date_created": "1767600000000",
    "userid": "7001",
  ]

  /// The one that has everything.
  private static var picking: JSONValue {
    task(
      "86picking", "Pick the Bramleys",
      [
        "text_content": "All of row four", "description": "All of row four",
        "markdown_description": "All of **row four**",
        "status": status("p501_b", "picking", "custom", 1), "assignees": [iris, tom],
        "watchers": [tom], "priority": ["id": "2", "priority": "high"], "points": 3,
        "due_date": "1768000000000", "time_estimate": 7_200_000, "time_spent": 3_600_000,
        "tags": [tag("ripe")], "dependencies": [dependency], "linked_tasks": [link],
        "custom_fields": .array(fields.map { with($0.definition, ["value": $0.value]) }),
        "checklists": [
          ["id": "c1", "name": "Bring", "items": [step("i1", "Ladder"), step("i2", "Baskets")]]
        ],
        "attachments": [["id": "a1"]],
      ])
  }

  private static var tasks: [JSONValue] {
    [
      task("86basket", "Carry the baskets", ["parent": "86picking"]),
      task("86ladder", "Mend the ladder", ["dependencies": [dependency]]),
      task("86sort", "Sort", ["linked_tasks": [link], "tags": [tag("windfall")]]),
      task(
        "86graft", "Graft",
        [
          "status": status("p501_c", "stored", "closed", 2), "date_closed": "1767500000000",
          "date_done": "1767500000000",
        ]),
      task("86scare", "Old scarecrow", ["archived": true]),
      picking,
    ]
  }

  private static let comments: JSONValue = [
    [
      "id": "8001", "comment": [["text": "Half done"]], "comment_text": "Half done", "user": tom,
      "assignee": iris, "assigned_by": tom, "resolved": false, "reactions": [],
      "date": "1767590000000", "reply_count": "2",
    ]
  ]

  private static func reply(_ id: String) -> JSONValue {
    [
      "id": .string(id), "comment": [["text": "Good"]], "comment_text": "Good", "user": iris,
      "date": "1767591000000",
    ]
  }

  private static let time: JSONValue = [
    "id": "4900000000000000001", "task": ["id": "86picking", "name": "Pick the Bramleys"],
    "wid": .string(workspace), "user": iris, "billable": true, "start": "1767600000000",
    "end": "1767603600000", "duration": "3600000", "description": "morning", "tags": [],
    "source": "clickup", "at": "1767604000000",
  ]
}
