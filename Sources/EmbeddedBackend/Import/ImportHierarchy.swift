import JSON
import SQLite

extension ImportWriting {
  mutating func space(_ value: JSONValue, in workspace: Int64?) throws(ImportFailure) {
    let id = try number(value["id"], "id")
    let name = try text(value["name"], "name")
    let known = try row(
      "SELECT workspace_id FROM spaces WHERE id = ?", [.integer(id)], read: { $0.integer(0) })
    guard let workspace = known ?? workspace else {
      throw .notYet("the Workspace of the Space \(id) is not known")
    }
    try requireWorkspace(workspace)
    try requireSpace(id, in: workspace)
    let columns: [SQLValue] = [
      .text(name), SQLValue(value["color"]?.string), SQLValue(value["private"]?.bool ?? false),
      SQLValue(value["archived"]?.bool ?? false),
      .text((value["features"] ?? SpaceFeatures.standard).canonicalString), .integer(id),
    ]
    let isSame = try row(
      """
      SELECT name = ? AND color IS ? AND private = ? AND archived = ? AND features = ?
      FROM spaces WHERE id = ?
      """, columns, read: { $0.bool(0) })
    if isSame == false {
      try execute(
        """
        UPDATE spaces SET name = ?, color = ?, private = ?, archived = ?, features = ?
        WHERE id = ?
        """, columns)
      notes.note(.spaces, String(id), .updated)
    }
    for status in value["statuses"]?.array ?? [] { _ = try self.status(status, .space(id)) }
  }

  /// The Space, made with a name for the time being where only its ID is known.
  mutating func requireSpace(_ id: Int64, in workspace: Int64, name: String? = nil)
    throws(ImportFailure)
  {
    if try exists("spaces", id) {
      notes.note(.spaces, String(id), .unchanged)
      return
    }
    let identifiers = identifiers
    try sqlite { _ throws(SQLiteError) in
      try SpaceRows.insert(
        id, named: name ?? "Space \(id)", in: workspace, statuses: [], identifiers: identifiers)
    }
    notes.note(.spaces, String(id), .created)
  }

  mutating func folder(_ value: JSONValue) throws(ImportFailure) {
    let space = try number(value["space"]?["id"], "space.id")
    guard try exists("spaces", space) else {
      throw .notYet("the Workspace of the Space \(space) is not known")
    }
    let id = try requireFolder(value, in: space)
    let name = try text(value["name"], "name")
    let columns: [SQLValue] = [
      .text(name), SQLValue(value["archived"]?.bool ?? false), .integer(id),
    ]
    let isSame = try row(
      "SELECT name = ? AND archived = ? FROM folders WHERE id = ?", columns,
      read: { $0.bool(0) })
    if isSame == false {
      try execute("UPDATE folders SET name = ?, archived = ? WHERE id = ?", columns)
      notes.note(.folders, String(id), .updated)
    }
    for list in value["lists"]?.array ?? [] {
      var list = list
      // Lists inside a Folder's answer leave out what the Folder says.
      if list["folder"] == nil { list["folder"] = value }
      if list["space"] == nil { list["space"] = value["space"] ?? .null }
      _ = try self.list(list)
    }
  }

  mutating func requireFolder(_ value: JSONValue, in space: Int64) throws(ImportFailure) -> Int64 {
    let id = try number(value["id"], "folder.id")
    if try exists("folders", id) {
      notes.note(.folders, String(id), .unchanged)
      return id
    }
    let name = value["name"]?.string ?? "Folder \(id)"
    let isHidden = value["hidden"]?.bool ?? false
    try sqlite { connection throws(SQLiteError) in
      try FolderRows.insert(id, named: name, in: space, isHidden: isHidden, on: connection)
    }
    notes.note(.folders, String(id), .created)
    return id
  }

