import APICore
import JSON
import SQLite

/// A recorded DELETE: what it took away.
struct ImportRemoval: Sendable {
  /// What a path with these parts takes away; a star stands for an identifier.
  private enum Target: String, CaseIterable {
    case task = "task/*"
    case list = "list/*"
    case folder = "folder/*"
    case space = "space/*"
    case comment = "comment/*"
    case timeEntry = "team/*/time_entries/*"
    case spaceTag = "space/*/tag/*"
    case taskTag = "task/*/tag/*"
    case value = "task/*/field/*"
    case dependency = "task/*/dependency"
    case link = "task/*/link/*"
    case checklist = "checklist/*"
    case checklistItem = "checklist/*/checklist_item/*"

    func matches(_ parts: [String]) -> Bool {
      let pattern = rawValue.split(separator: "/")
      return pattern.count == parts.count
        && zip(pattern, parts).allSatisfy { $0 == "*" || $0 == $1 }
    }
  }

  private let target: Target
  private let parts: [String]
  private let query: [String: String]

  /// nil where it takes away nothing that there is a place for.
  init?(_ asked: ImportRequest) {
    let parts = asked.route
    guard let target = Target.allCases.first(where: { $0.matches(parts) }) else { return nil }
    self.target = target
    self.parts = parts
    query = asked.query
  }

  /// What `finding` wrote.
  init?(_ value: JSONValue) {
    let parts = (value["path"]?.array ?? []).compactMap(\.string)
    guard let target = Target.allCases.first(where: { $0.matches(parts) }) else { return nil }
    self.target = target
    self.parts = parts
    query = (value["query"]?.object ?? [:]).compactMapValues(\.string)
  }

  var finding: ImportFinding {
    .entity(
      ImportEntity(
        .removal,
        [
          "path": .array(parts.map(JSONValue.string)),
          "query": .object(JSONObject(query.mapValues(JSONValue.string))),
        ]))
  }

  static func unusable(_ asked: ImportRequest) -> ImportFinding {
    let name = asked.route.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      .joined(separator: " ")
    return .unusable(.others, "a DELETE of what there is no place for here (\(name))")
  }

  /// Deleting a time entry is answered with the entry.
  var isAnsweredWithWhatIsGone: Bool { target == .timeEntry }

  /// Of what kind is gone, by which ID, and in which table; nil for what only belongs to others.
  var thing: (kind: ImportReport.Kind, id: String, table: String)? {
    switch target {
    case .task: (.tasks, parts[1], "tasks")
    case .list: (.lists, parts[1], "lists")
    case .folder: (.folders, parts[1], "folders")
    case .space: (.spaces, parts[1], "spaces")
    case .comment: (.comments, parts[1], "comments")
    case .timeEntry: (.timeEntries, parts[3], "time_entries")
    case .checklist: (.checklists, parts[1], "checklists")
    case .checklistItem: (.checklists, parts[3], "checklist_items")
    default: nil
    }
  }

  /// A part of something.
  struct Part {
    /// What it is counted as.
    let kind: ImportReport.Kind
    /// What remembers that it went; nil of a Space's tag.
    var part: TaskPart?
    /// The tasks that it was part of.
    var tasks: [String] = []
    let sql: String
    let values: [SQLValue]
  }

  /// Which part of something it takes away.
  var part: Part? {
    let task = parts.count > 1 ? parts[1] : ""
    switch target {
    case .spaceTag:
      return Part(
        kind: .tags, sql: "DELETE FROM tags WHERE space_id = ? AND name = ?",
        values: [SQLValue(Int64(task)), .text(TagName.stored(parts[3]))])
    case .taskTag:
      return Part(
        kind: .tags, part: .tag(parts[3], of: task), tasks: [task],
        sql: "DELETE FROM task_tags WHERE task_id = ? AND name = ?",
        values: [.text(task), .text(TagName.stored(parts[3]))])
    case .value:
      return Part(
        kind: .fields, part: .value(of: parts[3], of: task), tasks: [task],
        sql: "DELETE FROM field_values WHERE task_id = ? AND field_id = ?",
        values: [.text(task), .text(parts[3])])
    case .dependency:
      let (waiting, blocking) =
        query["depends_on"].map { (task, $0) } ?? (query["dependency_of"] ?? "", task)
      return Part(
        kind: .dependencies, part: .dependency(of: waiting, on: blocking),
        tasks: [waiting, blocking],
        sql: "DELETE FROM dependencies WHERE task_id = ? AND depends_on = ?",
        values: [.text(waiting), .text(blocking)])
    case .link:
      return Part(
        kind: .links, part: .link(task, parts[3]), tasks: [task, parts[3]],
        sql: "DELETE FROM task_links WHERE first = min(?1, ?2) AND second = max(?1, ?2)",
        values: [.text(task), .text(parts[3])])
    default: return nil
    }
  }
}

extension ImportWriting {
  /// Takes away what a recorded DELETE took away, for good: an identifier is not used twice, so
  /// that no answer can bring it back.
  mutating func remove(_ value: JSONValue) throws(ImportFailure) {
    guard let removal = ImportRemoval(value) else { throw .unusable("it names nothing known") }
    if let thing = removal.thing {
      try execute(
        "INSERT INTO imported VALUES(?, ?, 0) ON CONFLICT DO NOTHING",
        [.text(Self.gone(thing.kind)), .text(thing.id)])
      let isText = ["tasks", "checklists", "checklist_items"].contains(thing.table)
      let key = isText ? SQLValue.text(thing.id) : SQLValue(Int64(thing.id))
      try execute("DELETE FROM \(thing.table) WHERE id = ?", [key])
      if connection.changes > 0 { notes.note(thing.kind, thing.id, .removed) }
    } else if let part = removal.part {
      guard try isNewest(part) else {
        return notes.skip(part.kind, "a DELETE that is older than what stands here")
      }
      try execute(part.sql, part.values)
      if connection.changes > 0 {
        notes.note(part.kind, "removed \(value.canonicalString)", .removed)
      }
    }
  }

  /// Whether nothing that stands here was said after it went; remembers then that it went.
  ///
  /// Where the recording says no time, it went after what stands here, and before all else.
  private func isNewest(_ removed: ImportRemoval.Part) throws(ImportFailure) -> Bool {
    guard let part = removed.part else { return true }
    return try sqlite { connection throws(SQLiteError) in
      let moved = try part.date(on: connection)
      let updated = try connection.row(
        """
        SELECT coalesce(max(date_updated), 0) FROM tasks
        WHERE id IN (SELECT value FROM json_each(?))
        """, [.set(removed.tasks.map { .string($0) })]
      ) { $0.integer(0) }
      let standing = max(updated ?? 0, moved ?? 0)
      // The header leaves out what is less than a second.
      let date = answered.map { $0 + 999 } ?? standing
      guard date >= standing else { return false }
      try part.moved(at: date, on: connection)
      return true
    }
  }

  /// Refuses what a recorded DELETE took away.
  func requireNotGone(_ kind: ImportReport.Kind, _ id: String) throws(ImportFailure) {
    guard try recall(Self.gone(kind), id) == nil else {
      throw .unusable("it was deleted, or stands in what was: a recorded DELETE says so")
    }
  }

  static func gone(_ kind: ImportReport.Kind) -> String { "gone \(kind.rawValue)" }
}
