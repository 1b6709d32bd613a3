import APICore
import Hashing
import JSON

/// A comment that is deleted: found where its task lists it, which takes its date.
struct DeletedComment: WriteTrace {
  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence {
    try trace(of: request).evidence(for: request, marker: marker, reading: reading)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding {
    try trace(of: evidence.request)
      .lookUp(evidence, dispatchedAt: dispatchedAt, reading: reading)
  }

  private func trace(of request: WriteRequest) -> any WriteTrace {
    guard let comment = ListedComment(at: request.names) else {
      return NoTrace(reason: "no route reads a single comment; see whether the task still has it")
    }
    return Deletion(
      source: { _ in comment.page }, thing: { page, _ in comment.found(in: page) },
      version: { comment in
        // As a digest: the ledger need not hold what was said.
        let said = ["comment_text", "resolved", "reply_count"].map { comment[$0] ?? .null }
        return .string(
          SHA256.hash(
            JSONValue.array(said + [comment["assignee"]?["id"] ?? .null]).canonicalBytes
          ).hex)
      })
  }
}
