import APICore
import JSON
import SQLite

extension ImportWriting {
  /// A Workspace with its members, as "Get Authorized Workspaces" shows it.
  mutating func workspace(_ value: JSONValue) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    try requireWorkspace(id)
    let name = try text(value["name"], "name")
    try bringUpToDate(
      .workspaces, in: "workspaces", .integer(id), named: String(id),
      [
        ("name", .text(name)), ("color", value["color"].map { SQLValue($0.string) }),
        ("avatar", value["avatar"].map { SQLValue($0.string) }),
      ])
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
    let id = try user(value)
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

  private mutating func user(_ value: JSONValue) throws(ImportFailure) -> Int64 {
    let id = try number(value["id"], "user.id")
    if try exists("users", id) {
      try bringUpToDate(id, value)
    } else {
      try insert(id, value)
    }
    return id
  }

  /// Whose tokens answers were asked for with is remembered under this kind.
  static let authorizedKind = "authorized"

  /// A person as "Get Authorized User" shows one: who asked for the answers.
  mutating func authorized(_ value: JSONValue) throws(ImportFailure) {
    let id = try user(value)
    try execute(
      "INSERT INTO imported VALUES(?, ?, 0) ON CONFLICT DO NOTHING",
      [.text(Self.authorizedKind), .text(String(id))])
  }

  private mutating func insert(_ id: Int64, _ value: JSONValue) throws(ImportFailure) {
    _ = try isNews(.people, String(id))
    // Who was invited and never came has no name.
    let email = value["email"]?.string ?? Self.unknownEmail(id)
    let name = value["username"]?.string ?? email
    try execute(
      """
      INSERT INTO users(id, username, email, color, initials, profile_picture, time_zone)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(id), .text(name), .text(email), .text(value["color"]?.string ?? "#595d66"),
        .text(value["initials"]?.string ?? User.initials(of: name)),
        SQLValue(value["profilePicture"]?.string), .text(ProfileZone.name(ofUser: value) ?? ""),
      ])
    notes.note(.people, String(id), .created)
  }

  /// What an older answer says fills in only what is not known.
  private mutating func bringUpToDate(_ id: Int64, _ value: JSONValue) throws(ImportFailure) {
    let standing = try row(
      "SELECT username, email FROM users WHERE id = ?", [.integer(id)]
    ) { (name: $0.text(0), email: $0.text(1)) }
    guard let standing else { return }
    let isNews = try isNews(.people, String(id))
    let given = value["email"]?.string.flatMap { $0.isBlank ? nil : $0 }
    let email = isNews || standing.email == Self.unknownEmail(id) ? given : nil
    let hasName = standing.name != standing.email
    let called = value["username"]?.string.flatMap { $0.isBlank ? nil : $0 }
    var name = isNews || !hasName ? called : nil
    // The address stood in for the name.
    if !hasName, name == nil { name = email }
    let initials = value["initials"]?.string
    try bringUpToDate(
      .people, in: "users", .integer(id), named: String(id),
      [
        ("username", name.map(SQLValue.text)), ("email", email.map(SQLValue.text)),
        ("color", isNews ? value["color"]?.string.map(SQLValue.text) : nil),
        (
          "initials",
          name.map { .text(initials ?? User.initials(of: $0)) }
            ?? (isNews ? initials.map(SQLValue.text) : nil)
        ),
        (
          "profile_picture",
          isNews ? value["profilePicture"]?.string.map(SQLValue.text) : nil
        ),
        ("time_zone", isNews ? ProfileZone.name(ofUser: value).map(SQLValue.text) : nil),
      ])
  }

  /// Of whom no answer shows an address.
  private static func unknownEmail(_ id: Int64) -> String { "user.\(id)\(User.madeUp)" }

  mutating func member(_ value: JSONValue, of list: String) throws(ImportFailure) {
    let reference = try sqlite { connection throws(SQLiteError) in
      try Int64(list).flatMap { id throws(SQLiteError) in try ListRows.find(id, on: connection) }
    }
    guard let reference else { throw .notYet("the List \(list) it belongs to is not known") }
    try person(value, in: reference.workspaceID)
  }
}
