import APICore
import JSON

/// Writes that make a Space, a Folder, a List or a Custom Field: told by the name, among those that
/// were not there before. They are few, and the service shows neither when they were made nor by
/// whom.
struct CreatedContainer: UnmarkedCreation {
  let listing: Route
  /// The member of the answer that holds them: "spaces", "folders" …
  let name: String
  /// What the answer to making one wraps it in, if anything.
  var wrapper: String?

  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let answer = try reading.read(ReadRequest(listing, path: request.path))
    let all = (answer[name]?.elements ?? []).compactMap { container in
      container["id"]?.wireText.map { Sighting(id: $0, json: container) }
    }
    return Sightings(all: all, areComplete: true)
  }

  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    let (asked, found) = (request.members, sighting.json)
    return found["name"]?.string?.trimmed == asked["name"]?.string?.trimmed
      && (asked["type"] == nil || found["type"] == asked["type"])
  }

  func response(_ sighting: Sighting) -> JSONValue {
    wrapper.map { [$0: sighting.json] } ?? sighting.json
  }
}
