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
    let sides = try connection.rows(Self.statement, [.text(task)]) {
      (kind: $0.integer(0), field: $0.text(1), text: $0.text(2))
    }
    var texts: [(place: TaskMatch.Place, text: String)] = []
    for side in sides {
      switch side.kind {
      case 0:
        guard let field = try field(side.field),
          let text = FieldWords.text(
            type: field.type, configuration: field.configuration, value: .stored(side.text))
        else { continue }
        texts.append((.field(name: field.name), text))
      case 1: texts.append((.tag, side.text))
      default: texts.append((.checklist, side.text))
      }
    }
    return texts
  }

  /// One for all of them: each task that is indexed needs it, and most have none.
  private static let statement = """
    SELECT 0, field_id, value, 0, 0 FROM field_values WHERE task_id = ?1
    UNION ALL SELECT 1, '', name, row_id, 0 FROM task_tags WHERE task_id = ?1
    UNION ALL SELECT 2, '', name, orderindex, 0 FROM checklists WHERE task_id = ?1
    UNION ALL SELECT 3, '', i.name, c.orderindex, i.row_id
      FROM checklists c JOIN checklist_items i ON i.checklist_id = c.id WHERE c.task_id = ?1
    ORDER BY 1, 4, 5
    """

  private func field(_ id: String) throws(SQLiteError) -> Field? {
    if let known = fields[id] { return known }
    let field = try connection.row(
      "SELECT name, type, type_config FROM fields WHERE id = ?", [.text(id)]
    ) { Field(name: $0.text(0), type: $0.text(1), configuration: .stored($0.text(2))) }
    fields[id] = field
    return field
  }
}
