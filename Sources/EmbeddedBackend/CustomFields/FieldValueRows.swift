import JSON
import SQLite

/// One of the things that a value holds several of.
enum FieldElement {
  /// A file is kept with what was shown of it, everything else as its ID.
  static func id(of stored: JSONValue) -> String? { stored.string ?? stored["id"]?.string }
}

/// The values of fields as rows.
enum FieldValueRows {
  /// Puts `value` (in its stored form) in place of what the task had.
  static func set(
    _ value: JSONValue, of field: FieldDefinition, on task: String, connection: Connection
  ) throws(SQLiteError) {
    // Elements hang on the value's row, so replacing it takes them along.
    try clear(field.id, of: task, on: connection)
    var number: Double?
    var words: String?
    switch field.type?.storage {
    case .words: words = value.string?.lowercased()
    case .choice: words = value.string ?? value.canonicalString
    case .quantity: number = value.number
    case .elements, .opaque, nil: break
    }
    try connection.execute(
      "INSERT INTO field_values(task_id, field_id, value, number, words) VALUES(?, ?, ?, ?, ?)",
      [
        .text(task), .text(field.id), .text(value.canonicalString), SQLValue(number),
        SQLValue(words),
      ])
    guard field.type?.storage == .elements else { return }
    for element in value.array ?? [] {
      guard let id = FieldElement.id(of: element) else { continue }
      try connection.execute(
        """
        INSERT INTO field_elements(task_id, field_id, element) VALUES(?, ?, ?)
        ON CONFLICT DO NOTHING
        """, [.text(task), .text(field.id), .text(id)])
    }
  }

  static func clear(_ field: String, of task: String, on connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      "DELETE FROM field_values WHERE task_id = ? AND field_id = ?", [.text(task), .text(field)])
  }

  /// The stored form; nil where the field is not set.
  static func find(_ field: String, of task: String, on connection: Connection)
    throws(SQLiteError) -> JSONValue?
  {
    try connection.row(
      "SELECT value FROM field_values WHERE task_id = ? AND field_id = ?",
      [.text(task), .text(field)]
    ) { .stored($0.text(0)) }
  }
}

extension JSONValue {
  /// What a column holds that only canonical text was written to; null where it is unreadable, so
  /// that one damaged value does not make a whole page unreadable.
  static func stored(_ text: String) -> JSONValue {
    do throws(JSONReadError) { return try .parse(text, limits: .answers) } catch { return .null }
  }
}
