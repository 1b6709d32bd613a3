import APICore
import EmbeddedBackend
import Foundation
import JSON
import SQLite
import Testing

/// The Workspace of an office, made through the routes of the embedded backend: what
/// `Office/world.json` says, and as many tasks of no importance as make 200.
///
/// Its day is Wednesday 2026-06-10, nine o'clock in Oslo.
struct OfficeWorld {
  static let morning: Milliseconds = 1_781_074_800_000
  static let taskCount = 200
  static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Office/world.json")

  private let plan: JSONValue
  private let store: Store
  private let clock: ManualClock
  private let ids = SeededIDSource(seed: 31)
  private var people: [String: Int64] = [:]
  private var lists: [(path: String, id: String, statuses: [String])] = []
  private var tasks: [String: String] = [:]
  private var fields: [String: JSONValue] = [:]

  static func plan() throws -> JSONValue {
    try JSONValue.parse(Array(try Data(contentsOf: file)))
  }

  /// Fills `store`, which was just made for the owner.
  static func fill(_ store: Store, clock: ManualClock) throws {
    var world = OfficeWorld(plan: try plan(), store: store, clock: clock)
    try world.addPeople()
    for space in world.plan["spaces"]?.array ?? [] { try world.add(space: space) }
    for task in world.plan["tasks"]?.array ?? [] { try world.add(task: task) }
    try world.addFiller()
    for pair in world.plan["waiting"]?.array ?? [] {
      _ = try world.write(
        .addDependency, ["task_id": try world.task(pair[0])],
        ["depends_on": .string(try world.task(pair[1]))])
    }
    try world.addTalk()
    clock.set(Self.morning)
  }

  private init(plan: JSONValue, store: Store, clock: ManualClock) {
    (self.plan, self.store, self.clock) = (plan, store, clock)
  }

  // MARK: Requests

  private func write(
    _ route: Route, _ path: [String: String], _ body: JSONValue = [:]
  ) throws -> JSONValue {
    let backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    let request = WriteRequest(route, path: path, body: .json(body))
    return try store.write { transaction throws(APIError) in
      try backend.write(request, in: transaction)
    }
  }

  private func made(_ answer: JSONValue) throws -> String {
    try #require((answer["field"] ?? answer)["id"]?.identifier, "\(answer)")
  }

  private func workspace() throws -> String {
    let backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    let teams = try backend.read(ReadRequest(.getWorkspaces, path: [:]))
    return try #require(teams["teams"]?[0]?["id"]?.identifier)
  }

  private func task(_ name: JSONValue?) throws -> String {
    try #require(tasks[name?.string ?? ""], "there is no task \(name ?? .null)")
  }

  private static func email(of person: String) -> String {
    person.lowercased().replacing(" ", with: ".").replacing("ü", with: "u") + "@office.example"
  }

  /// Noon in Oslo of a day of that June: a date alone.
  private func noon(_ day: JSONValue?) throws -> Milliseconds {
    let text = try #require(day?.string)
    let date = try #require(ISO8601DateFormatter().date(from: text + "T10:00:00Z"), "\(text)")
    return Milliseconds(Int64(date.timeIntervalSince1970 * 1_000))
  }

  // MARK: Parts

  private mutating func addPeople() throws {
    let names = (plan["people"]?.array ?? []).compactMap(\.string)
    let owner = try #require(plan["owner"]?.string)
    try store.write { transaction throws(SQLiteError) in
      let connection = transaction.connection
      try connection.execute("UPDATE users SET email = ?", [.text(Self.email(of: owner))])
      for (number, name) in names.enumerated() {
        let id = SQLValue.integer(Int64(1_000_001 + number))
        try connection.execute(
          """
          INSERT INTO users(id, username, email, color, initials, time_zone)
            SELECT ?, ?, ?, color, initials, time_zone FROM users LIMIT 1
          """, [id, .text(name), .text(Self.email(of: name))])
        try connection.execute(
          """
          INSERT INTO workspace_members
            SELECT workspace_id, ?, 3, date_invited, date_joined FROM workspace_members LIMIT 1
          """, [id])
      }
    }
    let ids = try store.read { connection throws(SQLiteError) in
      try connection.rows("SELECT username, id FROM users") { ($0.text(0), $0.integer(1)) }
    }
    people = Dictionary(uniqueKeysWithValues: ids)
  }

