import APICore
import JSON

/// Writes that make a time entry, whose description carries the marker.
protocol TimeEntryCreation: Creation {}

extension TimeEntryCreation {
  func marked(
    _ request: WriteRequest, with marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> WriteRequest? {
    request.describing(marker)
  }

  func sighting(
    of id: String, for request: WriteRequest, reading: EvidenceReader
  ) throws(APIError) -> Sighting? {
    try .timeEntry(id, for: request, reading: reading)
  }

  /// Making one answers `start` and `duration` as numbers, which lists show as strings (as
  /// recorded).
  func response(_ sighting: Sighting) -> JSONValue { .timeEntryMade(sighting.json) }
}

/// "Create a time entry": found among the entries of the same person at the same time.
struct CreatedTimeEntry: TimeEntryCreation {
  /// The entry is asked for with this much before and after: whether the service's bounds are
  /// within the answer is not documented.
  private static let margin: Milliseconds = 1_000

  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let asked = request.members
    guard let start = asked["start"]?.wireInteger.map({ Milliseconds($0) }) else {
      return Sightings(all: [], areComplete: false)
    }
    let end = Milliseconds(Self.end(asked) ?? start.rawValue)
    var query = [
      "start_date": [(start - Self.margin).wire],
      "end_date": [(max(start, end) + Self.margin).wire],
    ]
    query["assignee"] = asked["assignee"]?.wireText.map { [$0] }
    let answer = try reading.read(
      ReadRequest(
        .getTimeEntries, path: ["team_Id": request.path["team_Id"] ?? ""], query: query))
    // When an entry was made is not shown (`at` is its last change); its own times tell as much.
    return Sightings(
      all: (answer["data"]?.elements ?? []).compactMap(Sighting.timeEntry), areComplete: true)
  }

  func owner(_ request: WriteRequest, caller: Caller) -> String? {
    request.members["assignee"]?.wireText ?? caller.id
  }

  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    let (asked, entry) = (request.members, sighting.json)
    let start = entry["start"]?.wireInteger
    guard start == asked["start"]?.wireInteger else { return false }
    if let start, let duration = entry["duration"]?.wireInteger, let end = Self.end(asked),
      Milliseconds(start) + Milliseconds(duration) != Milliseconds(end)
    {
      return false
    }
    return TimeEntryTask.isSame(entry, asked) && TimeEntryTask.isSameText(entry, asked)
  }

  /// `stop` is another word for `end`; both win over `duration`.
  private static func end(_ asked: JSONObject) -> Int64? {
    if let end = (asked["end"] ?? asked["stop"])?.wireInteger { return end }
    guard let start = asked["start"]?.wireInteger, let duration = asked["duration"]?.wireInteger
    else { return nil }
    return (Milliseconds(start) + Milliseconds(duration)).rawValue
  }
}

/// "Start a time entry": found as the running timer, or among what was tracked since.
struct StartedTimeEntry: TimeEntryCreation {
  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let team = request.path["team_Id"] ?? ""
    let running = try reading.read(ReadRequest(.getRunningTimeEntry, path: ["team_id": team]))
    var all: [Sighting] = []
    if let timer = running.timeEntry.flatMap(Sighting.timeEntry) { all.append(timer) }
    // It may have been stopped meanwhile, or another timer may have stopped it. Without a date the
    // service answers the last 30 days.
    let query = since.map { ["start_date": [$0.wire]] } ?? [:]
    let answer = try reading.read(
      ReadRequest(.getTimeEntries, path: ["team_Id": team], query: query))
    let known = Set(all.map(\.id))
    all += (answer["data"]?.elements ?? []).compactMap(Sighting.timeEntry)
      .filter { !known.contains($0.id) }
    for index in all.indices {
      all[index].madeAt = all[index].json["start"]?.wireInteger.map { Milliseconds($0) }
    }
    return Sightings(all: all, areComplete: true)
  }

  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    TimeEntryTask.isSame(sighting.json, request.members)
      && TimeEntryTask.isSameText(sighting.json, request.members)
  }
}

/// "Track time" of the older routes, which takes no text: told by its times alone.
struct TrackedTime: UnmarkedCreation {
  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let answer = try reading.read(
      ReadRequest(
        .getTrackedTime, path: ["task_id": request.path["task_id"] ?? ""],
        query: request.customIDQuery))
    let all = (answer["data"]?.elements ?? []).flatMap { person in
      (person["intervals"]?.elements ?? []).compactMap { interval in
        interval["id"]?.wireText.map {
          Sighting(
            id: $0, madeAt: interval["date_added"]?.wireInteger.map { Milliseconds($0) },
            owner: person["user"]?["id"]?.wireText, json: interval)
        }
      }
    }
    return Sightings(all: all, areComplete: true)
  }

  /// What the request gives; where it gives a duration alone the service chooses when that was.
  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    let asked = request.members
    return ["start", "end", "time"].allSatisfy { name in
      guard let wanted = asked[name]?.wireInteger else { return true }
      return sighting.json[name]?.wireInteger == wanted
    }
  }

  func response(_ sighting: Sighting) -> JSONValue { ["id": .string(sighting.id)] }
}

/// What a time entry says of its task and of itself.
private enum TimeEntryTask {
  static func isSame(_ entry: JSONValue, _ asked: JSONObject) -> Bool {
    // Time that belongs to no task has "0" or nothing here.
    let shown = entry["task"]?["id"]?.wireText ?? "0"
    return shown == (asked["tid"]?.wireText ?? "0")
  }

  static func isSameText(_ entry: JSONValue, _ asked: JSONObject) -> Bool {
    Marker.hidden(in: entry["description"]?.string ?? "").trimmed
      == Marker.hidden(in: asked["description"]?.string ?? "").trimmed
  }
}

extension WriteRequest {
  fileprivate func describing(_ marker: Marker) -> WriteRequest {
    var members = members
    members["description"] = .string(marker.added(to: members["description"]?.string ?? ""))
    return with(members)
  }
}

extension Sighting {
  /// nil where `entry` is none.
  static func timeEntry(_ entry: JSONValue) -> Sighting? {
    entry["id"]?.wireText.map { id in
      Sighting(
        id: id, owner: entry["user"]?["id"]?.wireText,
        texts: [entry["description"]?.string].compactMap(\.self), json: entry)
    }
  }

  /// The entry of this ID; nil where there is none.
  fileprivate static func timeEntry(
    _ id: String, for request: WriteRequest, reading: EvidenceReader
  ) throws(APIError) -> Sighting? {
    let workspace = request.path["team_Id"] ?? request.path["team_id"] ?? ""
    let path = ["team_id": workspace, "timer_id": id]
    let answer = try reading.visible(ReadRequest(.getTimeEntry, path: path))
    return answer?.timeEntry.flatMap(timeEntry)
  }
}

extension JSONValue {
  fileprivate static func timeEntryMade(_ entry: JSONValue) -> JSONValue {
    var entry = entry
    for name in ["start", "duration", "at"] {
      if let number = entry[name]?.wireInteger { entry[name] = .integer(number) }
    }
    return ["data": entry]
  }
}
