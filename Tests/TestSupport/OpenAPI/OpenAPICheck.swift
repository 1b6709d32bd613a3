import APICore
import Foundation
import JSON
import JSONSchema
import Synchronization

/// Holds every request that is planned or read against ClickUp's published OpenAPI documents.
///
/// https://developer.clickup.com/openapi/clickup-api-v2-reference.json
/// https://developer.clickup.com/openapi/ClickUp_PUBLIC_API_V3.yaml
public final class OpenAPICheck: Sendable {
  /// For every request of a backend under test; nil where `TASKLEDGER_SHARED` names no folder.
  public static let shared = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"].map {
    OpenAPICheck(folder: $0 + "/data/clickup")
  }

  private let documents: [APIVersion: Result<JSONValue, any Error>]
  private let bodies = Mutex<[Route: Schema]>([:])

  /// - Parameter folder: holds an OpenAPI 3.1 document of each version, whose schemas are JSON
  ///   Schema 2020-12.
  public init(folder: String) {
    documents = Dictionary(
      uniqueKeysWithValues: APIVersion.allCases.map { version in
        let file = "\(folder)/openapi-\(version).json"
        return (
          version,
          Result { try JSONValue.parse(Array(try Data(contentsOf: URL(filePath: file)))) }
        )
      })
  }

  private func document(of route: Route) throws -> JSONValue {
    try documents[route.version]?.get() ?? .null
  }

  /// What the documents call the path of an operation.
  public static func path(of route: Route) -> String {
    (route.version == .v2 ? "/v2" : "/api/\(route.version)") + route.path
  }

  /// What the document says of a request.
  public struct Verdict: Sendable {
    /// What it says against the request.
    public var problems: Set<OpenAPIErrata.Entry> = []
    /// What it says as well, and is known to be wrong in.
    public var excused: Set<OpenAPIErrata.Entry> = []
  }

  public func verdict(on request: ReadRequest) -> Verdict {
    verdict(on: WriteRequest(request.route, path: request.path, query: request.query))
  }

  public func verdict(on request: WriteRequest) -> Verdict {
    func entry(_ finding: String) -> OpenAPIErrata.Entry {
      OpenAPIErrata.Entry(route: "\(request.route)", finding: finding)
    }
    do {
      let entries = Set(try findings(in: request).map(entry))
      return Verdict(
        problems: entries.subtracting(OpenAPIErrata.all),
        excused: entries.intersection(OpenAPIErrata.all))
    } catch {
      return Verdict(problems: [entry("cannot be checked: \(error)")])
    }
  }

  private func findings(in request: WriteRequest) throws -> [String] {
    let document = try document(of: request.route)
    guard
      let operation = document["paths"]?[Self.path(of: request.route)]?[
        request.route.method.rawValue.lowercased()]
    else { return ["no such operation"] }
    var findings: [String] = []
    let parameters = operation["parameters"]?.array ?? []
    for (place, values) in [
      ("path", request.path.mapValues { [$0] }), ("query", request.query),
    ] {
      findings += Self.findings(
        in: values, at: place, parameters.filter { $0["in"]?.string == place })
    }
    return findings + (try bodyFindings(in: request, operation["requestBody"], document))
  }

  // MARK: Parameters

  private static func findings(
    in values: [String: [String]], at place: String, _ parameters: [JSONValue]
  ) -> [String] {
    var schemas: JSONObject = [:]
    var findings: [String] = []
    for parameter in parameters {
      guard let name = parameter["name"]?.string else { continue }
      schemas[name] = parameter["schema"] ?? [:]
      if parameter["required"] == true, values[name] == nil {
        findings.append("\(place) `\(name)` is missing")
      }
    }
    for (name, texts) in values.sorted(by: { $0.key < $1.key }) {
      guard let schema = schemas[name] else {
        // Further values of a path are other spellings of the same parameter, and not sent.
        if place == "query" { findings.append("query `\(name)` is unknown") }
        continue
      }
      let isArray = schema["type"] == "array"
      if !isArray && texts.count > 1 { findings.append("\(place) `\(name)` is given twice") }
      let type = (isArray ? schema["items"]?["type"] : schema["type"])?.string ?? "string"
      if !texts.allSatisfy({ fits($0, type) }) {
        findings.append("\(place) `\(name)` is not a \(type)")
      }
    }
    return findings
  }

  private static func fits(_ text: String, _ type: String) -> Bool {
    switch type {
    case "integer": Int64(text) != nil
    case "number": Double(text) != nil
    case "boolean": text == "true" || text == "false"
    default: true
    }
  }

  // MARK: Bodies

  private func bodyFindings(
    in request: WriteRequest, _ published: JSONValue?, _ document: JSONValue
  ) throws -> [String] {
    guard let schema = published?["content"]?["application/json"]?["schema"] else {
      guard case .json(let body) = request.body, body != [:] else { return [] }
      return ["a body is unknown"]
    }
    guard case .json(let body) = request.body else {
      return published?["required"] == true ? ["the body is missing"] : []
    }
    let broken = try bodySchema(of: request.route, document).violations(of: body).map {
      let place = Self.generalized($0.instancePointer)
      return "body \(place.isEmpty ? "/" : place) breaks `\($0.keyword)`"
        + ($0.member.map { " of `\($0)`" } ?? "")
    }
    let unknown = Self.unknown(in: body, schema, document).map { "body \($0) is unknown" }
    return Array(Set(broken + unknown)).sorted()
  }

  private func bodySchema(of route: Route, _ document: JSONValue) throws -> Schema {
    if let known = bodies.withLock({ $0[route] }) { return known }
    var registry = SchemaRegistry()
    let address = "https://api.clickup.com/openapi-\(route.version).json"
    try registry.register(document, at: address)
    let pointer = [
      "paths", Self.path(of: route), route.method.rawValue.lowercased(), "requestBody", "content",
      "application/json", "schema",
    ].map { "/" + JSONPointer.escaped($0) }.joined()
    let fragment = pointer.addingPercentEncoding(withAllowedCharacters: .urlFragmentAllowed)
    let reference = address + "#" + (fragment ?? pointer)
    let schema = try Schema(["$ref": .string(reference)], registry: registry)
    bodies.withLock { $0[route] = schema }
    return schema
  }

  /// Places of members that no schema names, where any names some.
  private static func unknown(
    in value: JSONValue, _ schema: JSONValue, _ document: JSONValue, at place: String = ""
  ) -> [String] {
    let schemas = parts(of: schema, document)
    switch value {
    case .array(let elements):
      let items = schemas.compactMap { $0["items"] }
      return elements.flatMap {
        unknown(in: $0, ["anyOf": .array(items)], document, at: place + "/*")
      }
    case .object(let members):
      let known = schemas.compactMap { $0["properties"]?.object }
      guard !known.isEmpty else { return [] }
      return members.flatMap { name, member in
        let fitting = known.compactMap { $0[name] }
        return fitting.isEmpty
          ? ["\(place)/\(name)"]
          : unknown(in: member, ["anyOf": .array(fitting)], document, at: "\(place)/\(name)")
      }
    default: return []
    }
  }

  /// A schema and all that it is put together from.
  private static func parts(of schema: JSONValue, _ document: JSONValue) -> [JSONValue] {
    var parts = [schema]
    if let reference = schema["$ref"]?.string?.dropFirst().removingPercentEncoding,
      let pointer = JSONPointer(reference), let target = document[pointer]
    {
      parts += Self.parts(of: target, document)
    }
    for word in ["anyOf", "oneOf", "allOf"] {
      parts += (schema[word]?.array ?? []).flatMap { Self.parts(of: $0, document) }
    }
    return parts
  }

  /// The pointer with `*` for each index.
  private static func generalized(_ pointer: String) -> String {
    pointer.split(separator: "/").map { Int($0) == nil ? "/" + $0 : "/*" }.joined()
  }
}
