import JSON
import SQLite

/// Where exports put tasks, which name Spaces, Folders and often Lists without their IDs.
extension ImportWriting {
  /// Stands for what an export does not name.
  static let exportPlace = "Imported from CSV"

  /// The `list`, `folder`, `space` and `team_id` of a task: where the names lead here, else made of
  /// them.
  mutating func exportPlace(_ row: ImportRow, standing: ListReference?, at place: String)
    throws(ImportFailure) -> JSONObject
  {
    let cells = row.cells
    if let standing { try requireChosen(standing, of: "it") }
    let alike = exports.survey.listIDs(like: row)
    // Rows of one file name a List with its ID and without it.
    let listID = ExportID.number(cells[.listID]) ?? (alike.count == 1 ? alike.first : nil)
    if let listID, let list = try list(listID) {
      try requireChosen(list, of: "its List \(listID)")
      return members(of: list)
    }
    guard let name = ExportCell.text(cells[.list]) ?? listID.map({ "List \($0)" }) else {
      if let standing { return members(of: standing) }
      notes.remark(
        "task of which the export names no List, put into the List `\(Self.exportPlace)`", at: place
      )
      return try exportPlace(
        row, list: Self.exportPlace, nil, folder: nil, nil,
        space: ExportCell.text(cells[.space]) ?? Self.exportPlace, nil, standing: nil)
    }
    return try exportPlace(
      row, list: name, listID, folder: ExportCell.folder(cells[.folder]),
      ExportID.number(cells[.folderID]),
      space: ExportCell.text(cells[.space])
        ?? standing?.folder.space.name ?? Self.exportPlace,
      ExportID.number(cells[.spaceID]), standing: standing)
  }

  private func exportPlace(
    _ row: ImportRow, list: String, _ listID: Int64?, folder: String?, _ folderID: Int64?,
    space: String, _ spaceID: Int64?, standing: ListReference?
  ) throws(ImportFailure) -> JSONObject {
    let workspace = try exportWorkspace(ofSpace: space, standing: standing)
    let names = [String(workspace), space]
    let derivedSpace = DerivedID.of(.space, names)
    var inSpace = spaceID ?? derivedSpace
    if spaceID == nil {
      inSpace = try self.space(space, in: workspace, or: derivedSpace)
    }
    let path = names + [folder ?? ""]
    let derivedList = DerivedID.of(.list, path + [list])
    var inFolder = DerivedID.of(.folder, folder == nil ? path + [list] : path)
    if let folderID, folder != nil {
      inFolder = folderID
    } else if let folder,
      let known = try self.folder(
        folder, in: inSpace, isOnly: exports.survey.isOnlyFolder(folder, inSpaceOf: row))
    {
      inFolder = known
    }
    // A List of that name with another ID of ClickUp's is another one; where the names of several
    // are the same, each row is of the one that it names.
    let isShared = exports.survey.listIDs(like: row).count > 1
    let found = try self.row(
      """
      SELECT l.id, l.folder_id FROM lists l JOIN folders f ON f.id = l.folder_id
      WHERE f.space_id = ?1 AND l.name = ?2 AND (f.id = ?3 OR f.hidden AND ?4)
      ORDER BY l.id = ?5, l.archived, l.id
      """,
      [
        .integer(inSpace), .text(list), .integer(inFolder), SQLValue(folder == nil),
        .integer(derivedList),
      ]
    ) { (id: $0.integer(0), folder: $0.integer(1)) }
    let isThisOne =
      found.map { found in
        isShared
          ? listID == nil && found.id == derivedList
          : listID == nil || DerivedID.isDerived(found.id)
      } ?? false
    if isThisOne, let found, let list = try self.list(found.id) { return members(of: list) }
    return [
      "team_id": .integer(workspace),
      "space": ["id": .integer(inSpace), "name": .string(space)],
      "folder": [
        "id": .integer(inFolder), "name": .string(folder ?? "hidden"),
        "hidden": .bool(folder == nil),
      ],
      "list": ["id": .integer(listID ?? derivedList), "name": .string(list)],
    ]
  }

