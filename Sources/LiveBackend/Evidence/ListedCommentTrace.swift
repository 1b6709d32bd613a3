import APICore
import Hashing
import JSON

/// A comment that is changed or deleted: found where it is listed, which takes its date, or in its
/// thread.
struct ListedCommentTrace: WriteTrace {
  let shown: @Sendable (ListedComment) -> any WriteTrace

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

  func objection(
    to id: String, of evidence: Evidence, marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> String? {
    try trace(of: evidence.request)
      .objection(to: id, of: evidence, marker: marker, reading: reading)
  }

  private func trace(of request: WriteRequest) -> any WriteTrace {
    guard let comment = ListedComment(at: request.names) else {
      return NoTrace(
        reason: "no route reads a single comment; see how it stands where it was posted")
    }
    return shown(comment)
  }
}

extension Deletion {
  static func comment(_ comment: ListedComment) -> Deletion {
    Deletion(
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

extension ChangeTrace {
  static func comment(_ comment: ListedComment) -> ChangeTrace {
    ChangeTrace(
      source: { _ in comment.page }, thing: { page, _ in comment.found(in: page) },
      aspects: { request, _, _ in
        request.members.compactMap { name, wanted in
          switch name {
          case "comment_text":
            .text(name, wanted.string ?? "", isFormatted: true) { $0[name]?.string }
          case "assignee":
            .value(name, .string(wanted.wireText ?? "")) {
              .string(CommentState($0).assignee.wireText ?? "")
            }
          // Where nobody is assigned it is not shown.
          case "resolved": .value(name, wanted) { .bool(CommentState($0).isResolved) }
          default: nil
          }
        }
      },
      texts: (["comment_text"], ["comment_text"]), response: { _, _ in [:] })
  }
}
