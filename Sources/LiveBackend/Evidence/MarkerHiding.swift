import JSON

/// Takes markers out of what the service answers.
///
/// Agents never see one: it is not part of the text that they asked for. They read a text, change
/// it and write it back; shown, the marker would be edited or doubled on that way, and a model
/// would take it for content. It stays at the service all the same: an update of a text that
/// carries a marker is given it again (`Change`), since a write that is still unknown is found by
/// nothing else, also after somebody changed what it made.
enum MarkerHiding {
  /// The members that hold a text which may carry a marker.
  private static let texts = [
    "description", "text_content", "markdown_description", "comment_text",
  ]
  /// The members that hold things with such texts.
  private static let containers = ["tasks", "task", "subtasks", "comments", "data"]

  /// Hides them in one thing, or in an answer that holds one or a page of them.
  static func hide(in answer: JSONValue) -> JSONValue {
    if case .array(let elements) = answer { return .array(elements.map(hide)) }
    guard case .object(var members) = answer else { return answer }
    for name in texts {
      guard let text = members[name]?.string, Marker.mayBe(in: text) else { continue }
      members[name] = .string(Marker.hidden(in: text))
    }
    if let blocks = members["comment"]?.array {
      members["comment"] = .array(hide(inBlocks: blocks))
    }
    for name in containers {
      if let inner = members[name] { members[name] = hide(in: inner) }
    }
    return .object(members)
  }

  /// Blocks that held nothing else go, and the line ends that stood before them.
  private static func hide(inBlocks blocks: [JSONValue]) -> [JSONValue] {
    var kept: [JSONValue] = []
    for block in blocks {
      guard let text = block["text"]?.string, Marker.mayBe(in: text) else {
        kept.append(block)
        continue
      }
      let rest = Marker.hidden(in: text)
      if !rest.allSatisfy(\.isWhitespace) {
        var block = block
        block["text"] = .string(rest)
        kept.append(block)
      } else {
        while let last = kept.last, isLineEnd(last) { kept.removeLast() }
      }
    }
    return kept
  }
  /// One that says nothing of the line that it ends.
  private static func isLineEnd(_ block: JSONValue) -> Bool {
    let attributes = block["attributes"] ?? [:]
    return attributes == [:] && block["text"]?.string?.allSatisfy(\.isNewline) == true
  }
}
