import APICore
import JSON

/// Writes that bring something about which shows: what stood before them is noted, and compared
/// with what was asked for and with what stands now.
///
/// Repeating such a write looks harmless and is not: it may overwrite what somebody changed after
/// the first one took effect. So only what stands exactly as before may be sent again.
struct ChangeTrace: WriteTrace {
  /// What is read to see it.
  let source: @Sendable (WriteRequest) -> ReadRequest
  /// The thing that is changed, in the answer; nil where it is not there.
  var thing: @Sendable (JSONValue, WriteRequest) -> JSONValue? = { answer, _ in answer }
  /// What of it the request changes, as the thing shows it.
  let aspects: @Sendable (WriteRequest, JSONValue, Caller) -> [Aspect]
  /// The members of the body that write a text of the thing over, and those that show it.
  var texts: (written: [String], shown: [String]) = ([], [])
  /// What the service would have answered.
  let response: @Sendable (WriteRequest, JSONValue) -> JSONValue

  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence {
    // What is not there the service refuses itself, in its own words.
    let before = thing(try reading.read(source(request)), request) ?? .null
    var noted: JSONObject = [:]
    // Noting needs no caller: dates are noted as instants, and compared later as days.
    for aspect in aspects(request, before, Caller(id: nil, zone: nil)) {
      noted[aspect.name] = aspect.reading(before)
    }
    return Evidence(
      request: keepingMarkers(request, of: before), record: ["before": .object(noted)],
      makesSomething: false)
  }

  func objection(
    to id: String, of evidence: Evidence, marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> String? {
    let request = evidence.request
    let isThere = try reading.visible(source(request)).flatMap { thing($0, request) } != nil
    return isThere ? nil : "what the write was to change is not there"
  }

  /// A text that is written over one with markers is given them again (`MarkerHiding` says why).
  private func keepingMarkers(_ request: WriteRequest, of before: JSONValue) -> WriteRequest {
    let markers = texts.shown.flatMap { Marker.all(in: before[$0]?.string ?? "") }
    guard !markers.isEmpty else { return request }
    var members = request.members
    for name in texts.written {
      // An empty text changes nothing.
      guard let new = members[name]?.string, !new.isEmpty else { continue }
      members[name] = .string(
        markers.reduce(new) { text, marker in marker.isIn(text) ? text : marker.added(to: text) })
    }
    return request.with(members)
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding {
    let request = evidence.request
    let answer = try reading.existing(source(request))
    guard let now = answer.flatMap({ thing($0, request) }) else {
      return .changed("what it was to change is not there any more")
    }
    var aspects = aspects(request, now, Caller(id: nil, zone: nil))
    if aspects.contains(where: \.isDay) {
      aspects = self.aspects(request, now, try reading.caller())
    }
    let noted = evidence.record["before"] ?? [:]
    return Verdict(
      aspects.map { ($0.name, $0.standing(now: now, before: noted[$0.name] ?? .null)) }
    ).finding { MarkerHiding.hide(in: response(request, now)) }
  }
}

/// One thing that a change sets, and how it is told whether it stands.
struct Aspect: Sendable {
  enum Match: Sendable {
    case exact
    /// As near as the service's own way of writing it allows.
    case near
    case none
  }

  /// How it stands now.
  enum Standing: Sendable, Hashable {
    case asWanted
    case asBefore
    /// Before and wanted cannot be told apart: `isWanted` where they are the very same.
    case either(isWanted: Bool)
    case neither
  }

  let name: String
  /// Whether it is a day, which is one in somebody's zone.
  var isDay = false
  /// What of the thing is noted before the change, and read again after it.
  let reading: @Sendable (JSONValue) -> JSONValue
  /// Whether what was read is what is wanted.
  let match: @Sendable (JSONValue) -> Match

  func standing(now thing: JSONValue, before: JSONValue) -> Standing {
    let now = reading(thing)
    guard now == before else { return match(now) == .none ? .neither : .asWanted }
    switch match(before) {
    case .exact: return .either(isWanted: true)
    case .near: return .either(isWanted: false)
    case .none: return .asBefore
    }
  }
}

/// What the aspects of one change say together: one request changes all of them or none.
private struct Verdict {
  private let standings: [(name: String, standing: Aspect.Standing)]

  init(_ standings: [(String, Aspect.Standing)]) {
    self.standings = standings.map { (name: $0.0, standing: $0.1) }
  }

  func finding(_ response: () -> JSONValue) -> Finding {
    let (wanted, old) = (names(.asWanted), names(.asBefore))
    let other = names(.neither)
    if standings.isEmpty { return .cannotTell("nothing that it sets can be read") }
    if !other.isEmpty {
      return .changed("\(other) is neither what it was nor what it was to become")
    }
    switch (wanted.isEmpty, old.isEmpty) {
    case (false, false): return .changed("\(wanted) is as wanted, but \(old) as before")
    case (false, true): return .stands(response: response())
    case (true, false): return .asBefore
    case (true, true):
      // It was so before: to call it done is true, whether or not the request arrived.
      let isSame = standings.allSatisfy { $0.standing == .either(isWanted: true) }
      return isSame ? .stands(response: response()) : .asBefore
    }
  }

  private func names(_ standing: Aspect.Standing) -> String {
    standings.filter { $0.standing == standing }.map { "`\($0.name)`" }.sorted()
      .joined(separator: ", ")
  }
}
