import APICore
import JSON
import SQLite

/// A person, or an AI agent (whose ID is negative).
struct User: Sendable, Hashable {
  let id: Int64
  let username: String
  let email: String
  let color: String
  let initials: String
  let profilePicture: String?
  let timeZone: String
  let weekStartDay: Int64

  /// As answers show it; null where the profile names none.
  var timeZoneName: JSONValue { timeZone.isEmpty ? .null : .string(timeZone) }

  /// The columns that `init(_:from:)` reads, of a table called `u`.
  static let columns = """
    u.id, u.username, u.email, u.color, u.initials, u.profile_picture, u.time_zone, u.week_start_day
    """
  static let columnCount = 8

  init(_ row: Row, from column: Int = 0) {
    id = row.integer(column)
    username = row.text(column + 1)
    email = row.text(column + 2)
    color = row.text(column + 3)
    initials = row.text(column + 4)
    profilePicture = row.optionalText(column + 5)
    timeZone = row.text(column + 6)
    weekStartDay = row.integer(column + 7)
  }

  /// A person of whom only the name is known.
  init(id: Int64, name: String, timeZone: String) {
    self.id = id
    let trimmed = name.trimmingPrefix { $0.isWhitespace }
    username = trimmed.isEmpty ? "Me" : String(trimmed)
    let words = username.lowercased().split { !$0.isLetter && !$0.isNumber }
    email = (words.isEmpty ? "me" : words.joined(separator: ".")) + Self.madeUp
    color = "#595d66"
    initials = User.initials(of: username)
    profilePicture = nil
    self.timeZone = timeZone
    weekStartDay = 0
  }

  /// How the addresses end of those of whom none is known. ".invalid" never is a real one: RFC 2606
  /// section 2.
  static let madeUp = "@taskledger.invalid"

  var hasMadeUpEmail: Bool { email.hasSuffix(Self.madeUp) }

  /// Stands for a creator of whom nothing is known; a member of no Workspace.
  static let unknown = User(
    id: DerivedID.of(.person, []), name: "Unknown", timeZone: "")

  /// The first letters of the first and the last word, as ClickUp shows a person without a picture.
  static func initials(of name: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace)
    let letters = [words.first, words.count > 1 ? words.last : nil].compactMap { $0?.first }
    return String(letters).uppercased()
  }

  func insert(on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO users(id, username, email, color, initials, profile_picture, time_zone,
        week_start_day) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(id), .text(username), .text(email), .text(color), .text(initials),
        SQLValue(profilePicture), .text(timeZone), .integer(weekStartDay),
      ])
  }

  /// As assignees, watchers and members are shown.
  var json: JSONValue {
    [
      "id": .integer(id), "username": .string(username), "color": .string(color),
      "initials": .string(initials), "email": .string(email), "profilePicture": picture,
    ]
  }

  /// As the creator of a task is shown: without initials.
  var creatorJSON: JSONValue {
    [
      "id": .integer(id), "username": .string(username), "color": .string(color),
      "email": .string(email), "profilePicture": picture,
    ]
  }

  var picture: JSONValue { profilePicture.map(JSONValue.string) ?? .null }
}

extension RouteContext {
  /// The person whose token it would be: who does what the request asks.
  func authorizedUser() throws(APIError) -> User {
    try identity.user(in: view)
  }

  /// Fails where one of them is not a member of the Workspace.
  func checkMembers(_ users: [Int64], of workspace: Int64) throws(APIError) {
    for user in users {
      let isMember = try viewed { view throws(SQLiteError) in
        try view.isMember(user, of: workspace)
      }
      guard isMember else { throw Refusal.userNotInWorkspace(user) }
    }
  }
}
