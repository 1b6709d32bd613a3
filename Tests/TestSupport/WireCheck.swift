import Foundation
import JSON
import JSONSchema
import Synchronization

/// Holds each line that the server writes against the official JSON schema of its revision.
///
/// Schemas older than 2020-12 are not read here: `.ci/wire_check.py` knows those too, and finds
/// every line in the wire log.
public final class WireCheck: Sendable {
  /// For every line of a server under test.
  public static let shared = WireCheck(
    folder: ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"],
    logFolder: ProcessInfo.processInfo.environment["TASKLEDGER_WIRE_LOG"])

  private let schemas = Mutex<[String: Schema]>([:])
  private let folder: String?
  private let log: WireLog?

  /// - Parameters:
  ///   - folder: where `data/mcp/<revision>.schema.json` are; without it only plain JSON-RPC is
  ///     checked.
  ///   - logFolder: where every line is kept, if anywhere.
  public init(folder: String?, logFolder: String? = nil) {
    self.folder = folder
    log = logFolder.map(WireLog.init)
  }

  /// What is wrong with a line; [] where nothing is.
  ///
  /// - Parameters:
  ///   - revision: the MCP revision that the line follows; nil for plain JSON-RPC.
  ///   - method: the method that is answered, or the notification's own; nil where none is known,
  ///     and on batches.
  public func problems(in line: [UInt8], revision: String?, method: String?) -> [String] {
    do {
      try log?.append(line, revision: revision, method: method)
      let json = try JSONValue.parse(line)
      guard let revision else { return (json.array ?? [json]).flatMap(Self.plainProblems) }
      guard Self.known.contains(revision) else { return ["no revision is called \(revision)"] }
      guard let folder, Self.readable.contains(revision) else { return [] }
      var definition = method.flatMap { Self.results[$0] }
      if method == "tools/call", json["result"]?["resultType"] == "input_required" {
        definition = "InputRequiredResult"
      }
      var problems = try breaches(json, of: "JSONRPCMessage", revision, in: folder)
      if let result = json["result"], let definition {
        problems += try breaches(result, of: definition, revision, in: folder)
      }
      if method == "notifications/progress" {
        problems += try breaches(json, of: "ProgressNotification", revision, in: folder)
      }
      return problems
    } catch {
      return ["\(String(decoding: line, as: UTF8.self)) cannot be checked: \(error)"]
    }
  }

  private static let known = readable.union(["2024-11-05", "2025-03-26", "2025-06-18"])

  /// The revisions whose schema is written in 2020-12.
  private static let readable: Set = ["2025-11-25", "2026-07-28"]

  private static let results = [
    "initialize": "InitializeResult", "server/discover": "DiscoverResult", "ping": "EmptyResult",
    "tools/list": "ListToolsResult", "tools/call": "CallToolResult",
    "resources/list": "ListResourcesResult", "prompts/list": "ListPromptsResult",
    "prompts/get": "GetPromptResult",
    "resources/templates/list": "ListResourceTemplatesResult",
  ]

  /// JSON-RPC 2.0: version, either result or error, and an error of code and message.
  private static func plainProblems(_ message: JSONValue) -> [String] {
    let error = message["error"]
    let isWhole =
      message["jsonrpc"] == "2.0" && (message["result"] == nil) != (error == nil)
      && (error != nil || message["id"] != nil)
      && (error == nil || error?["code"]?.integer != nil && error?["message"]?.string != nil)
    return isWhole ? [] : ["\(message.canonicalString) is not a JSON-RPC 2.0 response"]
  }

  private func breaches(
    _ json: JSONValue, of definition: String, _ revision: String, in folder: String
  ) throws -> [String] {
    try schema(definition, of: revision, in: folder).violations(of: json).map {
      "\(json.canonicalString) breaks \(definition) of \(revision): \($0)"
    }
  }

  private func schema(
    _ definition: String, of revision: String, in folder: String
  ) throws -> Schema {
    let name = "\(revision)#\(definition)"
    if let schema = schemas.withLock({ $0[name] }) { return schema }
    let file = URL(fileURLWithPath: "\(folder)/data/mcp/\(revision).schema.json")
    let uri = "https://example.com/\(revision).schema.json"
    var registry = SchemaRegistry()
    try registry.register(try JSONValue.parse(Data(contentsOf: file)), at: uri)
    let schema = try Schema(
      ["$ref": .string("\(uri)#/$defs/\(definition)")], registry: registry)
    schemas.withLock { $0[name] = schema }
    return schema
  }
}
