import APICore
import JSON

/// Writes that take something away: done where it is gone.
///
/// Where it is still there but was changed since, it is not sent again: who deleted it had not seen
/// what would be lost.
struct Deletion: WriteTrace {
  let source: @Sendable (WriteRequest) -> ReadRequest
  /// The thing, in the answer; nil where it is not there.
  var thing: @Sendable (JSONValue, WriteRequest) -> JSONValue? = { answer, _ in answer }
  /// What shows that it was changed.
  let version: @Sendable (JSONValue) -> JSONValue
  /// What the service answers, from the thing as it was.
  var response: @Sendable (JSONValue) -> JSONValue = { _ in [:] }

  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence {
    let before = thing(try reading.read(source(request)), request) ?? .null
    return Evidence(
      request: request,
      record: [
        "version": version(before), "response": MarkerHiding.hide(in: response(before)),
      ], makesSomething: false)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding {
    let answer = try reading.existing(source(evidence.request))
    guard let now = answer.flatMap({ thing($0, evidence.request) }) else {
      return .stands(response: evidence.record["response"] ?? [:])
    }
    return version(now) == evidence.record["version"]
      ? .asBefore : .changed("it is still there, and was changed since")
  }
}

extension Deletion {
  static let task = Deletion(
    source: { .task(of: $0) }, version: { part($0, ["date_updated"]) },
    // 204, without a body (as recorded).
    response: { _ in .null })

  static let timeEntry = Deletion(
    source: { .timeEntry(of: $0) }, thing: { answer, _ in answer.timeEntry },
    version: { entry in
      var version = part(entry, ["start", "description", "billable"])
      version["duration"] = entry.settledDuration
      version["task"] = entry["task"]?["id"] ?? .null
      return version
    },
    // The entry in a list (as recorded).
    response: { ["data": [$0]] })

  static let trackedTime = Deletion(
    source: { .trackedTime(of: $0) }, thing: { answer, request in answer.interval(of: request) },
    version: { part($0, ["start", "end", "time"]) })

  private static func part(_ thing: JSONValue, _ names: [String]) -> JSONValue {
    .object(JSONObject(uniqueKeysWithValues: names.map { ($0, thing[$0] ?? .null) }))
  }
}
