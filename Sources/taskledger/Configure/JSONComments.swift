/// JSON with comments and trailing commas, as VS Code and Gemini read it
/// (https://code.visualstudio.com/docs/languages/json#_json-with-comments).
struct JSONComments {
  /// The text with blanks in the place of comments, trailing commas and a byte order mark, byte for
  /// byte: what stands elsewhere keeps its offset. What is left is JSON, or the text was neither.
  private(set) var blanked: [UInt8]
  /// Offsets of the commas behind which nothing follows in their object or array.
  private(set) var trailingCommas: Set<Int> = []

  init(in text: some Sequence<UInt8>) {
    var bytes = Array(text)
    defer { blanked = bytes }
    blanked = []
    if bytes.starts(with: "\u{FEFF}".utf8) { Self.blank(0..<3, of: &bytes) }
    var place = 0
    /// The last byte that means something, and where it is.
    var last: (byte: UInt8, place: Int)?
    /// The one before a comma.
    var beforeComma: UInt8?
    while place < bytes.count {
      let byte = bytes[place]
      let start = place
      switch byte {
      case .quote: place = Self.end(ofStringAt: place, in: bytes)
      case UInt8(ascii: "/"):
        guard let end = Self.end(ofCommentAt: place, in: bytes) else {
          place += 1
          break
        }
        Self.blank(place..<end, of: &bytes)
        place = end
        continue
      default: place += 1
      }
      if byte <= .space { continue }
      if let last, last.byte == UInt8(ascii: ","), Self.isClosing(byte), let beforeComma,
        !"[{,:".utf8.contains(beforeComma)
      {
        bytes[last.place] = .space
        trailingCommas.insert(last.place)
      }
      if byte == UInt8(ascii: ",") { beforeComma = last?.byte }
      last = (byte, start)
    }
  }

  private static func isClosing(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
  }

  private static func blank(_ range: Range<Int>, of bytes: inout [UInt8]) {
    for place in range where bytes[place] > .space { bytes[place] = .space }
  }

  private static func end(ofStringAt quote: Int, in bytes: [UInt8]) -> Int {
    var place = quote + 1
    while place < bytes.count, bytes[place] != .quote {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, bytes.count)
  }

  /// nil where none begins here, or it does not end.
  private static func end(ofCommentAt slash: Int, in bytes: [UInt8]) -> Int? {
    let rest = bytes[(slash + 1)...]
    if rest.first == UInt8(ascii: "/") {
      return rest.firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? bytes.count
    }
    guard rest.first == UInt8(ascii: "*") else { return nil }
    return rest.dropFirst().firstRange(of: Array("*/".utf8))?.upperBound
  }
}
