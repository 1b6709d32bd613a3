import APICore
import JSON

/// Writes that make a thing of a resource: told by its fields, among those that were not there
/// before.
struct CreatedResource: UnmarkedCreation {
  let resource: Resource

  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let answer = try reading.read(resource.source(request.names))
    let all = resource.all(in: answer, request.names).compactMap { thing -> Sighting? in
      guard let id = thing["id"]?.wireText,
        let response = resource.response(in: answer, names(id, request))
      else { return nil }
      return Sighting(
        id: id, madeAt: thing["date_created"]?.wireInteger.map { Milliseconds($0) },
        json: response)
    }
    return Sightings(all: all, areComplete: true)
  }

  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    let thing = resource.thing(answered: sighting.json, names(sighting.id, request))
    return thing.map { resource.differences(of: $0, from: request.fields).isEmpty } ?? false
  }

  private func names(_ id: String, _ request: WriteRequest) -> Resource.Names {
    request.names.merging([resource.idName: id]) { $1 }
  }
}

extension ChangeTrace {
  static func resource(_ resource: Resource) -> ChangeTrace {
    ChangeTrace(
      source: { resource.source($0.names) },
      // Where it stands among the others only the whole answer says.
      thing: { answer, request in
        resource.thing(in: answer, of: request).map { _ in answer }
      },
      aspects: { request, _, caller in
        resource.fields.compactMap { field in
          request.fields[field.name].map { wanted in
            .field(field, wanted, of: request, caller) { resource.thing(in: $0, of: request) }
          }
        }
      },
      response: { request, answer in
        resource.response(in: answer, resource.names(after: request)) ?? [:]
      })
  }

  /// What its name is the ID of is there afterwards, whoever made it.
  static func making(_ resource: Resource) -> ChangeTrace {
    ChangeTrace(
      source: { resource.source($0.names) },
      aspects: { request, _, _ in
        let names = resource.names(after: request)
        return [
          .element(resource.kind.rawValue, isWanted: true) {
            resource.thing(in: $0, names) != nil
          }
        ]
      },
      response: { request, answer in
        resource.response(in: answer, resource.names(after: request)) ?? [:]
      })
  }
}

extension Deletion {
  static func resource(_ resource: Resource) -> Deletion {
    Deletion(
      source: { resource.source($0.names) },
      thing: { answer, request in resource.thing(in: answer, request.names) },
      version: { .object(resource.whole(of: $0)) },
      response: { ["id": $0["id"] ?? .null] })
  }
}
