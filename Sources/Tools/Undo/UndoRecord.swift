import APICore
import JSON
import Ledger

/// What the ledger keeps of a write so that it can be taken back.
struct UndoRecord: Sendable {
  /// What undoing does, for sentences: `deletes the task`.
  let effect: String
  /// What undoing cannot restore, each a sentence.
  let lost: [String]
  let watched: Watched
  /// How the thing stood before the write; nil where the write made it.
  let before: JSONValue?
  /// How it stood right after the write.
  let after: JSONValue
  /// The one request that takes the write back.
  let request: WriteRequest

  /// For people: the thing with what it is called, or says.
  var subject: String {
    let words = ["name", "comment_text", "description"].lazy.compactMap { after[$0]?.string }
    guard let first = words.first(where: { !$0.isEmpty }) else { return watched.name }
    return "\(watched.name), \(quoted(first, atMost: 80))"
  }

  var json: JSONValue {
    var json: JSONValue = [
      "effect": .string(effect), "watched": watched.json, "after": after,
      "request": request.template,
    ]
    if !lost.isEmpty { json["lost"] = .array(lost.map(JSONValue.string)) }
    json["before"] = before
    return json
  }

  /// nil where `json` is not what `json` writes.
  init?(_ json: JSONValue) {
    guard let effect = json["effect"]?.string, let watched = Watched(json["watched"]),
      let after = json["after"],
      var request = json["request"].flatMap(WriteRequest.init(template:))
    else { return nil }
    // Older records say where a comment stands here alone.
    if watched.kind == .comment {
      request.place = watched.path.filter { request.path[$0.key] == nil }
    }
    self.init(
      effect: effect, lost: (json["lost"]?.array ?? []).compactMap(\.string), watched: watched,
      before: json["before"], after: after, request: request)
  }

  init(
    effect: String, lost: [String] = [], watched: Watched, before: JSONValue?, after: JSONValue,
    request: WriteRequest
  ) {
    self.effect = effect
    self.lost = lost
    self.watched = watched
    self.before = before
    self.after = after
    self.request = request
  }
}

extension UndoRecord {
  /// The members in which the thing is now another than the write left it; empty where it is the
  /// same.
  func changes(to now: JSONValue) -> [String] { Self.differences(after, now) }

  /// The members that undoing did not bring back.
  func remainders(in now: JSONValue) -> [String] { Self.differences(before ?? .null, now) }

  /// Whether the write left everything as it was, so that there is nothing to take back.
  var isOfNothing: Bool { before == after }

  fileprivate static func differences(_ one: JSONValue, _ other: JSONValue) -> [String] {
    let (left, right) = (one.object ?? [:], other.object ?? [:])
    return Set(left.keys).union(right.keys).sorted().filter { left[$0] != right[$0] }
  }
}

extension UndoPlan {
  /// What takes a change back, as far as it changed something.
  struct Inverse: Sendable {
    /// `puts the old values of … back`.
    let effect: String
    var lost: [String] = []
    let request: WriteRequest
  }

  /// Undoing changes what stands there back, and only that: what the write left as it was is not
  /// its own to take back.
  ///
  /// - Parameters:
  ///   - before: a state of `watched`.
  ///   - inverse: from everything that could be read right after the write, and from the members
  ///     in which that differs from `before`; pure.
  static func restoring(
    _ watched: Watched, before: JSONValue,
    inverse:
      @escaping @Sendable (_ after: JSONValue, _ changed: Set<String>) -> Inverse
  ) -> UndoPlan {
    // While it is planned nobody knows what the service will leave as it is.
    let planned = inverse(before, Set((before.object ?? [:]).keys))
    return UndoPlan(sentence(planned.effect, planned.lost)) { (_, workspace) throws(APIError) in
      let everything = try watched.everything(reading: workspace)
      let changed = UndoRecord.differences(before, watched.compared(everything))
      let inverse = inverse(everything, Set(changed))
      // What somebody does later to the rest is not in the way.
      let watched = watched.narrowed(to: changed)
      return UndoRecord(
        effect: inverse.effect, lost: inverse.lost, watched: watched,
        before: watched.compared(before), after: watched.compared(everything),
        request: inverse.request
      ).json
    }
  }

  /// Undoing deletes what the write makes.
  ///
  /// - Parameter made: what that is and what deletes it, from the service's answer; nil where the
  ///   answer does not say.
  static func deleting(
    _ what: String, lost: [String] = [],
    made: @escaping @Sendable (_ response: JSONValue) -> (watched: Watched, deletion: WriteRequest)?
  ) -> UndoPlan {
    let effect = "deletes \(what)"
    return UndoPlan(sentence(effect, lost)) { (response, workspace) throws(APIError) in
      guard let (watched, deletion) = made(response) else {
        return ["cannot": "the service did not say what it made, so delete it by hand"]
      }
      return UndoRecord(
        effect: effect, lost: lost, watched: watched, before: nil,
        after: try watched.state(made: response, reading: workspace), request: deletion
      ).json
    }
  }

  private static func sentence(_ effect: String, _ lost: [String]) -> String {
    let start = "`undo_operation` \(effect), unless it was changed by then"
    return lost.isEmpty ? start : "\(start); not restored: \(lost.joined(separator: "; "))"
  }
}

extension WorkspaceReader {
  /// How a thing stands before a write, while that is planned.
  func state(of watched: Watched) throws(ToolError) -> JSONValue {
    do {
      return try watched.state(reading: self)
    } catch {
      throw ToolError(error)
    }
  }
}
