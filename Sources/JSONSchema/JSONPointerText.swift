import JSON

/// The text form of JSON pointers (RFC 6901), as far as schemas need it.
enum JSONPointerText {
  /// One reference token, with `~` and `/` escaped.
  static func escape(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return token
    }
    var escaped = ""
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The tokens of a pointer; nil where the text is none.
  static func tokens(of pointer: String) -> [String]? {
    if pointer.isEmpty { return [] }
    guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
    var tokens: [String] = []
    for part in pointer.unicodeScalars.dropFirst().split(
      separator: "/", omittingEmptySubsequences: false)
    {
      guard let token = unescape(part) else { return nil }
      tokens.append(token)
    }
    return tokens
  }

  private static func unescape(_ part: some Sequence<Unicode.Scalar>) -> String? {
    var token = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in part {
      switch (isEscaped, scalar) {
      case (false, "~"): isEscaped = true
      case (false, _): token.append(scalar)
      case (true, "0"):
        token.append("~")
        isEscaped = false
      case (true, "1"):
        token.append("/")
        isEscaped = false
      case (true, _): return nil
      }
    }
    return isEscaped ? nil : String(token)
  }

  static func text(_ tokens: some Sequence<String>) -> String {
    tokens.reduce(into: "") { $0 += "/" + escape($1) }
  }

  /// The value that the tokens lead to; nil where there is none.
  static func value(at tokens: some Sequence<String>, in document: JSONValue) -> JSONValue? {
    var value = document
    for token in tokens {
      switch value {
      case .object(let members):
        guard let member = members[token] else { return nil }
        value = member
      case .array(let elements):
        // RFC 6901, section 4: digits only, and no leading zero.
        guard let index = Int(token), String(index) == token, elements.indices.contains(index)
        else { return nil }
        value = elements[index]
      default: return nil
      }
    }
    return value
  }
}
