import APICore
import JSON
import SQLite

/// A tag of a Space.
struct Tag: Sendable, Hashable {
  /// What a tag has that was made without colors (as recorded: both the same).
  static let standardColor = "#622aea"

  /// As ClickUp keeps it.
  let name: String
  let foreground: String
  let background: String
  let creator: Int64?

  init(
    name: String, foreground: String = standardColor, background: String = standardColor,
    creator: Int64?
  ) {
    self.name = TagName.stored(name)
    self.foreground = foreground
    self.background = background
    self.creator = creator
  }

  /// Of a table called `g`.
  static let columns = "g.name, g.foreground, g.background, g.creator"
  static let columnCount = 4

  init(_ row: Row) {
    name = row.text(0)
    foreground = row.text(1)
    background = row.text(2)
    creator = row.optionalInteger(3)
  }

  /// As a task shows it; a Space adds `project_id`.
  var json: JSONValue {
    [
      "name": .string(name), "tag_fg": .string(foreground), "tag_bg": .string(background),
      "creator": .optional(creator),
    ]
  }
}

/// Tags as rows.
enum TagRows {
  static func all(in space: Int64, on connection: Connection) throws(SQLiteError) -> [Tag] {
    try connection.rows(
      "SELECT \(Tag.columns) FROM tags g WHERE g.space_id = ? ORDER BY g.rowid", [.integer(space)]
    ) { Tag($0) }
  }

  static func find(_ name: String, in space: Int64, on connection: Connection)
    throws(SQLiteError) -> Tag?
  {
    try connection.row(
      "SELECT \(Tag.columns) FROM tags g WHERE g.space_id = ? AND g.name = ?",
      [.integer(space), .text(TagName.stored(name))]
    ) { Tag($0) }
  }

  /// Where the Space has the tag already it stays as it is: creating one may be repeated.
  static func insert(_ tag: Tag, in space: Int64, on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      "INSERT INTO tags VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [
        .integer(space), .text(tag.name), .text(tag.foreground), .text(tag.background),
        SQLValue(tag.creator),
      ])
  }

  static func add(_ tag: Tag, to task: String, in space: Int64, on connection: Connection)
    throws(SQLiteError)
  {
    // Unverified of the real service: whether a tag that the Space lacks is made (a description
    // says so) or refused (the official tools say so). Here it is made: nothing that was asked is
    // lost.
    try insert(tag, in: space, on: connection)
    try connection.execute(
      """
      INSERT INTO task_tags(task_id, space_id, name) VALUES(?, ?, ?) ON CONFLICT DO NOTHING
      """, [.text(task), .integer(space), .text(tag.name)])
  }

  static func remove(_ name: String, from task: String, on connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      "DELETE FROM task_tags WHERE task_id = ? AND name = ?",
      [.text(task), .text(TagName.stored(name))])
  }

  /// The `tags` of each task, in the order in which it got them.
  @Sendable static func json(of tasks: TaskSet, in view: StoreView) throws(SQLiteError)
    -> [String: JSONValue]
  {
    let tags = try view.connection.rows(
      """
      SELECT \(Tag.columns), x.task_id FROM task_tags x
      JOIN tags g ON g.space_id = x.space_id AND g.name = x.name
      WHERE \(tasks.isAny("x.task_id")) ORDER BY x.row_id
      """, [tasks.value]
    ) { row in (task: row.text(Tag.columnCount), tag: Tag(row).json) }
    return Dictionary(grouping: tags, by: \.task).mapValues { .array($0.map(\.tag)) }
  }
}
