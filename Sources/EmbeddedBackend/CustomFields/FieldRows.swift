import APICore
import JSON
import SQLite

/// Where a field is defined; it is offered there and in everything below.
enum FieldLocation: Sendable, Hashable {
  case workspace(Int64)
  case space(Int64)
  case folder(Int64)
  case list(Int64)

  var column: String {
    switch self {
    case .workspace: "workspace_id"
    case .space: "space_id"
    case .folder: "folder_id"
    case .list: "list_id"
    }
  }

  var id: Int64 {
    switch self {
    case .workspace(let id), .space(let id), .folder(let id), .list(let id): id
    }
  }
}

extension ListReference {
  /// Whose fields the List's tasks have.
  var fieldLocations: [FieldLocation] {
    [.workspace(workspaceID), .space(spaceID), .folder(folderID), .list(id)]
  }
}

/// Custom Fields as rows.
enum FieldRows {
  private static let columns =
    "f.id, f.name, f.type, f.type_config, f.date_created, f.hide_from_guests, f.required"

  /// The fields that are defined at any of `locations`, oldest first.
  static func all(at locations: [FieldLocation], on connection: Connection) throws(SQLiteError)
    -> [FieldDefinition]
  {
    let places = locations.map { "SELECT field_id FROM field_locations WHERE \($0.column) = ?" }
    return try connection.rows(
      """
      SELECT \(columns) FROM fields f WHERE f.id IN (\(places.joined(separator: " UNION ")))
      ORDER BY f.date_created, f.rowid
      """, locations.map { .integer($0.id) }, read: definition)
  }

  static func find(_ id: String, on connection: Connection) throws(SQLiteError)
    -> FieldDefinition?
  {
    try connection.row(
      "SELECT \(columns) FROM fields f WHERE f.id = ?", [.text(id)], read: definition)
  }

  static func insert(
    _ field: FieldDefinition, in workspace: Int64, at location: FieldLocation,
    on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO fields(id, workspace_id, name, type, type_config, hide_from_guests, required,
        date_created) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(field.id), .integer(workspace), .text(field.name), .text(field.typeName),
        .text(field.configuration.canonicalString), SQLValue(field.isHiddenFromGuests),
        SQLValue(field.isRequired), .integer(field.dateCreated),
      ])
    try offer(field.id, at: location, on: connection)
  }

  static func update(_ field: FieldDefinition, on connection: Connection) throws(SQLiteError) {
    try connection.execute(
      """
      UPDATE fields SET name = ?, type = ?, type_config = ?, hide_from_guests = ?, required = ?
      WHERE id = ?
      """,
      [
        .text(field.name), .text(field.typeName), .text(field.configuration.canonicalString),
        SQLValue(field.isHiddenFromGuests), SQLValue(field.isRequired), .text(field.id),
      ])
  }

  static func offer(_ id: String, at location: FieldLocation, on connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      """
      INSERT INTO field_locations(field_id, \(location.column)) VALUES(?, ?)
      ON CONFLICT DO NOTHING
      """, [.text(id), .integer(location.id)])
  }

  private static func definition(_ row: Row) -> FieldDefinition {
    FieldDefinition(
      id: row.text(0), name: row.text(1), typeName: row.text(2),
      configuration: .stored(row.text(3)), dateCreated: row.integer(4),
      isHiddenFromGuests: row.bool(5), isRequired: row.bool(6))
  }
}
