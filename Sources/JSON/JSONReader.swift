/// What may be read: bounds that keep a hostile text from exhausting stack or memory.
public struct JSONLimits: Sendable {
  /// Levels of nesting of arrays and objects; at most 512, as JSONSerialization has it:
  /// what walks a value, or frees it, recurses once a level.
  public let depth: Int
  /// Whether what is JSON and cannot be held as it is, or is ambiguous, is put as near as can be
  /// instead of being refused: half a surrogate pair becomes U+FFFD, a number that does not fit
  /// becomes the string of its digits, and of members of one name the last one counts.
  public let isLenient: Bool

  public init(depth: Int = 128, isLenient: Bool = false) {
    self.depth = max(0, min(depth, 512))
    self.isLenient = isLenient
  }

  /// For what a service answers: one odd value in it must not hide all the others, and nobody can
  /// send it again.
  public static let answers = JSONLimits(depth: 512, isLenient: true)
}

/// Why a text is not JSON that this program reads.
public struct JSONReadError: Error, Sendable, Equatable {
  /// `malformed`: no JSON at all (JSON-RPC -32700). `refused`: JSON, but beyond a limit or
  /// ambiguous (too deep, duplicate members, a number out of range): JSON-RPC -32600.
  public enum Kind: Sendable { case malformed, refused }
  public let kind: Kind
  /// What is wrong, for a person; no full stop.
  public let message: String
  /// Offset of the offending byte.
  public let offset: Int

  public init(kind: Kind, message: String, offset: Int) {
    self.kind = kind
    self.message = message
    self.offset = offset
  }
}

extension JSONValue {
  /// Reads one JSON text (RFC 8259, UTF-8, no byte order mark).
  ///
  /// Integers within 64 bits are exact; a number with a fraction or an exponent is the nearest
  /// double, and an integer where that is whole (`1.0` is 1, `-0.0` is 0).
  public static func parse(_ bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits())
    throws(JSONReadError) -> JSONValue
  {
    var scanner = JSONScanner(Array(bytes), limits: limits)
    return try scanner.scan()
  }

  public static func parse(_ text: String, limits: JSONLimits = JSONLimits())
    throws(JSONReadError) -> JSONValue
  {
    try parse(Array(text.utf8), limits: limits)
  }
}
