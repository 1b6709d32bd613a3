import APICore
import JSON

/// "Create Task": found among the new tasks of the List.
struct CreatedTask: Creation {
  /// Pages of 100: how many tasks made since the dispatch a look-up reads.
  static let pagesAtMost = 10

  func marked(
    _ request: WriteRequest, with marker: Marker, reading: EvidenceReader
  ) throws(APIError) -> WriteRequest? {
    var members = request.members
    if let field = try offeredField(request, reading) {
      let value: JSONValue = ["id": .string(field), "value": .string(marker.text)]
      members["custom_fields"] = .array((members["custom_fields"]?.elements ?? []) + [value])
      return request.with(members)
    }
    // Where both are given the service takes the formatted one.
    let formatted = members["markdown_content"]?.string
    let name = formatted?.isEmpty == false ? "markdown_content" : "description"
    members[name] = .string(marker.added(to: members[name]?.string ?? ""))
    return request.with(members)
  }

  /// The configured field, where the List offers it as a text and the request leaves it alone: the
  /// service drops what does not apply without a word.
  private func offeredField(
    _ request: WriteRequest, _ reading: EvidenceReader
  ) throws(APIError) -> String? {
    guard let id = reading.options.markerFieldID,
      request.members["custom_fields"]?.elements.contains(where: { $0["id"]?.string == id })
        != true
    else { return nil }
    let fields = try reading.read(ReadRequest(.getListFields, path: request.path))["fields"]
    let field = fields?.elements.first { $0["id"]?.string == id }
    return ["text", "short_text"].contains(field?["type"]?.string ?? "") ? id : nil
  }

  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    if since != nil, let (marker, filter) = fieldFilter(request) {
      let found = try page(request, ["custom_fields": [filter]], reading)
      // The service was seen to answer everything where it does not know a field.
      let marked = found.all.filter { $0.texts.contains(where: marker.isIn) }
      if !marked.isEmpty { return Sightings(all: marked, areComplete: true) }
    }
    guard let since else { return try page(request, ["order_by": ["created"]], reading) }
    // The oldest first: what the write made is among them, however many were made after it.
    var query = ["order_by": ["created"], "reverse": ["true"]]
    query["date_created_gt"] = [since.wire]
    var all: [Sighting] = []
    for number in 0..<Self.pagesAtMost {
      query["page"] = [String(number)]
      let page = try page(request, query, reading)
      all += page.all
      if page.areComplete { return Sightings(all: all, areComplete: true) }
    }
    return Sightings(all: all, areComplete: false)
  }

  /// Custom Fields are asked for by JSON in the query.
  /// https://developer.clickup.com/docs/taskfilters
  private func fieldFilter(_ request: WriteRequest) -> (Marker, filter: String)? {
    for field in request.members["custom_fields"]?.elements ?? [] {
      guard let id = field["id"], let value = field["value"],
        let marker = value.string.flatMap({ Marker(line: $0) })
      else { continue }
      let filter: JSONValue = [["field_id": id, "operator": "==", "value": value]]
      return (marker, filter.canonicalString)
    }
    return nil
  }

  func sighting(
    of id: String, for request: WriteRequest, reading: EvidenceReader
  ) throws(APIError) -> Sighting? {
    let task = try reading.visible(ReadRequest(.getTask, path: ["task_id": id]))
    return task.flatMap(sighting).flatMap { $0.id == id ? $0 : nil }
  }

  private func page(
    _ request: WriteRequest, _ query: [String: [String]], _ reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let always = ["subtasks": ["true"], "include_closed": ["true"], "include_timl": ["true"]]
    let answer = try reading.read(
      ReadRequest(.getTasks, path: request.path, query: query.merging(always) { $1 }))
    let tasks = answer["tasks"]?.elements ?? []
    return Sightings(
      all: tasks.compactMap(sighting), areComplete: answer["last_page"]?.bool ?? tasks.isEmpty)
  }

  private func sighting(_ task: JSONValue) -> Sighting? {
    guard let id = task["id"]?.wireText else { return nil }
    let fields = (task["custom_fields"]?.elements ?? []).map { $0["value"] }
    let texts = ["text_content", "description"].map { task[$0] } + fields
    return Sighting(
      id: id, madeAt: task["date_created"]?.wireInteger.map { Milliseconds($0) },
      owner: task["creator"]?["id"]?.wireText, texts: texts.compactMap { $0?.string }, json: task)
  }

  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    let asked = request.members
    return sighting.json["name"]?.string?.trimmed == asked["name"]?.string?.trimmed
      && sighting.json["parent"]?.wireText == asked["parent"]?.wireText
  }
}
