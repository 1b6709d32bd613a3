import APICore
import SQLite

/// Whose Workspace a new store holds.
public struct Owner: Sendable, Hashable {
  public let name: String
  /// As the time zone database writes it, e.g. "Europe/Berlin".
  public let timeZone: String

  public init(name: String, timeZone: String) {
    self.name = name
    self.timeZone = timeZone
  }
}

extension EmbeddedBackend {
  /// What fills a new store: one Workspace of one person, with a Space `Team Space` that holds a
  /// List `Inbox`, so that the first task has a place to go.
  public static func seed(
    owner: @autoclosure @escaping @Sendable () -> Owner, clock: any Clock, ids: any IDSource
  )
    -> @Sendable (Transaction) throws(SQLiteError) -> Void
  {
    { transaction throws(SQLiteError) in
      let connection = transaction.connection
      let identifiers = Identifiers(source: ids, connection: connection)
      let now = clock.now()
      let owner = owner()
      let user = User(id: try identifiers.user(), name: owner.name, timeZone: owner.timeZone)
      try user.insert(on: connection)
      try connection.execute("INSERT INTO authorized_user VALUES(1, ?)", [.integer(user.id)])
      let workspace = try identifiers.workspace()
      try connection.execute(
        "INSERT INTO workspaces(id, name, color) VALUES(?, ?, '#40BC86')",
        [.integer(workspace), .text("\(user.username)'s Workspace")])
      try connection.execute(
        "INSERT INTO workspace_members VALUES(?, ?, ?, ?, ?)",
        [
          .integer(workspace), .integer(user.id), .integer(Role.owner.rawValue),
          .integer(now.rawValue), .integer(now.rawValue),
        ])
      let space = try identifiers.space()
      try SpaceRows.insert(
        space, named: "Team Space", in: workspace, statuses: .standard, identifiers: identifiers)
      let folder = try FolderRows.insertHidden(in: space, identifiers: identifiers)
      try ListRows.insert(
        try identifiers.list(), named: "Inbox", in: folder, on: connection)
    }
  }
}
