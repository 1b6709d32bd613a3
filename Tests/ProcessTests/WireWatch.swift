import JSON
import Stdio
import Synchronization
import TestSupport

/// Knows of each line that a server writes which revision it must follow, from what it was asked.
final class WireWatch: Sendable {
  /// What a request decides about its answer.
  private struct Asked {
    let method: String
    /// nil for the direct dialect.
    let revision: String?
  }

  private struct State {
    var framer = LineFramer()
    /// In the order they were sent: an identifier may be used again.
    var asked: [JSONValue: [Asked]] = [:]
    var negotiated: String?
  }

  private let state = Mutex(State())

  /// To be told before the bytes are written, so that no answer comes first.
  func sent(_ bytes: [UInt8]) {
    state.withLock { state in
      for frame in state.framer.feed(bytes) { Self.note(frame, &state) }
    }
  }

  func inputEnded() {
    state.withLock { state in
      if let frame = state.framer.finish() { Self.note(frame, &state) }
    }
  }

  func problems(in line: String) -> [String] {
    let json: JSONValue
    do { json = try JSONValue.parse(line) } catch { return ["\(line) is not JSON: \(error)"] }
    let (revision, method, unasked) = state.withLock { state in
      guard let answers = json.array else { return Self.take(json, &state) }
      let taken = answers.map { Self.take($0, &state) }
      let isMCP = taken.allSatisfy { $0.revision == Self.batched }
      return (isMCP ? Self.batched : nil, nil, taken.flatMap(\.problems))
    }
    guard unasked.isEmpty else { return unasked }
    return WireCheck.shared.problems(in: Array(line.utf8), revision: revision, method: method)
  }
}

extension WireWatch {
  /// Of what cannot be read the answer has no identifier, or the newest legacy revision's form.
  private static let newestLegacy = "2025-11-25"
  private static let legacy = ["2024-11-05", batched, "2025-06-18", newestLegacy]
  /// The one revision that has batches.
  private static let batched = "2025-03-26"
  private static let versionKey = "io.modelcontextprotocol/protocolVersion"

  private static func note(_ frame: Frame, _ state: inout State) {
    guard case .line(let bytes) = frame else { return }
    let json: JSONValue
    do { json = try JSONValue.parse(bytes) } catch { return }
    for message in json.array ?? [json] {
      guard let id = message["id"], let method = message["method"]?.string else { continue }
      let revision = revision(
        of: method, message["params"], isBatched: json.array != nil, &state.negotiated)
      state.asked[id, default: []].append(Asked(method: method, revision: revision))
    }
  }

  private static func revision(
    of method: String, _ params: JSONValue?, isBatched: Bool, _ negotiated: inout String?
  ) -> String? {
    if params?["_meta"]?[versionKey] != nil { return "2026-07-28" }
    if method == "initialize", !isBatched {
      let wanted = params?["protocolVersion"]?.string
      negotiated = legacy.first { $0 == wanted } ?? newestLegacy
      return negotiated
    }
    // The methods of MCP, but for two, hold a slash; the names of tools do not.
    let isDirect = !method.contains("/") && !["initialize", "ping"].contains(method)
    if isDirect { return nil }
    return negotiated ?? (isBatched ? batched : newestLegacy)
  }

  private static func take(
    _ message: JSONValue, _ state: inout State
  ) -> (revision: String?, method: String?, problems: [String]) {
    if let method = message["method"]?.string {
      return (state.negotiated ?? newestLegacy, method, [])
    }
    guard let id = message["id"] else { return (newestLegacy, nil, []) }
    guard let asked = state.asked[id]?.first else {
      // Of a line that the reader refuses the server may still have found the identifier.
      let isError = message["error"] != nil
      return (newestLegacy, nil, isError ? [] : ["\(id) was not asked, or was answered before"])
    }
    state.asked[id]?.removeFirst()
    return (asked.revision, asked.method, [])
  }
}
