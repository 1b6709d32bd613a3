import APICore
import JSON
import SQLite

/// Tags of Spaces, and on tasks.
enum TagRoutes {
  static let routes: [Route: RouteFunction] = [
    .getSpaceTags: getSpaceTags,
    .createSpaceTag: createSpaceTag,
    .updateSpaceTag: updateSpaceTag,
    .deleteSpaceTag: deleteSpaceTag,
    .addTaskTag: addTaskTag,
    .removeTaskTag: removeTaskTag,
  ]

  @Sendable static func getSpaceTags(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let tags = try context.sql { connection throws(SQLiteError) in
      try TagRows.all(in: space.id, on: connection)
    }
    return [
      "tags": .array(
        tags.map { tag in
          var json = tag.json
          json["project_id"] = .digits(space.id)
          return json
        })
    ]
  }

  @Sendable static func createSpaceTag(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let body = try tagBody(context)
    let tag = Tag(
      name: try name(body.text("name"), "tag.name"),
      foreground: try body.text("tag_fg") ?? Tag.standardColor,
      background: try body.text("tag_bg") ?? Tag.standardColor,
      creator: try context.authorizedUser().id)
    try context.sql { connection throws(SQLiteError) in
      try TagRows.insert(tag, in: space.id, on: connection)
    }
    return [:]
  }

  /// The published document takes `fg_color` and `bg_color` here, and answers them; its example
  /// sends `tag_fg` and `tag_bg`: both are taken.
  @Sendable static func updateSpaceTag(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let old = try existingTag(context, in: space.id)
    let body = try tagBody(context)
    let foregrounds = [try body.text("fg_color"), try body.text("tag_fg")]
    let backgrounds = [try body.text("bg_color"), try body.text("tag_bg")]
    let new = Tag(
      name: try body.text("name") ?? old.name,
      foreground: foregrounds.compactMap { $0 }.first ?? old.foreground,
      background: backgrounds.compactMap { $0 }.first ?? old.background,
      creator: old.creator)
    _ = try name(new.name, "tag.name")
    if new.name != old.name {
      let taken = try context.sql { connection throws(SQLiteError) in
        try TagRows.find(new.name, in: space.id, on: connection)
      }
      if taken != nil {
        throw Refusal.invalid("the Space has a tag `\(new.name)` already; use another name")
      }
    }
    if new.name != old.name {
      try context.sql { connection throws(SQLiteError) in
        for name in [old.name, new.name] {
          try TaskPart.tagMoved(
            name, onAllWith: old.name, in: space.id, at: context.now.rawValue, on: connection)
        }
      }
    }
    try context.execute(
      "UPDATE tags SET name = ?, foreground = ?, background = ? WHERE space_id = ? AND name = ?",
      [
        .text(new.name), .text(new.foreground), .text(new.background), .integer(space.id),
        .text(old.name),
      ])
    return [
      "tag": [
        "name": .string(new.name), "fg_color": .string(new.foreground),
        "bg_color": .string(new.background),
      ]
    ]
  }

  @Sendable static func deleteSpaceTag(_ context: RouteContext) throws(APIError) -> JSONValue {
    let space = try context.space()
    let tag = try existingTag(context, in: space.id)
    try context.sql { connection throws(SQLiteError) in
      try TaskPart.tagMoved(
        tag.name, onAllWith: tag.name, in: space.id, at: context.now.rawValue, on: connection)
    }
    try context.execute(
      "DELETE FROM tags WHERE space_id = ? AND name = ?", [.integer(space.id), .text(tag.name)])
    return [:]
  }

  @Sendable static func addTaskTag(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let tag = Tag(
      name: try name(context.pathText("tag_name"), "tag_name"),
      creator: try context.authorizedUser().id)
    try context.sql { connection throws(SQLiteError) in
      try TagRows.add(tag, to: task.id, in: task.spaceID, on: connection)
      try TaskPart.tag(tag.name, of: task.id).moved(at: context.now.rawValue, on: connection)
    }
    return [:]
  }

  /// Answers `{}` also where the task does not carry the tag: removing may be repeated.
  @Sendable static func removeTaskTag(_ context: RouteContext) throws(APIError) -> JSONValue {
    let task = try context.task()
    let name = try context.pathText("tag_name")
    try context.sql { connection throws(SQLiteError) in
      try TagRows.remove(name, from: task.id, on: connection)
      try TaskPart.tag(name, of: task.id).moved(at: context.now.rawValue, on: connection)
    }
    return [:]
  }

  /// Gives a new task the `tags` of the body of "Create Task".
  @Sendable static func addAtCreation(_ context: RouteContext, _ task: TaskReference)
    throws(APIError)
  {
    guard let names = try context.body.texts("tags"), !names.isEmpty else { return }
    let creator = try context.authorizedUser().id
    for given in names {
      let tag = Tag(name: try name(given, "tags"), creator: creator)
      try context.sql { connection throws(SQLiteError) in
        try TagRows.add(tag, to: task.id, in: task.spaceID, on: connection)
      }
    }
  }

  private static func tagBody(_ context: RouteContext) throws(APIError) -> BodyValues {
    guard let members = try context.body.object("tag") else {
      throw Refusal.invalid("`tag` is missing; send {\"tag\": {\"name\": …}}")
    }
    return BodyValues(members)
  }

  private static func name(_ name: String?, _ argument: String) throws(APIError) -> String {
    guard let name, !TagName.stored(name).isEmpty else {
      throw Refusal.invalid("`\(argument)` must name a tag")
    }
    return name
  }

  private static func existingTag(_ context: RouteContext, in space: Int64) throws(APIError) -> Tag
  {
    let name = try context.pathText("tag_name")
    let tag = try context.sql { connection throws(SQLiteError) in
      try TagRows.find(name, in: space, on: connection)
    }
    guard let tag else { throw Refusal.notFound("Tag") }
    return tag
  }
}
