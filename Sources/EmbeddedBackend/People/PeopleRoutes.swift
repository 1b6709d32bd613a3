import APICore
import JSON
import SQLite

/// The authorised user, Workspaces and their members.
enum PeopleRoutes {
  static let routes: [Route: RouteFunction] = [
    .getUser: getUser,
    .getWorkspaces: getWorkspaces,
    .getListMembers: getListMembers,
    .getTaskMembers: getTaskMembers,
  ]

  @Sendable static func getUser(_ context: RouteContext) throws(APIError) -> JSONValue {
    let user = try context.authorizedUser()
    return [
      "user": [
        "id": .integer(user.id), "username": .string(user.username), "email": .string(user.email),
        "color": .string(user.color), "profilePicture": user.picture,
        "initials": .string(user.initials), "week_start_day": .integer(user.weekStartDay),
        "global_font_support": false, "timezone": user.timeZoneName,
      ]
    ]
  }

  @Sendable static func getWorkspaces(_ context: RouteContext) throws(APIError) -> JSONValue {
    let members = try context.rows(
      """
      SELECT \(User.columns), m.workspace_id, m.role, m.date_joined, m.date_invited
      FROM workspace_members m JOIN users u ON u.id = m.user_id ORDER BY m.date_invited, u.id
      """
    ) { row in (workspace: row.integer(User.columnCount), user: member(row, at: context.now)) }
    let membersOf = Dictionary(grouping: members, by: \.workspace)
    let workspaces = try context.rows(
      "SELECT id, name, color, avatar FROM workspaces ORDER BY rowid"
    ) { row in
      [
        "id": .string(row.text(0)), "name": .string(row.text(1)),
        "color": .optional(row.optionalText(2)), "avatar": .optional(row.optionalText(3)),
        "members": .array((membersOf[row.integer(0)] ?? []).map(\.user)),
      ] as JSONValue
    }
    return ["teams": .array(workspaces)]
  }

  /// Everyone in the Workspace: nothing here is private.
  @Sendable static func getListMembers(_ context: RouteContext) throws(APIError) -> JSONValue {
    let list = try context.list()
    let members = try context.rows(
      """
      SELECT \(User.columns) FROM workspace_members m JOIN users u ON u.id = m.user_id
      WHERE m.workspace_id = ? ORDER BY m.date_invited, u.id
      """, [.integer(list.workspaceID)]
    ) { row in
      var user = User(row).json
      user["profileInfo"] = emptyProfile
      return user
    }
    return ["members": .array(members)]
  }

  /// Only people whom a task was shared with are named here, and nobody need be: everyone has
  /// access by the hierarchy (a recorded answer is empty too).
  @Sendable static func getTaskMembers(_ context: RouteContext) throws(APIError) -> JSONValue {
    _ = try context.task()
    return ["members": []]
  }

  /// `last_active` is the time of the request: whoever else could have asked?
  private static func member(_ row: Row, at now: Milliseconds) -> JSONValue {
    let first = User.columnCount
    let role = Role(rawValue: row.integer(first + 1)) ?? .guest
    var user = User(row).json
    user["role"] = .integer(role.rawValue)
    user["role_subtype"] = 0
    user["role_key"] = .string(role.key)
    user["custom_role"] = .null
    user["last_active"] = .string(now.wire)
    user["date_joined"] = .optional(row.optionalText(first + 2))
    user["date_invited"] = .string(row.text(first + 3))
    return ["user": user]
  }

  private static let emptyProfile = JSONValue.object(
    JSONObject(
      uniqueKeysWithValues: [
        "display_profile", "verified_ambassador", "verified_consultant", "top_tier_user",
        "ai_expert", "viewed_verified_ambassador", "viewed_verified_consultant",
        "viewed_top_tier_user", "viewed_ai_expert",
      ].map { ($0, JSONValue.null) }))
}
