/// The bytes that stand in a string, in JSON, as they are: ASCII but for quotes, backslashes and
/// control characters.
enum PlainBytes {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Looks at eight bytes at once, since almost all bytes of almost all texts are plain
  /// (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord, and `HasLessInWord`).
  ///
  /// - Returns: the first place from `start` on that holds no plain byte; the end where all are.
  @inline(__always)
  static func end(from start: Int, in text: UnsafeRawBufferPointer) -> Int {
    var index = start
    while index + 8 <= text.count {
      let word = UInt64(
        littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let isControl = word &- ones &* 0x20
      let isQuote = (word ^ ones &* UInt64(UInt8.quote)) &- ones
      let isBackslash = (word ^ ones &* UInt64(UInt8.backslash)) &- ones
      // A plain byte is not marked, unless one below it is not plain and borrowed from it: so the
      // lowest mark is right, and that one counts.
      let marks = (word | isControl | isQuote | isBackslash) & highs
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < text.count, isPlain(text[index]) { index += 1 }
    return index
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    0x20 <= byte && byte < 0x80 && byte != .quote && byte != .backslash
  }
}
