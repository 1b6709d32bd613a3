import APICore
import JSON
import SQLite
import Synchronization

/// Whether a search of this process found the text index behind.
final class IndexWatch: Sendable {
  private let found = Mutex(false)

  func note() { found.withLock { $0 = true } }

  /// Whether one did since this was last asked.
  func take() -> Bool {
    found.withLock { found in
      defer { found = false }
      return found
    }
  }
}

extension EmbeddedBackend {
  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    try store.read { connection throws(APIError) in try search(query, on: connection) }
  }

  public func search(_ query: TaskQuery, in transaction: Transaction) throws(APIError) -> TaskPage {
    try search(query, on: transaction.connection)
  }

  private func search(_ query: TaskQuery, on connection: Connection) throws(APIError) -> TaskPage {
    var newer: UnindexedTasks?
    let words = SearchWords(query.text ?? "")
    do throws(SQLiteError) {
      if words.isEmpty, query.name == nil {
        // The index is not asked.
      } else if connection.isWriting {
        try SearchIndex.bringUpToDate(on: connection)
      } else if try SearchIndex.isBehind(on: connection) {
        newer = try UnindexedTasks(on: connection, holding: words)
        indexWatch.note()
      }
    } catch {
      throw APIError(store: error)
    }
    let view = StoreView(connection: connection, memory: memory)
    let search = TaskSearch(query: query, view: view, newer: newer)
    guard let name = query.name.map(SoughtName.init) else { return try search.page() }
    var page = try search.page(named: name)
    if page.tasks.isEmpty { page.near = try near(name, query, on: connection) }
    return page
  }

  /// Looks for all words of the name, and then for the longest ones alone: one letter is wrong in
  /// one of them.
  private func near(
    _ name: SoughtName, _ query: TaskQuery, on connection: Connection
  ) throws(APIError) -> [JSONValue] {
    let words = SearchWords(name.text).words.map(\.typed)
    let longest = words.sorted { $0.count > $1.count }.prefix(3)
    for text in [words.joined(separator: " ")] + longest where !text.isEmpty {
      var query = query
      (query.name, query.text, query.limit, query.offset) = (nil, text, 50, 0)
      let near = name.near(among: try search(query, on: connection).tasks)
      if !near.isEmpty { return near }
    }
    return []
  }

  /// Brings the text index up to date where a search found it behind; belongs off the answer path,
  /// and where the store may be written.
  ///
  /// Never waits. Where it cannot be done now, the next search asks for it again.
  public func indexWhatSearchesMissed() {
    guard indexWatch.take() else { return }
    do throws(SQLiteError) {
      try store.writeUnlessBusy { transaction throws(SQLiteError) in
        try SearchIndex.bringUpToDate(on: transaction.connection)
      }
    } catch {}
  }
}
