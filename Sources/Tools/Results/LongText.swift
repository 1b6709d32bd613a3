import APICore
import Hashing
import JSON

/// A text that people wrote, as long as it is; an answer may show a part of it.
///
/// Places in it are counted in characters as Unicode counts them (scalars). A part ends where a
/// person sees a character end, so never inside a CR LF, a flag or a letter with its marks, except
/// where one such character is longer than a part. The parts, one after the other, are the text,
/// byte for byte.
struct LongText {
  /// Which of the texts that the tool shows: `description`, or the ID of what has it.
  let id: String
  let whole: String

  /// nil where there is none.
  init?(_ id: String?, _ text: String?) {
    guard let id, let text, !text.isEmpty else { return nil }
    (self.id, whole) = (id, text)
  }

  /// Changes with the text: 64 bits, enough where nobody makes two texts to collide.
  var version: String { String(SHA256.hash(Array(whole.utf8)).hex.prefix(16)) }

  /// `name` with the part that begins at `start`; where that is not all, also `cut`, which says
  /// what the part is of how much, and has the cursor of the next where there is one:
  /// `{"from": 0, "to": 20000, "of": 54321, "cursor": "…"}`.
  ///
  /// - Parameter cursor: makes the one that reads on at a place.
  func shown(
    as name: String, from start: Int, atMost limit: Int, cursor: (Position) -> String
  ) -> [String: JSONValue] {
    // There are never more scalars than bytes, and bytes are counted without a walk.
    guard start > 0 || whole.utf8.count > limit else { return [name: .string(whole)] }
    let part = part(from: start, atMost: limit)
    let (count, length) = (part.unicodeScalars.count, whole.unicodeScalars.count)
    guard count < length else { return [name: .string(whole)] }
    let end = start + count
    var cut: JSONValue = [
      "from": .integer(Int64(start)), "to": .integer(Int64(end)), "of": .integer(Int64(length)),
    ]
    if end < length { cut["cursor"] = .string(cursor(Position(self, offset: end))) }
    return [name: .string(String(part)), "cut": cut]
  }

  private func part(from start: Int, atMost limit: Int) -> Substring {
    let scalars = whole.unicodeScalars
    let begin = scalars.index(scalars.startIndex, offsetBy: start)
    guard let furthest = scalars.index(begin, offsetBy: limit, limitedBy: scalars.endIndex)
    else { return whole[begin...] }
    // A text of its own, one scalar longer to tell whether the last character ends there: inside of
    // a longer one each step would look back to where a row of flags begins.
    let window = String(String.UnicodeScalarView(scalars[begin...].prefix(limit + 1)))
    var count = 0
    for character in window {
      let next = count + character.unicodeScalars.count
      guard next <= limit else { break }
      count = next
    }
    return whole[begin..<(count == 0 ? furthest : scalars.index(begin, offsetBy: count))]
  }
}

extension LongText {
  /// Where a cursor reads on.
  struct Position {
    let id: String
    let offset: Int
    let version: String
    /// Of a comment: what it is found by.
    var date: String?

    fileprivate init(_ text: LongText, offset: Int) {
      (id, self.offset, version) = (text.id, offset, text.version)
    }

    /// nil where that is none, as in a cursor that nobody gave.
    init?(_ place: JSONValue) {
      guard let id = place["text"]?.string, let version = place["version"]?.string,
        let offset = place["offset"]?.integer, (1...Self.longest).contains(offset)
      else { return nil }
      (self.id, self.offset, self.version) = (id, Int(offset), version)
      date = place["date"]?.string
    }

    /// Longer than any text that an answer can hold.
    private static let longest: Int64 = 1 << 40

    var json: JSONValue {
      .present([
        "text": .string(id), "offset": .integer(Int64(offset)), "version": .string(version),
        "date": date.map(JSONValue.string),
      ])
    }

    /// That the text is still the one of which the parts before were read.
    ///
    /// - Throws: `not_found` where it is gone, `version_conflict` where it was changed.
    func check(_ text: LongText?) throws(ToolError) -> LongText {
      guard let text else {
        throw ToolError(
          argument: "cursor",
          "the text in which `cursor` reads on is not there any more; call without `cursor` to see "
            + "what is", code: .notFound)
      }
      guard text.version == version, text.whole.unicodeScalars.count > offset else {
        throw ToolError(
          argument: "cursor",
          "the text in which `cursor` reads on was changed since, and what comes next would not "
            + "fit what was read; call without `cursor` to read it from its beginning",
          code: .versionConflict)
      }
      return text
    }
  }
}
