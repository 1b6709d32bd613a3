import JSON
import SQLite

extension ImportWriting {
  /// A Workspace with its members, as "Get Authorized Workspaces" shows it.
  mutating func workspace(_ value: JSONValue) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    try requireWorkspace(id)
    let name = try text(value["name"], "name")
    let color = value["color"]?.string
    let isSame = try row(
      "SELECT name = ? AND color IS ? FROM workspaces WHERE id = ?",
      [.text(name), SQLValue(color), .integer(id)]
    ) { $0.bool(0) }
    if isSame == false {
      try execute(
        "UPDATE workspaces SET name = ?, color = ? WHERE id = ?",
        [.text(name), SQLValue(color), .integer(id)])
      notes.note(.workspaces, String(id), .updated)
    }
    for member in value["members"]?.array ?? [] {
      guard let user = member["user"] else { continue }
      let role = user["role"]?.integer.flatMap(Role.init(rawValue:)) ?? .member
      try person(user, in: id, role: role)
    }
  }

  /// The Workspace, made with a name for the time being where nothing is known of it yet.
  mutating func requireWorkspace(_ id: Int64) throws(ImportFailure) {
    if try exists("workspaces", id) {
      notes.note(.workspaces, String(id), .unchanged)
      return
    }
    try execute(
      "INSERT INTO workspaces(id, name) VALUES(?, ?)", [.integer(id), .text("Workspace \(id)")])
    // Who imports works there too.
    try execute(
      """
      INSERT INTO workspace_members
      SELECT ?1, user_id, \(Role.member.rawValue), ?2, ?2 FROM authorized_user WHERE true
      ON CONFLICT DO NOTHING
      """, [.integer(id), .integer(now.rawValue)])
    notes.note(.workspaces, String(id), .created)
  }

  func exists(_ table: String, _ id: Int64) throws(ImportFailure) -> Bool {
    try row("SELECT 1 FROM \(table) WHERE id = ?", [.integer(id)], read: { _ in true }) ?? false
  }

  /// A person who is shown as creator, assignee, member …; a member of the Workspace from then on.
  @discardableResult
  mutating func person(_ value: JSONValue, in workspace: Int64, role: Role? = nil)
    throws(ImportFailure) -> Int64
  {
    let id = try number(value["id"], "user.id")
    if try exists("users", id) {
      notes.note(.people, String(id), .unchanged)
    } else {
      // Who was invited and never came has no name.
      let email = value["email"]?.string ?? "user.\(id)@taskledger.invalid"
      let name = value["username"]?.string ?? email
      try execute(
        """
        INSERT INTO users(id, username, email, color, initials, profile_picture, time_zone)
        VALUES(?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(id), .text(name), .text(email), .text(value["color"]?.string ?? "#595d66"),
          .text(value["initials"]?.string ?? User.initials(of: name)),
          SQLValue(value["profilePicture"]?.string), .text(value["timezone"]?.string ?? "UTC"),
        ])
      notes.note(.people, String(id), .created)
    }
    try execute(
      "INSERT INTO workspace_members VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [
        .integer(workspace), .integer(id), .integer((role ?? .member).rawValue),
        .integer(now.rawValue), .integer(now.rawValue),
      ])
    if let role {
      try execute(
        "UPDATE workspace_members SET role = ? WHERE workspace_id = ? AND user_id = ?",
        [.integer(role.rawValue), .integer(workspace), .integer(id)])
    }
    return id
  }

  mutating func member(_ value: JSONValue, of list: Int64) throws(ImportFailure) {
    let reference = try sqlite { connection throws(SQLiteError) in
      try ListRows.find(list, on: connection)
    }
    guard let reference else { throw .notYet("the List \(list) it belongs to is not known") }
    try person(value, in: reference.workspaceID)
  }
}
