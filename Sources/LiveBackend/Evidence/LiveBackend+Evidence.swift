import APICore
import JSON

extension LiveBackend {
  public func evidence(
    for request: WriteRequest, operationID: String
  ) throws(APIError) -> Evidence {
    let reading = EvidenceReader(options: evidenceOptions) { request throws(APIError) in
      try client.read(request, for: .fresh)
    }
    return try reading.evidence(for: request, operationID: operationID)
  }

  public func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds
  ) throws(APIError) -> Finding {
    let reading = EvidenceReader(options: evidenceOptions) { request throws(APIError) in
      try client.read(request, for: .lookUp)
    }
    return try reading.lookUp(evidence, dispatchedAt: dispatchedAt)
  }
}

// Apart from the client, so that it is tested against real answers without HTTP.
extension EvidenceReader {
  func evidence(
    for request: WriteRequest, operationID: String
  ) throws(APIError) -> Evidence {
    let marker = options.areCreatesMarked ? Marker(operationID: operationID) : nil
    do throws(APIError) {
      return try Traces.trace(of: request.route)
        .evidence(for: request, marker: marker, reading: self)
    } catch {
      guard error.delivery == .unknown else { throw error }
      // It was a read whose answer never came: of the write nothing was sent.
      throw APIError(
        status: error.status, code: error.code, message: error.message, delivery: .notSent,
        retryAfter: error.retryAfter)
    }
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds
  ) throws(APIError) -> Finding {
    try Traces.trace(of: evidence.request.route)
      .lookUp(evidence, dispatchedAt: dispatchedAt, reading: self)
  }
}
