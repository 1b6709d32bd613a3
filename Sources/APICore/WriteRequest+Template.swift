import JSON

extension WriteRequest {
  /// All of the request, with the route as a template: unlike `json`, it can be read back, since a
  /// path that is filled in cannot be taken apart again.
  public var template: JSONValue {
    var template: JSONValue = [
      "method": .string(route.method.rawValue), "route": .string(route.path),
      "path": .object(JSONObject(path.mapValues(JSONValue.string))),
      "query": .object(JSONObject(query.mapValues { .array($0.map(JSONValue.string)) })),
    ]
    if case .json(let body) = body { template["body"] = body }
    return template
  }

  /// nil where `template` is not what `template` writes.
  public init?(template: JSONValue) {
    guard let method = template["method"]?.string.flatMap(HTTPMethod.init(rawValue:)),
      let route = template["route"]?.string, let path = template["path"]?.object,
      let query = template["query"]?.object
    else { return nil }
    self.init(
      Route(method, route), path: path.compactMapValues(\.string),
      query: query.compactMapValues { ($0.array ?? []).compactMap(\.string) },
      body: template["body"].map { .json($0) } ?? .none)
  }
}
