import APICore
import JSON

/// The live ClickUp cloud, spoken to by its published contract, API v2.
///
/// Authorization, encoding, retries of reads and the mapping of errors are the same for every
/// operation; which operation is asked for, the tools decide.
public struct LiveBackend: RemoteBackend {
  public typealias Transaction = Dispatch

  let client: APIClient

  public init(client: APIClient) { self.client = client }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    try client.read(request)
  }

  public func read(
    _ request: ReadRequest, in transaction: Dispatch
  ) throws(APIError) -> JSONValue {
    try client.read(request)
  }

  public func search(
    _ query: TaskQuery, in transaction: Dispatch
  ) throws(APIError) -> TaskPage {
    try search(query)
  }

  public func write(
    _ request: WriteRequest, in transaction: Dispatch
  ) throws(APIError) -> JSONValue {
    try client.write(request)
  }
}
