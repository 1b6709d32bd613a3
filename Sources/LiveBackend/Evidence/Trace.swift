import APICore
import JSON

/// How the writes of one route are found again when their answer never came.
protocol WriteTrace: Sendable {
  /// Makes the write findable; whatever it reads, it reads now.
  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence

  /// Looks for what the write did.
  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding

  /// Why `id` cannot be what the write made or changed, for the middle of a sentence; nil where it
  /// can.
  ///
  /// - Parameter marker: that of the write.
  func objection(
    to id: String, of evidence: Evidence, marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> String?

  /// As `RemoteBackend.mayHaveMade`.
  func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool
}

extension WriteTrace {
  func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool { true }

  /// What is gone, or shows nowhere, cannot be read.
  func objection(
    to id: String, of evidence: Evidence, marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> String? { nil }
}

/// A write that leaves nothing to look for.
struct NoTrace: WriteTrace {
  /// What a person can do about it.
  let reason: String

  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence {
    Evidence(request: request, record: .null, makesSomething: false)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding {
    .cannotTell(reason)
  }
}

extension WriteRequest {
  /// The same request with another body.
  func with(_ members: JSONObject) -> WriteRequest {
    WriteRequest(
      route, path: path, query: query, body: .json(.object(members)), parts: parts, place: place,
      standing: standing)
  }
}
