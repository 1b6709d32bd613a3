import APICore
import SQLite

extension EmbeddedBackend {
  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    let found = try store.read { connection throws(APIError) -> TaskPage? in
      guard searchesWrite, !connection.isWriting else { return try search(query, on: connection) }
      if try isBehind(connection) { return nil }
      return try page(of: query, on: connection, newer: nil)
    }
    if let found { return found }
    do throws(SQLiteError) {
      try store.writeUnlessBusy { transaction throws(SQLiteError) in
        try SearchIndex.bringUpToDate(on: transaction.connection)
      }
    } catch {
      // The search finds all the same what is not indexed; whoever writes or searches next tries
      // again.
    }
    return try store.read { connection throws(APIError) in try search(query, on: connection) }
  }

  public func search(_ query: TaskQuery, in transaction: Transaction) throws(APIError) -> TaskPage {
    try search(query, on: transaction.connection)
  }

  private func search(_ query: TaskQuery, on connection: Connection) throws(APIError) -> TaskPage {
    var newer: UnindexedTasks?
    do throws(SQLiteError) {
      if connection.isWriting {
        try SearchIndex.bringUpToDate(on: connection)
      } else if try SearchIndex.isBehind(on: connection) {
        newer = try UnindexedTasks(on: connection)
      }
    } catch {
      throw APIError(store: error)
    }
    return try page(of: query, on: connection, newer: newer)
  }

  private func isBehind(_ connection: Connection) throws(APIError) -> Bool {
    do throws(SQLiteError) { return try SearchIndex.isBehind(on: connection) } catch {
      throw APIError(store: error)
    }
  }

  private func page(
    of query: TaskQuery, on connection: Connection, newer: UnindexedTasks?
  ) throws(APIError) -> TaskPage {
    let view = StoreView(connection: connection, memory: memory)
    return try TaskSearch(query: query, view: view, newer: newer).page()
  }
}