  mutating func list(_ value: JSONValue) throws(ImportFailure) -> Int64 {
    let space = try number(value["space"]?["id"], "space.id")
    guard try exists("spaces", space) else {
      throw .notYet("the Workspace of the Space \(space) is not known")
    }
    let folder = try requireFolder(value["folder"] ?? .null, in: space)
    let id = try requireList(value, in: folder)
    let name = try text(value["name"], "name")
    let columns: [SQLValue] = [
      .text(name), .text(value["content"]?.string ?? ""),
      SQLValue(value["archived"]?.bool ?? false), .integer(id),
    ]
    let isSame = try row(
      "SELECT name = ? AND content = ? AND archived = ? FROM lists WHERE id = ?", columns,
      read: { $0.bool(0) })
    if isSame == false {
      try execute("UPDATE lists SET name = ?, content = ?, archived = ? WHERE id = ?", columns)
      notes.note(.lists, String(id), .updated)
    }
    let overrides = value["override_statuses"]?.bool == true
    for status in value["statuses"]?.array ?? [] {
      _ = try self.status(status, overrides ? .list(id) : .space(space))
    }
    return id
  }

  mutating func requireList(_ value: JSONValue, in folder: Int64) throws(ImportFailure) -> Int64 {
    let id = try number(value["id"], "list.id")
    if try exists("lists", id) {
      notes.note(.lists, String(id), .unchanged)
      return id
    }
    let name = value["name"]?.string ?? "List \(id)"
    try sqlite { connection throws(SQLiteError) in
      try ListRows.insert(id, named: name, in: folder, on: connection)
    }
    notes.note(.lists, String(id), .created)
    return id
  }

  /// The ID of the status, which is written where it is not known. Its own ID says where it is
  /// defined (`sc` List, `c` Folder, `p` Space); `usual` is for one without such an ID.
  mutating func status(_ value: JSONValue, _ usual: StatusScope) throws(ImportFailure) -> String {
    let name = try text(value["status"], "status")
    let given = value["id"]?.string
    let known = try row(
      "SELECT 1 FROM statuses WHERE id = ?", [SQLValue(given)], read: { _ in true })
    if let given, known == true {
      notes.note(.statuses, given, .unchanged)
      return given
    }
    var scope = usual
    if let own = given.flatMap(Self.scope), try exists(own.table, own.id) { scope = own }
    let place = scope
    let existing = try sqlite { connection throws(SQLiteError) in
      try StatusRows.find(name, in: place, on: connection)
    }
    if let existing {
      notes.note(.statuses, existing.id, .unchanged)
      return existing.id
    }
    let identifiers = identifiers
    let drawn = try sqlite { _ throws(SQLiteError) in try identifiers.status(definedIn: place) }
    let id = given ?? drawn
    let kind = value["type"]?.string.flatMap(Status.Kind.init(rawValue:)) ?? .custom
    try execute(
      """
      INSERT INTO statuses(id, \(scope.column), status, type, color, orderindex)
      VALUES(?, ?, ?, ?, ?, ?)
      """,
      [
        .text(id), .integer(scope.id), .text(name), .text(kind.rawValue),
        .text(value["color"]?.string ?? kind.usualColor),
        .integer(value["orderindex"].flatMap(BodyValues.wholeNumber) ?? 0),
      ])
    if scope.table != "spaces" {
      try execute(
        "UPDATE \(scope.table) SET override_statuses = 1 WHERE id = ?", [.integer(scope.id)])
    }
    notes.note(.statuses, id, .created)
    return id
  }

  private static func scope(_ id: String) -> StatusScope? {
    let head = id.prefix { $0 != "_" }
    let digits = head.drop { !$0.isNumber }
    guard let number = Int64(digits) else { return nil }
    return switch head.prefix(head.count - digits.count) {
    case "sc": .list(number)
    case "c": .folder(number)
    case "p": .space(number)
    default: nil
    }
  }
}

extension StatusScope {
  var table: String {
    switch self {
    case .space: "spaces"
    case .folder: "folders"
    case .list: "lists"
    }
  }
}
