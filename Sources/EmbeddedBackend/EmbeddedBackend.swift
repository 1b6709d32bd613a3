import APICore
import JSON
import SQLite

/// A local server of the ClickUp API v2 contract, on one SQLite file.
public struct EmbeddedBackend: Backend {
  public typealias Transaction = SQLite.Transaction

  let store: Store
  let clock: any Clock
  let ids: any IDSource

  public init(store: Store, clock: any Clock, ids: any IDSource) {
    self.store = store
    self.clock = clock
    self.ids = ids
  }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    throw APIError(status: 404, code: nil, message: "Route not found")
  }

  public func read(_ request: ReadRequest, in transaction: Transaction) throws(APIError)
    -> JSONValue
  {
    throw APIError(status: 404, code: nil, message: "Route not found")
  }

  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    throw APIError(status: 404, code: nil, message: "Route not found")
  }

  public func search(_ query: TaskQuery, in transaction: Transaction) throws(APIError) -> TaskPage {
    throw APIError(status: 404, code: nil, message: "Route not found")
  }

  public func write(_ request: WriteRequest, in transaction: Transaction) throws(APIError)
    -> JSONValue
  {
    throw APIError(status: 404, code: nil, message: "Route not found")
  }
}
