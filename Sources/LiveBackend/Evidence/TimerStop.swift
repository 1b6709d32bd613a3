import APICore
import JSON

/// "Stop a time entry": told by the timer that ran before.
struct TimerStop: WriteTrace {
  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence {
    var record: JSONValue = [:]
    record["running"] = try running(request, reading).map(JSONValue.string)
    return Evidence(request: request, record: record, makesSomething: false)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding {
    let request = evidence.request
    let now = try running(request, reading)
    guard let before = evidence.record["running"]?.string else {
      return now == nil
        ? .asBefore : .changed("no timer ran, and one was started since; stop it if it should be")
    }
    if now == before { return .asBefore }
    var path = request.path
    path["timer_id"] = before
    let answer = try reading.existing(ReadRequest(.getTimeEntry, path: path))
    guard var entry = answer?.timeEntry else {
      return .changed("the timer that ran is not there any more")
    }
    // Stopping answers these as numbers, which reading it shows as strings (as recorded).
    for name in ["end", "duration", "at"] {
      if let number = entry[name]?.wireInteger { entry[name] = .integer(number) }
    }
    // Starting another timer stops it as well: it stands all the same.
    return .stands(response: MarkerHiding.hide(in: ["data": entry]))
  }

  func objection(
    to id: String, of evidence: Evidence, marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> String? {
    evidence.record["running"]?.string == id ? nil : "it is not the timer that ran"
  }

  private func running(
    _ request: WriteRequest, _ reading: EvidenceReader
  ) throws(APIError) -> String? {
    try reading.read(ReadRequest(.getRunningTimeEntry, path: request.path))["data"]?["id"]?
      .wireText
  }
}
