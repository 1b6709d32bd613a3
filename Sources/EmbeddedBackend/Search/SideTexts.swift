import APICore
import JSON
import SQLite

/// What searches look for in a task beside its name, description and comments: values of Custom
/// Fields, tags, and checklists.
final class SideTexts {
  private let connection: Connection
  /// By ID: many tasks have values in the same few.
  private var fields: [String: Field] = [:]

  private struct Field {
    let name: String
    let type: String
    let configuration: JSONValue
  }

  init(on connection: Connection) { self.connection = connection }

  /// In the order in which they are said to match.
  func all(of task: String) throws(SQLiteError) -> [(place: TaskMatch.Place, text: String)] {
    var texts: [(place: TaskMatch.Place, text: String)] = []
    let values = try connection.rows(
      "SELECT field_id, value FROM field_values WHERE task_id = ?", [.text(task)]
    ) { (field: $0.text(0), value: JSONValue.stored($0.text(1))) }
    for value in values {
      guard let field = try field(value.field),
        let text = FieldWords.text(
          type: field.type, configuration: field.configuration, value: value.value)
      else { continue }
      texts.append((.field(name: field.name), text))
    }
    for (place, sql) in Self.others {
      texts += try connection.rows(sql, [.text(task)]) { (place, $0.text(0)) }
    }
    return texts
  }

  private static let others: [(TaskMatch.Place, String)] = [
    (.tag, "SELECT name FROM task_tags WHERE task_id = ? ORDER BY row_id"),
    (.checklist, "SELECT name FROM checklists WHERE task_id = ? ORDER BY orderindex"),
    (
      .checklist,
      """
      SELECT i.name FROM checklists c JOIN checklist_items i ON i.checklist_id = c.id
      WHERE c.task_id = ? ORDER BY c.orderindex, i.row_id
      """
    ),
  ]

  private func field(_ id: String) throws(SQLiteError) -> Field? {
    if let known = fields[id] { return known }
    let field = try connection.row(
      "SELECT name, type, type_config FROM fields WHERE id = ?", [.text(id)]
    ) { Field(name: $0.text(0), type: $0.text(1), configuration: .stored($0.text(2))) }
    fields[id] = field
    return field
  }
}