  private mutating func add(space: JSONValue) throws {
    let name = try #require(space["name"]?.string)
    let statuses = (space["statuses"]?.array ?? []).compactMap { status -> JSONValue? in
      guard let word = status[0], let type = status[1] else { return nil }
      return ["status": word, "type": type]
    }
    let id = try made(
      write(
        .createSpace, ["team_id": try workspace()],
        ["name": .string(name), "statuses": .array(statuses)]))
    let words = statuses.compactMap { $0["status"]?.string }
    for (folder, names) in (space["folders"]?.object ?? [:]).sorted(by: { $0.key > $1.key }) {
      let place = try made(write(.createFolder, ["space_id": id], ["name": .string(folder)]))
      for list in (names.array ?? []).compactMap(\.string) {
        let made = try made(
          write(.createFolderList, ["folder_id": place], ["name": .string(list)]))
        lists.append(("\(name) / \(folder) / \(list)", made, words))
      }
    }
    for list in (space["lists"]?.array ?? []).compactMap(\.string) {
      let made = try made(write(.createSpaceList, ["space_id": id], ["name": .string(list)]))
      lists.append(("\(name) / \(list)", made, words))
    }
    for field in space["fields"]?.array ?? [] {
      let answer = try write(.createSpaceField, ["space_id": id], field)
      fields[field["name"]?.string ?? ""] = answer["field"] ?? answer
    }
  }

  private mutating func add(task: JSONValue) throws {
    let name = try #require(task["name"]?.string)
    let path = try #require(task["list"]?.string)
    let list = try #require(lists.first { $0.path == path }, "\(path)")
    clock.set(try noon(.string("2026-06-01")))
    var body: JSONValue = ["name": .string(name), "priority": task["priority"] ?? .null]
    body["assignees"] = .array(
      (task["assignees"]?.array ?? []).compactMap { people[$0.string ?? ""] }.map {
        .integer($0)
      })
    if let day = task["due"] { body["due_date"] = .integer(try noon(day).rawValue) }
    if task["estimate"] != nil { body["time_estimate"] = .integer(6 * 3_600_000) }
    if task["done"] == nil { body["status"] = task["status"] }
    let id = try made(write(.createTask, ["list_id": list.id], body))
    tasks[name] = id
    for tag in task["tags"]?.array ?? [] {
      _ = try write(.addTaskTag, ["task_id": id, "tag_name": tag.string ?? ""])
    }
    for (field, value) in (task["fields"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      let known = try #require(fields[field])
      let options = known["type_config"]?["options"]?.array ?? []
      let option = options.first { $0["name"] == value }?["id"]
      _ = try write(
        .setFieldValue, ["task_id": id, "field_id": try made(known)], ["value": option ?? value])
    }
    guard let day = task["done"] else { return }
    clock.set(try noon(day))
    _ = try write(.updateTask, ["task_id": id], ["status": try #require(task["status"])])
  }

  /// A task is of nobody, has a date, or is done, by its number.
  private mutating func addFiller() throws {
    let verbs = (plan["filler"]?["verbs"]?.array ?? []).compactMap(\.string)
    let things = (plan["filler"]?["things"]?.array ?? []).compactMap(\.string)
    let named = (plan["tasks"]?.array ?? []).count
    let staff = people.keys.sorted()
    for number in 0..<(Self.taskCount - named) {
      let list = lists[number % lists.count]
      let verb = verbs[number % verbs.count]
      let isDone = number % 6 == 5
      var task: JSONValue = [
        "list": .string(list.path),
        "name": .string("\(verb) the \(things[(number / verbs.count) % things.count])"),
      ]
      if number % 3 != 0 { task["assignees"] = [.string(staff[number % staff.count])] }
      if number % 4 == 1 { task["due"] = .string("2026-07-\(10 + number % 18)") }
      if isDone {
        task["status"] = .string(list.statuses.last ?? "")
        task["done"] = .string("2026-06-0\(2 + number % 3)")
      }
      try add(task: task)
    }
  }

  /// A comment is of whoever writes it.
  private func become(_ person: JSONValue?) throws {
    let id = try #require(people[person?.string ?? ""], "\(person ?? .null)")
    try store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute(
        "UPDATE authorized_user SET user_id = ?", [.integer(id)])
    }
  }

  private func addTalk() throws {
    for comment in plan["comments"]?.array ?? [] {
      clock.set(try noon(comment["on"]))
      try become(comment["by"])
      _ = try write(
        .createTaskComment, ["task_id": try task(comment["task"])],
        ["comment_text": comment["text"] ?? .null, "notify_all": false])
    }
    try become(plan["owner"])
    for entry in plan["time"]?.array ?? [] {
      let hours = try #require(entry["hours"]?.integer)
      _ = try write(
        .createTimeEntry, ["team_Id": try workspace()],
        [
          "tid": .string(try task(entry["task"])),
          "start": .integer(try noon(entry["on"]).rawValue),
          "duration": .integer(hours * 3_600_000),
          "assignee": people[entry["by"]?.string ?? ""].map { .integer($0) } ?? .null,
        ])
    }
  }
}
