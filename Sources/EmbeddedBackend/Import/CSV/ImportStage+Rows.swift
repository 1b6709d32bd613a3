import JSON
import SQLite

extension ImportStage {
  /// Takes what was read from a file.
  public func add(_ part: ImportPart) throws(SQLiteError) {
    switch part.content {
    case .value(let value): try add(value)
    case .row(let row, let facts): try add(row, facts)
    case .end(let facts, let remarks):
      exports.append(facts)
      for (what, number) in remarks { try remark(number, what, at: facts.file) }
    }
  }

  /// How many exports were read.
  public var exportCount: Int { exports.count }

  /// Two rows of one export are put together; the row of a later export with the same columns
  /// stands for the earlier one.
  private func add(_ row: ImportRow, _ facts: ExportFacts) throws(SQLiteError) {
    let line = "(\(facts.file), line \(row.line))"
    guard let task = row.task else {
      let given = ExportID.given(row.cells[.task]).map {
        "the `Task ID` of its row is not an ID of ClickUp's: `\($0.prefix(30))`"
      }
      return try skip(1, .tasks, "\(given ?? "its row has no `Task ID`") \(line)")
    }
    guard ExportCell.text(row.cells[.name]) != nil else {
      return try skip(1, .tasks, "its row has no `Task Name` \(line)")
    }
    survey.add(row)
    // Where there are dates they decide, not the order of files.
    let isDated = facts.known.contains(.updated) || facts.known.contains(.updatedText)
    let dates = [row.cells[.updated], row.cells[.updatedText]].map { ExportCell.text($0) ?? "" }
    let place =
      "\(facts.layout) \(isDated ? row.export : -1) \(task)"
      + (isDated ? " \(dates.joined(separator: " "))" : "")
    let standing = try connection.row(
      "SELECT id, value FROM staged WHERE place = ? AND form = \(ImportEntity.Form.row.rawValue)",
      [.text(place)]
    ) { (id: $0.integer(0), row: ImportRow(.stored($0.text(1)))) }
    guard let standing, var earlier = standing.row else {
      return try add(ImportEntity(.row, row.json, at: place, on: row.roughDate))
    }
    if earlier.export == row.export {
      earlier.add(row)
      try remark(
        1, "row that names a task a second time, put together with the first",
        at: "\(facts.file), line \(row.line)")
      try connection.execute(
        "UPDATE staged SET value = ? WHERE id = ?",
        [.text(earlier.json.canonicalString), .integer(standing.id)])
    } else {
      try connection.execute("DELETE FROM staged WHERE id = ?", [.integer(standing.id)])
      try add(ImportEntity(.row, row.json, at: place, on: row.roughDate))
    }
  }

  /// The addresses of people in rows of exports.
  func rowAddresses() throws(SQLiteError) -> Set<String> {
    var addresses: Set<String> = []
    try connection.forEachRow(
      "SELECT value FROM staged WHERE form = ?", [.integer(ImportEntity.Form.row.rawValue)]
    ) { row in
      addresses.formUnion(ImportRow(.stored(row.text(0)))?.addresses ?? [])
      return true
    }
    return addresses
  }

  /// - Parameter place: where the first one stands.
  func remark(_ number: Int, _ what: String, at place: String) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO remarks VALUES(?, ?, ?)
      ON CONFLICT DO UPDATE SET number = number + excluded.number
      """, [.text(what), .integer(Int64(number)), .text(place)])
  }
}
