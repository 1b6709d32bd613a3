import APICore
import JSON

extension LiveBackend {
  public func evidence(
    for request: WriteRequest, operationID: String
  ) throws(APIError) -> Evidence {
    Evidence(request: request, record: .null, makesSomething: false)
  }

  public func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds
  ) throws(APIError) -> Finding {
    .cannotTell("not built yet")
  }
}
