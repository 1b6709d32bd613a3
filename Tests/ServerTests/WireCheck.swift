import Foundation
import JSON
import JSONSchema
import Synchronization
import Testing

@testable import Server

/// Holds each written line against the official JSON schema of its revision, where
/// `TASKLEDGER_SHARED` says where those are, and keeps it in the folder `TASKLEDGER_WIRE_LOG` for
/// `.ci/wire_check.py`, which knows the revisions whose schema is older than 2020-12 too.
final class WireCheck: Sendable {
  static let shared = WireCheck()

  private let schemas = Mutex<[String: Schema]>([:])
  private let folder = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"]

  /// One file a process, because several test processes write there.
  private let wireLog = Mutex<FileHandle?>(
    ProcessInfo.processInfo.environment["TASKLEDGER_WIRE_LOG"].flatMap { folder in
      let path = "\(folder)/server-tests-\(ProcessInfo.processInfo.processIdentifier).jsonl"
      guard FileManager.default.createFile(atPath: path, contents: nil) else { return nil }
      return FileHandle(forWritingAtPath: path)
    })

  func check(_ line: SentLine) throws {
    try wireLog.withLock { log in
      try log?.write(contentsOf: Data(line.json.canonicalBytes + [UInt8(ascii: "\n")]))
    }
    let json = try JSONValue.parse(line.bytes)
    guard let revision = line.revision else {
      for message in json.array ?? [json] { checkPlain(message) }
      return
    }
    guard let folder, ["2025-11-25", "2026-07-28"].contains(revision) else { return }
    try hold(json, to: "JSONRPCMessage", of: revision, in: folder)
    if let result = json["result"], let method = line.method,
      let definition = Self.results[method]
    {
      let isQuestion = method == "tools/call" && result["resultType"] == "input_required"
      try hold(
        result, to: isQuestion ? "InputRequiredResult" : definition, of: revision, in: folder)
    }
    if line.method == "notifications/progress" {
      try hold(json, to: "ProgressNotification", of: revision, in: folder)
    }
  }

  private static let results = [
    "initialize": "InitializeResult", "server/discover": "DiscoverResult", "ping": "EmptyResult",
    "tools/list": "ListToolsResult", "tools/call": "CallToolResult",
    "resources/list": "ListResourcesResult", "prompts/list": "ListPromptsResult",
    "resources/templates/list": "ListResourceTemplatesResult",
  ]

  /// JSON-RPC 2.0: version, either result or error, and an error of code and message.
  private func checkPlain(_ message: JSONValue) {
    #expect(message["jsonrpc"] == "2.0")
    #expect((message["result"] == nil) != (message["error"] == nil))
    if let error = message["error"] {
      #expect(error["code"]?.integer != nil && error["message"]?.string != nil)
    } else {
      #expect(message["id"] != nil)
    }
  }

  private func hold(
    _ json: JSONValue, to definition: String, of revision: String, in folder: String
  ) throws {
    let schema = try schema(definition, of: revision, in: folder)
    let violations = schema.violations(of: json)
    #expect(
      violations.isEmpty,
      "\(json.canonicalString) breaks \(definition) of \(revision): \(violations)")
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
