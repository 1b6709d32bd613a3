/// Numbers made of names: the same name, the same number.
enum NameDigest {
  /// FNV-1a (https://datatracker.ietf.org/doc/draft-eastlake-fnv/).
  static func of(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  /// Of texts that stand one beside the other, whatever they hold.
  static func of(_ texts: [String]) -> UInt64 {
    of(texts.map { "\($0.utf8.count):\($0)" }.joined())
  }
}

/// Identifiers of what exports know by name alone: 7 and 15 digits, which ClickUp's own do not
/// have, and within 2^53, which every reader of JSON keeps exactly.
enum DerivedID {
  enum Kind: Int64 {
    case person = 1, space, folder, list
  }

  /// - Parameter names: from the Workspace down.
  static func of(_ kind: Kind, _ names: [String]) -> Int64 {
    first + kind.rawValue * step + Int64(NameDigest.of(names) % UInt64(step))
  }

  /// A comment's, of which there are more: half of all these numbers.
  static func comment(_ parts: [String]) -> Int64 {
    comments.lowerBound + Int64(NameDigest.of(parts) % UInt64(comments.count))
  }

  static func isDerived(_ id: Int64) -> Bool { id >= first && id < first + 10 * step }

  static let comments = (first + 5 * step)..<(first + 10 * step)
  private static let first: Int64 = 7_000_000_000_000_000
  private static let step: Int64 = 100_000_000_000_000

  /// A UUID for what has such an ID: version 8 is for those made by a rule of one's own (RFC 9562
  /// section 5.8).
  static func uuid(_ names: [String]) -> String {
    let halves = (NameDigest.of(names), NameDigest.of(names + [""]))
    var bytes = withUnsafeBytes(of: (halves.0.bigEndian, halves.1.bigEndian)) { Array($0) }
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    return Identifiers.text(ofUUID: bytes)
  }
}
