import SQLite

/// What imports have to know of each other, in the table `imported`: of a thing of some kind a
/// number, most often the date of what was said of it last.
///
/// The kinds belong to who remembers them.
enum ImportMemory {
  /// nil where nothing of that kind is remembered of it.
  static func recall(_ kind: String, _ id: String, on connection: Connection) throws(SQLiteError)
    -> Int64?
  {
    try connection.row(
      "SELECT date FROM imported WHERE kind = ? AND id = ?", [.text(kind), .text(id)]
    ) { $0.integer(0) }
  }

  /// In the place of what was remembered before.
  static func remember(
    _ kind: String, _ id: String, _ number: Int64, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      "INSERT INTO imported VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET date = excluded.date",
      [.text(kind), .text(id), .integer(number)])
  }

  /// Unless something later is remembered.
  static func rememberLatest(
    _ kind: String, _ id: String, _ date: Int64, on connection: Connection
  ) throws(SQLiteError) {
    try connection.execute(
      """
      INSERT INTO imported VALUES(?, ?, ?)
      ON CONFLICT DO UPDATE SET date = max(date, excluded.date)
      """, [.text(kind), .text(id), .integer(date)])
  }

  static func forget(_ kind: String, _ id: String, on connection: Connection)
    throws(SQLiteError)
  {
    try connection.execute(
      "DELETE FROM imported WHERE kind = ? AND id = ?", [.text(kind), .text(id)])
  }
}

extension ImportWriting {
  func recall(_ kind: String, _ id: String) throws(ImportFailure) -> Int64? {
    try sqlite { connection throws(SQLiteError) in
      try ImportMemory.recall(kind, id, on: connection)
    }
  }

  func remember(_ kind: String, _ id: String, _ number: Int64) throws(ImportFailure) {
    try sqlite { connection throws(SQLiteError) in
      try ImportMemory.remember(kind, id, number, on: connection)
    }
  }

  func forget(_ kind: String, _ id: String) throws(ImportFailure) {
    try sqlite { connection throws(SQLiteError) in
      try ImportMemory.forget(kind, id, on: connection)
    }
  }
}
