import APICore
import Foundation
import JSON
import Testing
import Tools

@Suite("The table of what ClickUp publishes")
struct PublishedOperationTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "tool-schemas/published-operations.json")

  private static let documents = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"].map {
    URL(filePath: $0 + "/data/clickup")
  }

  /// One operation a line, by version, group and path.
  private static func table(from documents: URL) throws -> String {
    var operations: [JSONValue] = []
    for name in ["openapi-v2.json", "openapi-v3.json"] {
      let data = try Data(contentsOf: documents.appending(path: name))
      let document = try JSONValue.parse(Array(data))
      let paths = document["paths"]?.object ?? [:]
      for (path, item) in paths {
        let path = path.hasPrefix("/api") ? String(path.dropFirst(4)) : path
        for (method, operation) in item.object ?? [:] {
          guard let id = operation["operationId"], let group = operation["tags"]?[0] else {
            continue
          }
          var entry: JSONValue = [
            "group": group, "id": id, "method": .string(method.uppercased()),
            "path": .string(path),
          ]
          if method == "get" {
            addQuery(of: operation, and: item, to: &entry, from: document)
          }
          operations.append(entry)
        }
      }
    }
    func place(_ operation: JSONValue) -> [String] {
      let path = operation["path"]?.string ?? ""
      let (group, method) = (operation["group"]?.string, operation["method"]?.string)
      return [String(path.prefix(4)), group ?? "", path, method ?? ""]
    }
    let lines = operations.sorted { place($0).lexicographicallyPrecedes(place($1)) }
    return "[\n\(lines.map(\.canonicalString).joined(separator: ",\n"))\n]\n"
  }

  /// What a read's query may hold.
  private static func addQuery(
    of operation: JSONValue, and item: JSONValue, to entry: inout JSONValue,
    from document: JSONValue
  ) {
    var query = JSONObject()
    var required: [String] = []
    for parameter in (operation["parameters"]?.array ?? []) + (item["parameters"]?.array ?? []) {
      let parameter = followed(parameter, in: document)
      guard parameter["in"] == "query", let name = parameter["name"]?.string else { continue }
      let schema = followed(parameter["schema"] ?? .null, in: document)
      let type = schema["type"]?.string ?? (schema["anyOf"] ?? schema["oneOf"])?[0]?["type"]?.string
      query[name] = .string(type ?? "string")
      if parameter["required"] == true { required.append(name) }
    }
    if !query.isEmpty { entry["query"] = .object(query) }
    if !required.isEmpty { entry["required"] = .array(required.sorted().map(JSONValue.string)) }
  }

  private static func followed(_ value: JSONValue, in document: JSONValue) -> JSONValue {
    guard let reference = value["$ref"]?.string else { return value }
    let target = reference.split(separator: "/").dropFirst().reduce(document) {
      $0[String($1)] ?? .null
    }
    return followed(target, in: document)
  }

  @Test("It is that of the documents", .enabled(if: documents != nil))
  func isPublished() throws {
    let table = try Self.table(from: try #require(Self.documents))
    if ProcessInfo.processInfo.environment["UPDATE_OPERATIONS"] != nil {
      try table.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    #expect(
      try String(contentsOf: Self.file, encoding: .utf8) == table,
      "out of date: UPDATE_OPERATIONS=1 swift test --filter PublishedOperationTests")
  }

  @Test("The binary holds the file's operations, each once")
  func embedded() throws {
    let table = try JSONValue.parse(Array(try Data(contentsOf: Self.file)))
    let embedded = PublishedOperation.all.map { operation -> JSONValue in
      var entry: JSONValue = [
        "group": .string(operation.group), "id": .string(operation.id),
        "method": .string(operation.method), "path": .string(operation.path),
      ]
      if !operation.query.isEmpty {
        entry["query"] = .object(JSONObject(operation.query.mapValues { .string($0.rawValue) }))
      }
      if !operation.required.isEmpty {
        entry["required"] = .array(operation.required.sorted().map(JSONValue.string))
      }
      return entry
    }
    #expect(JSONValue.array(embedded) == table)
    #expect(Set(PublishedOperation.all.map(\.id)).count == embedded.count)
    #expect(PublishedOperation.all.filter { $0.version == "v2" }.count == 137)
  }

  @Test("What the program has of them is asked for as they say", arguments: Route.all)
  func routes(route: Route) throws {
    guard let id = route.publishedID else { return }
    let operation = try #require(PublishedOperation.all.first { $0.id == id })
    #expect(operation.route == route)
    #expect(operation.method == route.method.rawValue)
    #expect(operation.path == "/\(route.version.rawValue)\(route.path)")
  }
}
