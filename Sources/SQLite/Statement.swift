import CSQLite

/// One prepared statement. Only `Connection` makes and keeps them.
final class Statement {
  fileprivate let pointer: OpaquePointer
  private(set) var isActive = false
  /// Whether it begins a transaction, or undoes one or a part of one.
  let isBoundary: Bool

  init(_ sql: String, on handle: OpaquePointer) throws(SQLiteError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw SQLiteError(on: handle) }
    pointer = prepared
    isBoundary = sql.hasPrefix("BEGIN") || sql.hasPrefix("ROLLBACK")
  }

  func bind(_ values: [SQLValue], on handle: OpaquePointer) throws(SQLiteError) {
    for (offset, value) in values.enumerated() {
      let index = Int32(offset + 1)
      let code =
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let integer): sqlite3_bind_int64(pointer, index, integer)
        case .real(let real): sqlite3_bind_double(pointer, index, real)
        case .text(let text): bind(text, at: index)
        case .blob(let bytes):
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(pointer, index, 0)
            : bytes.withUnsafeBytes {
              taskledger_bind_blob(pointer, index, $0.baseAddress, Int32($0.count))
            }
        }
      guard code == SQLITE_OK else { throw SQLiteError(on: handle) }
    }
  }

  private func bind(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        // An empty buffer may have no address, and SQLite reads a null pointer as NULL.
        guard let start = $0.baseAddress else { return taskledger_bind_text(pointer, index, "", 0) }
        return taskledger_bind_text(pointer, index, start, Int32($0.count))
      }
    }
  }

  /// - Throws: where it writes.
  func requireReading() throws(SQLiteError) {
    guard sqlite3_stmt_readonly(pointer) != 0 else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "a write without the lock for writing")
    }
  }

  /// True where a row stands, false at the end.
  func step(on handle: OpaquePointer) throws(SQLiteError) -> Bool {
    isActive = true
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw SQLiteError(on: handle)
    }
  }

  func reset() {
    isActive = false
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }

  func finalize() {
    isActive = false
    sqlite3_finalize(pointer)
  }
}

/// The row that a statement stands on; valid only inside the closure that is given it.
public struct Row {
  let statement: Statement

  public func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(statement.pointer, Int32(column)) == SQLITE_NULL
  }

  /// The column as an integer; 0 where it is NULL.
  public func integer(_ column: Int) -> Int64 {
    sqlite3_column_int64(statement.pointer, Int32(column))
  }

  public func optionalInteger(_ column: Int) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  public func bool(_ column: Int) -> Bool { integer(column) != 0 }

  public func double(_ column: Int) -> Double {
    sqlite3_column_double(statement.pointer, Int32(column))
  }

  public func optionalDouble(_ column: Int) -> Double? {
    isNull(column) ? nil : double(column)
  }

  /// The column as text; "" where it is NULL.
  public func text(_ column: Int) -> String {
    let index = Int32(column)
    guard let bytes = sqlite3_column_text(statement.pointer, index) else { return "" }
    let count = Int(sqlite3_column_bytes(statement.pointer, index))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  public func optionalText(_ column: Int) -> String? {
    isNull(column) ? nil : text(column)
  }

  public func blob(_ column: Int) -> [UInt8] {
    let index = Int32(column)
    guard let bytes = sqlite3_column_blob(statement.pointer, index) else { return [] }
    return Array(
      UnsafeRawBufferPointer(
        start: bytes, count: Int(sqlite3_column_bytes(statement.pointer, index))))
  }
}
