/// The place of a value inside another (RFC 6901, https://www.rfc-editor.org/rfc/rfc6901).
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// Member names and array indices on the way, unescaped; empty for the whole value.
  public private(set) var tokens: [String]

  /// The whole value.
  public static let root = JSONPointer([])

  public init(_ tokens: [String]) { self.tokens = tokens }

  /// Reads `/members/0/name`; nil where the text is not a pointer.
  public init?(_ text: some StringProtocol) {
    // By bytes: as characters, a slash and a combining mark after it are one, and no slash.
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.first?.isEmpty ?? true else { return nil }
    tokens = []
    for escaped in parts.dropFirst() {
      guard let token = Self.unescaped(String(decoding: escaped, as: UTF8.self)) else { return nil }
      tokens.append(token)
    }
  }

  public var description: String {
    tokens.map { "/" + Self.escaped($0) }.joined()
  }

  /// The member `name` of what this points to.
  public func appending(_ name: String) -> JSONPointer {
    JSONPointer(tokens + [name])
  }

  /// The element `index` of what this points to.
  public func appending(_ index: Int) -> JSONPointer {
    JSONPointer(tokens + [String(index)])
  }

  /// A token as it stands in a pointer's text.
  public static func escaped(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return token
    }
    var text = ""
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func unescaped(_ text: String) -> String? {
    var token = String.UnicodeScalarView()
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "~" else {
        token.append(scalar)
        continue
      }
      switch scalars.next() {
      case "0": token.append("~")
      case "1": token.append("/")
      default: return nil
      }
    }
    return String(token)
  }
}

extension JSONValue {
  /// The value at `pointer`; nil where there is none.
  public subscript(pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      let next: JSONValue? =
        switch value {
        case .object(let members): members[token]
        case .array: Self.index(token).flatMap { value[$0] }
        default: nil
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// RFC 6901, section 4: digits without leading zeros; `-`, the place after the last element,
  /// never holds a value.
  private static func index(_ token: String) -> Int? {
    guard token.utf8.allSatisfy({ (.zero ... .nine).contains($0) }) else { return nil }
    guard token == "0" || token.utf8.first != .zero else { return nil }
    return Int(token)
  }
}
