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
          "query": .object(query.mapValues(JSONValue.string)),
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
    default: nil
    }
  }

  /// What takes away a part of something, with the kind that it is counted as.
  var statement: (kind: ImportReport.Kind, sql: String, values: [SQLValue])? {
    switch target {
    case .spaceTag:
      (
        .tags, "DELETE FROM tags WHERE space_id = ? AND name = ?",
        [SQLValue(Int64(parts[1])), .text(Tag.normalized(parts[3]))]
      )
    case .taskTag:
      (
        .tags, "DELETE FROM task_tags WHERE task_id = ? AND name = ?",
        [.text(parts[1]), .text(Tag.normalized(parts[3]))]
      )
    case .value:
      (
        .fields, "DELETE FROM field_values WHERE task_id = ? AND field_id = ?",
        [.text(parts[1]), .text(parts[3])]
      )
    case .dependency:
      (
        .dependencies, "DELETE FROM dependencies WHERE task_id = ? AND depends_on = ?",
        query["depends_on"].map { [.text(parts[1]), .text($0)] }
          ?? [.text(query["dependency_of"] ?? ""), .text(parts[1])]
      )
    case .link:
      (
        .links, "DELETE FROM task_links WHERE first = min(?1, ?2) AND second = max(?1, ?2)",
        [.text(parts[1]), .text(parts[3])]
      )
    default: nil
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
      let key = thing.table == "tasks" ? SQLValue.text(thing.id) : SQLValue(Int64(thing.id))
      try execute("DELETE FROM \(thing.table) WHERE id = ?", [key])
      if connection.changes > 0 { notes.note(thing.kind, thing.id, .removed) }
    } else if let part = removal.statement {
      try execute(part.sql, part.values)
      if connection.changes > 0 {
        notes.note(part.kind, "removed \(value.canonicalString)", .removed)
      }
    }
  }

  /// Refuses what a recorded DELETE took away.
  func requireNotGone(_ kind: ImportReport.Kind, _ id: String) throws(ImportFailure) {
    let isGone = try row(
      "SELECT 1 FROM imported WHERE kind = ? AND id = ?", [.text(Self.gone(kind)), .text(id)],
      read: { _ in true })
    guard isGone == nil else {
      throw .unusable("it was deleted, or stands in what was: a recorded DELETE says so")
    }
  }

  private static func gone(_ kind: ImportReport.Kind) -> String { "gone \(kind.rawValue)" }
}
