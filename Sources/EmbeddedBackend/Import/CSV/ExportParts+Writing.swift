import JSON
import SQLite

/// Custom Fields and comments of a row of an export.
extension ImportWriting {
  enum FieldExtent {
    case all
    /// Values that stand here stay, and none is taken away.
    case missing
    case nothing
  }

  mutating func addFields(
    _ row: ImportRow, _ facts: ExportFacts, to task: String, in list: ListReference,
    _ change: FieldExtent, since date: Int64
  ) throws(ImportFailure) {
    let moves = try sqlite { connection throws(SQLiteError) in
      change == .missing ? try TaskPart.dates(of: task, on: connection) : [:]
    }
    for column in facts.fields {
      let text = row.fields[column]
      guard let field = try exportField(column, of: list, in: facts) else {
        notes.lose(
          "values of the column `\(column)`, whose Custom Field is of another type here", of: task,
          text == nil ? 0 : 1)
        continue
      }
      if text != nil {
        notes.remark(
          "value of the column `\(column)`, which is a text Custom Field here",
          at: "\(facts.file), line \(row.line)")
      }
      let standing = try sqlite { connection throws(SQLiteError) in
        try FieldValueRows.find(field.id, of: task, on: connection)
      }
      guard change != .nothing, change == .all || standing == nil, standing?.string != text else {
        continue
      }
      // It was taken away since.
      if let moved = moves[.value(of: field.id, of: task)], moved >= date { continue }
      if text == nil {
        try sqlite { connection throws(SQLiteError) in
          try FieldValueRows.clear(field.id, of: task, on: connection)
        }
      } else {
        var shown = field.json
        shown["value"] = text.map(JSONValue.string)
        _ = try self.value(.object(shown), of: task, in: list)
      }
      notes.note(.tasks, task, .updated)
    }
  }

  /// A comment has no ID in an export: it is the one of that second that is known by its text, or
  /// else one by its author that was edited, or it gets an ID that is made of what it is.
  ///
  /// - Parameter isRepeated: what was deleted here since stays so.
  mutating func addComments(
    _ told: ExportTask, to task: String, _ isRepeated: Bool, in list: ListReference,
    at place: String
  ) throws(ImportFailure) {
    for _ in 0..<told.unusableComments {
      notes.skip(.comments, "an export does not say who wrote it, or when")
    }
    // Those of one second are looked at together.
    for (second, comments) in Dictionary(grouping: told.comments, by: { $0.date / 1_000 })
      .sorted(by: { $0.key < $1.key })
    {
      var standing = try self.comments(on: task, at: second * 1_000)
      var rest: [ExportTask.Remark] = []
      for comment in comments {
        if comment.isAssigned {
          notes.lose(
            "people that comments are assigned to",
            of: "\(task) \(comment.author.lowercased()) \(comment.date) \(comment.text)", 1)
        }
        // What an answer of the API knows comes before what an export told.
        let same = standing.firstIndex { !$0.isDerived && $0.says(comment.text) }
        if let same {
          notes.note(.comments, String(standing.remove(at: same).id), .unchanged)
        } else {
          rest.append(comment)
        }
      }
      try add(rest, to: task, isRepeated, among: standing, told, in: list, place)
    }
  }

  private mutating func add(
    _ comments: [ExportTask.Remark], to task: String, _ isRepeated: Bool,
    among known: [StandingComment], _ told: ExportTask, in list: ListReference, _ place: String
  ) throws(ImportFailure) {
    var standing = known.filter(\.isDerived)
    var answered = known.filter { !$0.isDerived }
    var unknown: [(comment: ExportTask.Remark, author: Int64)] = []
    for comment in comments {
      guard let same = standing.firstIndex(where: { $0.says(comment.text) }) else {
        let author = isRepeated ? [] : try people([comment.author], in: list.workspaceID, at: place)
        unknown.append((comment, author.first ?? 0))
        continue
      }
      let id = standing.remove(at: same)
      if isRepeated {
        notes.note(.comments, String(id.id), .unchanged)
      } else {
        try put(comment, id.id, id.author, on: task, since: told.lastKnown)
      }
    }
    if isRepeated { return }
    var numbers: [String: Int] = [:]
    for (comment, author) in unknown {
      if let edited = standing.firstIndex(where: { $0.author == author }) {
        try put(
          comment, standing.remove(at: edited).id, author, on: task, since: told.lastKnown)
        continue
      }
      // Its text was another one when an answer of the API told it.
      if let edited = answered.firstIndex(where: { $0.author == author }) {
        notes.note(.comments, String(answered.remove(at: edited).id), .unchanged)
        notes.remark(
          "comment of which an answer of the API tells another text, which stands", at: place)
        continue
      }
      let said = "\(comment.author.lowercased()) \(comment.date) \(comment.text.trimmed)"
      numbers[said, default: 0] += 1
      var id = DerivedID.comment([task, said, String(numbers[said] ?? 0)])
      while try exists("comments", id) { id += 1 }
      if try isDeletedHere(.comments, String(id), since: told.lastKnown) {
        notes.skip(
          .comments, "it was deleted here, and what was read is not known to be newer than that")
      } else {
        try put(comment, id, author, on: task, since: told.lastKnown)
      }
    }
  }

  private mutating func put(
    _ comment: ExportTask.Remark, _ id: Int64, _ author: Int64, on task: String, since date: Int64
  ) throws(ImportFailure) {
    try self.comment(
      [
        "id": .integer(id), "user": ["id": .integer(author)],
        "comment_text": .string(comment.text), "date": .integer(comment.date),
        "resolved": .bool(comment.isResolved),
      ], at: .task(task), since: date)
  }
}
