import APICore
import JSON

/// The live ClickUp cloud, spoken to by its published contract, API v2.
///
/// Authorization, encoding, retries of reads and the mapping of errors are the same for every
/// operation; which operation is asked for, the tools decide.
public struct LiveBackend: RemoteBackend {
  public typealias Transaction = Dispatch

  let client: APIClient
  let evidenceOptions: EvidenceOptions
  let lookUpSizes = LookUpSizes()

  public init(client: APIClient, evidence: EvidenceOptions = EvidenceOptions()) {
    self.client = client
    evidenceOptions = evidence
  }

  public func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    MarkerHiding.hide(in: try client.read(request))
  }

  public func read(
    _ request: ReadRequest, in transaction: Dispatch
  ) throws(APIError) -> JSONValue {
    MarkerHiding.hide(in: try client.read(request, for: .fresh))
  }

  public func search(
    _ query: TaskQuery, in transaction: Dispatch
  ) throws(APIError) -> TaskPage {
    try search(query)
  }

  public func write(
    _ request: WriteRequest, in transaction: Dispatch
  ) throws(APIError) -> JSONValue {
    MarkerHiding.hide(in: try client.write(request, under: transaction.admission))
  }
}
