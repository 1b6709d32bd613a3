/// Keeps secrets out of transcripts and logs.
public struct Redaction: Sendable {
  /// What stands where a secret stood.
  public static let mark = "[redacted]"

  private let secrets: [String]

  /// - Parameter secrets: exact texts to remove, e.g. the token in use; those shorter than 8
  ///   characters are left alone, because they would hit ordinary words.
  public init(secrets: [String] = []) {
    self.secrets = secrets.filter { $0.count >= 8 }
  }

  /// `text` without the known secrets and without what is one by its looks:
  ///
  /// - a ClickUp personal token (`pk_` digits `_` letters and digits:
  ///   https://developer.clickup.com/docs/authentication), also inside a text in base64;
  /// - name and password in a URL, also where its slashes are those of a JSON pointer.
  public func redact(_ text: String) -> String {
    var text = text
    for secret in secrets where text.contains(secret) {
      text = text.replacing(secret, with: Self.mark)
    }
    if text.contains("pk_") {
      text = text.replacing(/pk_[0-9]+_[A-Za-z0-9]{8,}/, with: Self.mark)
    }
    if text.contains("://") || text.contains(":~1~1"), text.contains("@") {
      text = text.replacing(/:(\/\/|~1~1)[^\/\s"@:~]*:[^\/\s"@]+@/) { match in
        ":\(match.1)\(Self.mark)@"
      }
    }
    return EncodedTokens.removed(from: text)
  }
}

/// Finds tokens in base64, as they stand in headers of basic authentication.
private enum EncodedTokens {
  /// The shortest token has 13 bytes: `pk_`, a digit, `_` and 8 more.
  private static let shortest = 18

  static func removed(from text: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var isFound = false
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { digit($0) == nil } ?? bytes.count
      let run = bytes[start..<end]
      if run.count >= shortest, holdsToken(run) {
        kept += Array(Redaction.mark.utf8)
        isFound = true
      } else {
        kept += run
      }
      if end < bytes.count { kept.append(bytes[end]) }
      start = end + 1
    }
    return isFound ? String(decoding: kept, as: UTF8.self) : text
  }

  /// Where the encoding begins is not known: a slash or a hyphen before it may be part of it.
  private static func holdsToken(_ run: ArraySlice<UInt8>) -> Bool {
    (0..<4).contains { offset in isToken(in: decoded(run.dropFirst(offset))) }
  }

  private static func decoded(_ run: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in run {
      bits = bits << 6 | UInt32(digit(byte) ?? 0)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return decoded
  }

  private static func isToken(in bytes: [UInt8]) -> Bool {
    let prefix = Array("pk_".utf8)
    return bytes.indices.contains { start in
      guard bytes[start...].starts(with: prefix) else { return false }
      let numbered = bytes[start...].dropFirst(prefix.count)
      let rest = numbered.drop { isNumber($0) }
      guard rest.count < numbered.count, rest.first == UInt8(ascii: "_") else { return false }
      let secret = rest.dropFirst().prefix { isNumber($0) || isLetter($0) }
      return secret.count >= 8
    }
  }

  /// In the alphabet of base64 or of its form for URLs
  /// (https://www.rfc-editor.org/rfc/rfc4648#section-4); nil for what is in neither.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
