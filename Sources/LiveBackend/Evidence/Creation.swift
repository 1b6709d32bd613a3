import APICore
import JSON

/// Writes that make something: it is found by its marker, or without one by how it looks.
protocol Creation: WriteTrace {
  /// The request with the marker where it can carry one; nil where it cannot.
  func marked(
    _ request: WriteRequest, with marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> WriteRequest?

  /// What stands in the place where the write puts something, as far as it can be its result.
  ///
  /// - Parameter since: what is older is of no interest; nil for the newest only.
  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings

  /// The one thing of this ID, where the write may have put it; nil where there is none.
  func sighting(
    of id: String, for request: WriteRequest, reading: EvidenceReader
  ) throws(APIError) -> Sighting?

  /// Whether it is what the request asks for, as far as such a thing shows: read without markers.
  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool

  /// Whether what a request makes shows what it asks for.
  func shows(_ request: WriteRequest) -> Bool

  /// Whose it is when `caller` sends the request.
  func owner(_ request: WriteRequest, caller: Caller) -> String?

  /// What the service would have answered.
  func response(_ sighting: Sighting) -> JSONValue
}

/// Writes that make something which has no text for a marker.
protocol UnmarkedCreation: Creation {}

extension UnmarkedCreation {
  func marked(
    _ request: WriteRequest, with marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> WriteRequest? { nil }
}

/// Something that the service shows where a write may have made it.
struct Sighting: Sendable {
  let id: String
  /// When it was made, by the service's clock; nil where it does not say.
  var madeAt: Milliseconds?
  /// Whose it is; nil where the service does not say.
  var owner: String?
  /// Where a marker would stand.
  var texts: [String] = []
  let json: JSONValue

  var isMarked: Bool { texts.contains(where: Marker.mayBe) }
}

struct Sightings: Sendable {
  let all: [Sighting]
  /// Whether that is everything there is; false where a bound was reached first.
  let areComplete: Bool
}

/// How far back a look-up reads beyond the service's own time when the write was prepared: as far
/// as the clocks of its machines may disagree, or ours and its where it does not say the time.
/// Generous, since what is overlooked is sent a second time, while reading more costs nothing: the
/// oldest are read first.
private let clockTolerance: Milliseconds = 3_600_000

extension Creation {
  func shows(_ request: WriteRequest) -> Bool { true }

  func owner(_ request: WriteRequest, caller: Caller) -> String? { caller.id }

  func response(_ sighting: Sighting) -> JSONValue { sighting.json }

  func sighting(
    of id: String, for request: WriteRequest, reading: EvidenceReader
  ) throws(APIError) -> Sighting? {
    try sightings(for: request, since: 0, reading: reading).all.first { $0.id == id }
  }

  func evidence(
    for request: WriteRequest, marker: Marker?, reading: EvidenceReader
  ) throws(APIError) -> Evidence {
    var request = request
    var record: JSONValue
    if let marker, let marked = try marked(request, with: marker, reading: reading) {
      request = marked
      record = ["marker": .string(marker.text)]
    } else {
      record = try baseline(request, reading)
    }
    record["at"] = reading.serviceTime().map { .integer($0.rawValue) }
    return Evidence(request: request, record: record, makesSomething: true)
  }

  /// What looks the same before anything is sent, and so is not what the write makes.
  private func baseline(
    _ request: WriteRequest, _ reading: EvidenceReader
  ) throws(APIError) -> JSONValue {
    let before = try sightings(for: request, since: nil, reading: reading)
    let alike = before.all.filter { isAsked($0, by: request) }
    var record: JSONValue = ["before": .array(alike.map { .string($0.id) })]
    // What is not on the page was made before the oldest that is.
    if !before.areComplete, let oldest = before.all.compactMap(\.madeAt).min() {
      record["after"] = .integer(oldest.rawValue)
    }
    return record
  }

  func lookUp(
    _ evidence: Evidence, dispatchedAt: Milliseconds, reading: EvidenceReader
  ) throws(APIError) -> Finding {
    let request = evidence.request
    // The service's own time, which its things are dated by; ours may be any.
    let begun = evidence.record["at"]?.integer.map { Milliseconds($0) } ?? dispatchedAt
    let since = begun - clockTolerance
    let owner = owner(request, caller: try reading.caller())
    let seen = try sightings(for: request, since: since, reading: reading)
    let own = seen.all.filter { $0.owner == nil || owner == nil || $0.owner == owner }
    let marker = evidence.record["marker"]?.string.flatMap { Marker(line: $0) }
    if let marker {
      // Whatever its date says: no other operation has this marker.
      let marked = own.filter { $0.texts.contains(where: marker.isIn) }
      if !marked.isEmpty { return .made(marked.map(found), isMarked: true) }
      // Who copies a task copies its marker: that it is there says that there was one to copy.
      let copies = seen.all.filter { $0.texts.contains(where: marker.isIn) }
      guard copies.isEmpty else {
        return .changed(
          "what carries its marker is another user's, perhaps a copy: it has the ID "
            + copies.map(\.id).joined(separator: " or "))
      }
    }
    guard seen.areComplete else {
      return .cannotTell(
        "more was made there since than a look-up reads; look for it yourself, then settle it")
    }
    let alike = own.filter { sighting in
      (sighting.madeAt ?? since) >= since && isNew(sighting, evidence.record)
        && isAsked(sighting, by: request)
    }
    guard marker != nil else { return .made(alike.map(found), isMarked: false) }
    guard alike.isEmpty else {
      // An automation or a person may have rewritten the text, or this is another's.
      return .changed(
        "nothing carries its marker, but it may be what has the ID "
          + alike.map(\.id).joined(separator: " or "))
    }
    return .made([], isMarked: true)
  }

  /// Whether it may be the result of this operation: it was not there before, and is nobody else's.
  private func isNew(_ sighting: Sighting, _ record: JSONValue) -> Bool {
    if sighting.isMarked { return false }
    if record["before"]?.elements.contains(.string(sighting.id)) == true { return false }
    guard let after = record["after"]?.integer, let madeAt = sighting.madeAt else { return true }
    return madeAt >= Milliseconds(after)
  }

  func objection(
    to id: String, of evidence: Evidence, marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> String? {
    guard let sighting = try sighting(of: id, for: evidence.request, reading: reading) else {
      return "nothing that this user sees has that ID, where the write was to put it"
    }
    if sighting.texts.contains(where: marker.isIn) { return nil }
    if sighting.isMarked { return "it carries the marker of another write" }
    return evidence.record["before"]?.elements.contains(.string(id)) == true
      ? "it was there before the write was sent" : nil
  }

  func mayHaveMade(_ thing: FoundThing, _ evidence: Evidence) -> Bool {
    if evidence.record["before"]?.elements.contains(.string(thing.id)) == true { return false }
    return !shows(evidence.request)
      || isAsked(Sighting(id: thing.id, json: thing.shown), by: evidence.request)
  }

  private func found(_ sighting: Sighting) -> FoundThing {
    FoundThing(
      id: sighting.id, response: MarkerHiding.hide(in: response(sighting)), shown: sighting.json)
  }
}
