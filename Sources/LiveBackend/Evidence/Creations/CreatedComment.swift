import APICore
import JSON

/// A comment on a task or a List: found among the newest ones there. A reply: in its thread.
struct CreatedComment: Creation {
  /// Pages of 25: how many comments made since the dispatch a look-up reads.
  static let pagesAtMost = 10

  func marked(
    _ request: WriteRequest, with marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> WriteRequest? {
    var members = request.members
    if let blocks = members["comment"]?.array {
      // The first line end closes the line that the blocks end in, whatever that is (code, a list).
      members["comment"] = .array(
        blocks + [["text": "\n"], ["text": "\n"], ["text": .string(marker.text)]])
    } else {
      members["comment_text"] = .string(
        marker.added(to: members["comment_text"]?.string ?? ""))
    }
    return request.with(members)
  }

  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    var all: [Sighting] = []
    // One page is enough to tell what stood before.
    for _ in 0..<(since == nil ? 1 : Self.pagesAtMost) {
      let read = try page(request, before: all.last, reading)
      all += read
      guard read.count >= pageSize(of: request), let oldest = all.last?.madeAt else {
        return Sightings(all: all, areComplete: true)
      }
      if let since, oldest < since { return Sightings(all: all, areComplete: true) }
    }
    return Sightings(all: all, areComplete: false)
  }

  /// A thread is answered whole.
  private func pageSize(of request: WriteRequest) -> Int {
    request.route == .createThreadedComment ? .max : CommentListing.pageSize
  }

  /// Those before the one that the last page ended with, newest first.
  private func page(
    _ request: WriteRequest, before last: Sighting?, _ reading: EvidenceReader
  ) throws(APIError) -> [Sighting] {
    var query = request.customIDQuery
    if let last, let date = last.madeAt {
      query["start"] = [date.wire]
      query["start_id"] = [last.id]
    }
    // They are listed where they are posted.
    let answer = try reading.read(
      ReadRequest(Route(.get, spelled: request.route.spelled), path: request.path, query: query))
    return (answer["comments"]?.elements ?? []).compactMap(sighting)
  }

  private func sighting(_ comment: JSONValue) -> Sighting? {
    guard let id = comment["id"]?.wireText else { return nil }
    let blocks = (comment["comment"]?.elements ?? []).compactMap { $0["text"]?.string }
    return Sighting(
      id: id, madeAt: comment["date"]?.wireInteger.map { Milliseconds($0) },
      owner: comment["user"]?["id"]?.wireText,
      texts: [comment["comment_text"]?.string, blocks.joined()].compactMap(\.self),
      json: comment)
  }

  /// Mentions are shown by a name that the request does not hold.
  func shows(_ request: WriteRequest) -> Bool {
    (request.members["comment"]?.elements ?? []).allSatisfy { $0["text"] != nil }
  }

  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    guard shows(request) else { return false }
    let blocks = request.members["comment"]?.elements ?? []
    let asked =
      [request.members["comment_text"]].compactMap { $0?.string }
      + blocks.compactMap { $0["text"]?.string }
    return Self.words(sighting.json["comment_text"]?.string ?? "") == Self.words(asked.joined())
  }

  private static func words(_ text: String) -> Substring { Marker.hidden(in: text).trimmed }

  /// Creating answers ID and date as numbers, which lists show as strings (as recorded).
  func response(_ sighting: Sighting) -> JSONValue {
    var answer: JSONObject = [
      "id": Int64(sighting.id).map(JSONValue.integer) ?? .string(sighting.id)
    ]
    answer["date"] = sighting.madeAt.map { .integer($0.rawValue) }
    return .object(answer)
  }
}

extension WriteRequest {
  /// What says that the path names a task by its custom ID, for reading the same task.
  var customIDQuery: [String: [String]] {
    query.filter { ["custom_task_ids", "team_id"].contains($0.key) }
  }
}
