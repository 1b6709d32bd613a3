import APICore
import JSON

extension LiveBackend {
  public func evidence(
    for request: WriteRequest, operationID: String
  ) throws(APIError) -> Evidence {
    // What is made is dated by the service's clock: something has to be asked of it first.
    if Traces.trace(of: request.route) is any Creation, !client.cloudClock.isAnswered {
      _ = try client.read(ReadRequest(.getUser), for: .fresh)
    }
    return try freshReading.evidence(for: request, operationID: operationID)
  }

  public func objection(
    to remoteID: String, of evidence: Evidence, operationID: String
  ) throws(APIError) -> String? {
    try freshReading.objection(to: remoteID, of: evidence, operationID: operationID)
  }

  public func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool {
    Traces.trace(of: evidence.request.route).mayHaveMade(thing, evidence)
  }

  private var freshReading: EvidenceReader {
    EvidenceReader(
      options: evidenceOptions, time: { client.cloudClock.now(at: client.uptime.now()) },
      read: { request throws(APIError) in try client.read(request, for: .fresh) })
  }

  public func admit(_ purpose: Admission.Purpose) throws(APIError) -> Admission {
    switch purpose {
    case .write: try client.admit(.ordinary)
    case .lookUp(let evidence):
      try client.admit(.lookUp, count: lookUpSizes.size(for: evidence))
    }
  }

  /// All that it reads counts as read when the first request was sent, so a wait in between is what
  /// makes it stale: how many requests it took is kept, and taken at once the next time.
  public func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, under admission: Admission
  ) throws(APIError) -> Finding {
    var count = 0
    let reading = EvidenceReader(options: evidenceOptions) { request throws(APIError) in
      count += 1
      lookUpSizes.note(count, for: evidence)
      if count > 1 { CallContext.current?.report("looking for what was sent: request \(count)") }
      return try client.read(
        request, for: .lookUp, under: count <= admission.count ? admission : nil)
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

  func objection(
    to remoteID: String, of evidence: Evidence, operationID: String
  ) throws(APIError) -> String? {
    try Traces.trace(of: evidence.request.route).objection(
      to: remoteID, of: evidence, marker: Marker(operationID: operationID), reading: self)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds
  ) throws(APIError) -> Finding {
    do throws(APIError) {
      return try Traces.trace(of: evidence.request.route)
        .lookUp(evidence, dispatchedAt: dispatchedAt, reading: self)
    } catch {
      // Asking again would be answered the same forever.
      guard error.saysNothingIsThere else { throw error }
      let answer = [error.status.map(String.init), error.code].compactMap(\.self)
        .joined(separator: " ")
      return .cannotTell(
        "where it would show is not to be seen any more (\(answer)): it was deleted, or this token "
          + "has lost it")
    }
  }
}
