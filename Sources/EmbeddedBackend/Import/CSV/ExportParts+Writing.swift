import JSON
import SQLite

/// Custom Fields and comments of a row of an export.
extension ImportWriting {
  enum FieldChange {
    case all
    /// Values that stand here stay, and none is taken away.
    case missing
    case nothing
  }

  mutating func addFields(
    _ row: ImportRow, _ facts: ExportFacts, to task: String, in list: ListReference,
    _ change: FieldChange
  ) throws(ImportFailure) {
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

  /// A comment has no ID in an export: it is the one of that moment that is known, or gets an ID
  /// that is made of what it is.
  ///
  /// - Parameter isRepeated: what was deleted here since stays so.
  mutating func addComments(
    _ told: ExportTask, to task: String, _ isRepeated: Bool, in list: ListReference,
    at place: String
  ) throws(ImportFailure) {
    for _ in 0..<told.unusableComments {
      notes.skip(.comments, "an export does not say who wrote it, or when")
    }
    var numbers: [String: Int] = [:]
    for comment in told.comments {
      let moment = "\(comment.author.lowercased()) \(comment.date)"
      numbers[moment, default: 0] += 1
      let key = [task, moment, String(numbers[moment] ?? 0)]
      if comment.isAssigned {
        notes.lose("people that comments are assigned to", of: key.joined(separator: " "), 1)
      }
      let same = try comments(on: task, at: comment.date, comment.text)
      let exact = same.first { !DerivedID.isDerived($0) }
      if let known = isRepeated ? same.first : exact {
        notes.note(.comments, String(known), .unchanged)
      }
      if isRepeated || exact != nil { continue }
      var id = DerivedID.comment(key)
      while try isTaken(id, byOtherThan: task) { id += 1 }
      let author = try people([comment.author], in: list.workspaceID, at: place).first ?? 0
      try self.comment(
        [
          "id": .integer(id), "user": ["id": .integer(author)],
          "comment_text": .string(comment.text), "date": .integer(comment.date),
          "resolved": .bool(comment.isResolved),
        ], on: task)
    }
  }

  private func isTaken(_ comment: Int64, byOtherThan task: String) throws(ImportFailure) -> Bool {
    try row(
      "SELECT 1 FROM comments WHERE id = ? AND task_id <> ?", [.integer(comment), .text(task)],
      read: { _ in true }) ?? false
  }
}
