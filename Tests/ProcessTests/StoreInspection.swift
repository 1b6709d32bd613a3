import Foundation
import SQLite

/// What stands in a store's file, read past the program: the truth that its answers are held
/// against.
struct StoreInspection {
  /// Stands for all effects that ever happened: two that differ mean that something happened.
  typealias Effects = Int

  private let connection: Connection

  init(_ path: String) throws {
    // SQLite would make an empty one, and the program would then find it.
    guard FileManager.default.fileExists(atPath: path) else { throw CocoaError(.fileNoSuchFile) }
    connection = try Connection(path: path)
  }

  /// "ok", or what SQLite found broken.
  var integrity: String {
    get throws {
      try connection.rows("PRAGMA integrity_check") { $0.text(0) }.joined(separator: "; ")
    }
  }

  /// Every row of the workspace's own tables. Not the ledger's rows, which are counted by key, and
  /// not the text index, which reads may bring up to date.
  var effects: Effects {
    get throws {
      var hasher = Hasher()
      for table in try tables {
        hasher.combine(table)
        let columns = try connection.rows("SELECT name FROM pragma_table_info(?)", [.text(table)]) {
          "quote(\"\($0.text(0))\")"
        }
        let row = columns.joined(separator: " || ',' || ")
        for text in try connection.rows("SELECT \(row) FROM \"\(table)\" ORDER BY 1", read: text) {
          hasher.combine(text)
        }
      }
      return hasher.finalize()
    }
  }

  private var tables: [String] {
    get throws {
      try connection.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", read: text
      ).filter { name in
        !["hierarchy_mark", "ledger_", "schema_migrations", "search_", "sqlite_"].contains {
          name.hasPrefix($0)
        }
      }
    }
  }

  /// Names of all tasks; a task that was made twice stands twice.
  var taskNames: [String] {
    get throws { try connection.rows("SELECT name FROM tasks ORDER BY name", read: text) }
  }

  /// Keys of all rows of the ledger.
  var keys: [String] {
    get throws { try connection.rows("SELECT key FROM ledger_operation ORDER BY key", read: text) }
  }

  private func text(_ row: Row) -> String { row.text(0) }
}
