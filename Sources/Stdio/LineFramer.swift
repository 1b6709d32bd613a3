#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One line as it came, or the fact that one was too long to be kept.
public enum Frame: Sendable, Equatable {
  /// The bytes between two line ends, without them; never blank.
  case line([UInt8])
  /// A line of more bytes than the limit. Its content is gone: it was skipped up to its end.
  case overlong(limitBytes: Int)
}

/// Cuts a stream of bytes into lines, whatever pieces it comes in.
///
/// Pure: the same bytes give the same frames in every split. Lines end with LF or CRLF; blank lines
/// (nothing but spaces, tabs and CR) are skipped.
///
/// Invariant: never holds more than `limitBytes` bytes.
public struct LineFramer: Sendable {
  /// 16 MiB: hosts keep messages under 10 MB themselves (the TypeScript client's buffer), so a
  /// longer line is a fault and not a message.
  public static let defaultLimitBytes = 16 << 20

  private let limitBytes: Int
  private var pending: [UInt8] = []
  private var isSkipping = false

  public init(limitBytes: Int = LineFramer.defaultLimitBytes) { self.limitBytes = limitBytes }

  /// Takes the next piece of the stream.
  ///
  /// - Returns: the lines that it completes, in order. An over-long line is reported once, as soon
  ///   as it passes the limit.
  public mutating func feed(_ bytes: [UInt8]) -> [Frame] { feed(bytes[...]) }

  public mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Frame] {
    var frames: [Frame] = []
    var rest = bytes
    while let end = Self.lineEnd(in: rest) {
      if let frame = completed(by: rest[..<end]) { frames.append(frame) }
      rest = rest[(end + 1)...]
    }
    if isSkipping || rest.isEmpty { return frames }
    if pending.count + rest.count > limitBytes {
      frames.append(.overlong(limitBytes: limitBytes))
      pending = []
      isSkipping = true
    } else {
      pending.append(contentsOf: rest)
    }
    return frames
  }

  /// Ends the stream.
  ///
  /// - Returns: the last line where the stream did not end with a line end. It is served like any
  ///   other: no proper prefix of a JSON object or array is JSON, so half a message can only be
  ///   answered with a parse error, and a whole one sent without its line end is not lost.
  public mutating func finish() -> Frame? {
    defer {
      pending = []
      isSkipping = false
    }
    return isSkipping ? nil : Self.line(pending[...])
  }

  /// The frame of the line that ends with `piece`, if there is one.
  private mutating func completed(by piece: ArraySlice<UInt8>) -> Frame? {
    defer {
      pending = []
      isSkipping = false
    }
    if isSkipping { return nil }
    if pending.count + piece.count > limitBytes { return .overlong(limitBytes: limitBytes) }
    if pending.isEmpty { return Self.line(piece) }
    pending.append(contentsOf: piece)
    return Self.line(pending[...])
  }

  /// memchr(3) looks at many bytes at once, also in debug builds.
  private static func lineEnd(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress,
        let found = memchr(start, Int32(UInt8(ascii: "\n")), buffer.count)
      else { return nil }
      return bytes.startIndex + (UnsafeRawPointer(found) - start)
    }
  }

  private static func line(_ bytes: ArraySlice<UInt8>) -> Frame? {
    let content = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    let isBlank = content.allSatisfy { byte in
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
    return isBlank ? nil : .line(Array(content))
  }
}