  /// One that answers of the API know comes before one that was made of this name.
  private func space(_ name: String, in workspace: Int64, or derived: Int64)
    throws(ImportFailure) -> Int64
  {
    let known = try row(
      """
      SELECT id FROM spaces WHERE workspace_id = ? AND name = ?
      ORDER BY id = ?, archived, id LIMIT 1
      """, [.integer(workspace), .text(name), .integer(derived)], read: { $0.integer(0) })
    return known ?? derived
  }

  /// A Folder by its whole path, or by its own name, which is all that answers of the API know,
  /// where only one in the Space has it.
  ///
  /// - Parameter isOnly: whether what is read knows no other path with that name at its end.
  private func folder(_ path: String, in space: Int64, isOnly: Bool) throws(ImportFailure)
    -> Int64?
  {
    let own = ExportSurvey.ownName(ofFolder: path)
    let folders = try sqlite { connection throws(SQLiteError) in
      try connection.rows(
        """
        SELECT id, name FROM folders WHERE space_id = ? AND NOT hidden AND name IN (?, ?)
        ORDER BY archived, id
        """, [.integer(space), .text(path), .text(own)]
      ) { (id: $0.integer(0), name: $0.text(1)) }
    }
    let whole =
      folders.first { $0.name == path && !DerivedID.isDerived($0.id) }
      ?? folders.first { $0.name == path }
    let answered = folders.filter { !DerivedID.isDerived($0.id) }
    return whole?.id ?? (isOnly && answered.count == 1 ? answered.first?.id : nil)
  }

  private func exportWorkspace(ofSpace space: String, standing: ListReference?)
    throws(ImportFailure) -> Int64
  {
    if let standing { return standing.workspaceID }
    if let chosen = try chosenWorkspace() { return chosen }
    let (named, all) = try sqlite { connection throws(SQLiteError) in
      (
        try connection.rows(
          "SELECT DISTINCT workspace_id FROM spaces WHERE name = ? LIMIT 2", [.text(space)]
        ) { $0.integer(0) },
        try connection.rows("SELECT id FROM workspaces LIMIT 2", []) { $0.integer(0) }
      )
    }
    guard let workspace = named.count == 1 ? named.first : all.count == 1 ? all.first : nil else {
      throw .unusable(
        "the store holds several Workspaces, and an export does not say which one its Space "
          + "`\(space)` stands in; import it with `--workspace ID`")
    }
    return workspace
  }

  private func chosenWorkspace() throws(ImportFailure) -> Int64? {
    guard let chosen = exports.workspace else { return nil }
    guard let id = Int64(chosen), try exists("workspaces", id) else {
      throw .unusable(
        "there is no Workspace \(chosen) in this store; leave `--workspace` out, or name one "
          + "that `get_workspace` shows")
    }
    return id
  }

  private func requireChosen(_ list: ListReference, of thing: String) throws(ImportFailure) {
    guard let chosen = try chosenWorkspace(), chosen != list.workspaceID else { return }
    throw .unusable(
      "\(thing) stands in Workspace \(list.workspaceID) here, and `--workspace` says \(chosen)")
  }

  /// Whether a task would bring back a place that was deleted here.
  func isDeletedPlace(_ named: JSONObject) throws(ImportFailure) -> Bool {
    for (kind, table, name) in [
      (ImportReport.Kind.spaces, "spaces", "space"), (.folders, "folders", "folder"),
      (.lists, "lists", "list"),
    ] {
      let id = try number(named[name]?["id"], name)
      if try !exists(table, id), try isDeletedHere(kind, String(id), since: lastSeen) {
        return true
      }
    }
    return false
  }

  func members(of list: ListReference) -> JSONObject {
    [
      "team_id": .integer(list.workspaceID),
      "space": ["id": .integer(list.spaceID)], "folder": ["id": .integer(list.folderID)],
      "list": ["id": .integer(list.id)],
    ]
  }

  func list(_ id: Int64) throws(ImportFailure) -> ListReference? {
    try sqlite { connection throws(SQLiteError) in try ListRows.find(id, on: connection) }
  }
}
