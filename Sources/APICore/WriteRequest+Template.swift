import JSON

extension WriteRequest {
  /// All of the request, with the route as a template: unlike `json`, it can be read back, since a
  /// path that is filled in cannot be taken apart again.
  public var template: JSONValue {
    var template: JSONValue = [
      "method": .string(route.method.rawValue), "route": .string(route.spelled),
      "path": .object(JSONObject(path.mapValues(JSONValue.string))),
      "query": .object(JSONObject(query.mapValues { .array($0.map(JSONValue.string)) })),
    ]
    if case .json(let body) = body { template["body"] = body }
    if !place.isEmpty { template["place"] = .object(JSONObject(place.mapValues(JSONValue.string))) }
    if !standing.isEmpty { template["standing"] = .array(standing.sorted().map(JSONValue.string)) }
    return template
  }

  /// nil where `template` is not what `template` writes.
  public init?(template: JSONValue) {
    guard let method = template["method"]?.string.flatMap(HTTPMethod.init(rawValue:)),
      let route = template["route"]?.string, let path = template["path"]?.object,
      let query = template["query"]?.object
    else { return nil }
    self.init(
      Route(method, spelled: route), path: path.compactMapValues(\.string),
      query: query.compactMapValues { ($0.array ?? []).compactMap(\.string) },
      body: template["body"].map { .json($0) } ?? .none,
      place: (template["place"]?.object ?? [:]).compactMapValues(\.string),
      standing: Set((template["standing"]?.array ?? []).compactMap(\.string)))
  }

  /// A request as `json` shows it, taken apart by the declared route whose path it fits.
  ///
  /// - Returns: nil where none does. Values of a path are told by its slashes; only the name of a
  ///   tag, which people choose and which comes last, may hold some.
  public init?(shown json: JSONValue) {
    guard let path = json["path"]?.string else { return nil }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let fitting = Route.all.compactMap { route -> (route: Route, values: [String: String])? in
      guard .string(route.method.rawValue) == json["method"] else { return nil }
      return route.values(in: parts).map { (route, $0) }
    }
    // `start` is not an ID where a path spells it.
    guard let found = fitting.min(by: { $0.values.count < $1.values.count }) else { return nil }
    self.init(
      found.route, path: found.values,
      query: (json["query"]?.object ?? [:]).compactMapValues {
        ($0.array ?? []).compactMap(\.string)
      },
      body: json["body"].map { .json($0) } ?? .none)
  }
}

extension Route {
  /// What stands for the names in this path; nil where the parts are of another one.
  fileprivate func values(in parts: [String]) -> [String: String]? {
    let names = spelled.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isOpen = names.last == "{tag_name}"
    guard parts.count == names.count || isOpen && parts.count > names.count else { return nil }
    var values: [String: String] = [:]
    for (index, name) in names.enumerated() {
      let isLast = index == names.count - 1
      let part = isLast ? parts[index...].joined(separator: "/") : parts[index]
      guard name.hasPrefix("{") else {
        guard part == name else { return nil }
        continue
      }
      guard !part.isEmpty else { return nil }
      values[String(name.dropFirst().dropLast())] = part
    }
    return values
  }
}
