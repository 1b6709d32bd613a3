import JSON

/// The formats that can be asserted.
///
/// A name that is missing here (`idn-hostname`) stays an annotation.
/// https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3
enum Format: String, Sendable, CaseIterable {
  case date, duration, email, hostname, ipv4, ipv6, iri, regex, time, uri, uuid
  case dateTime = "date-time"
  case idnEmail = "idn-email"
  case iriReference = "iri-reference"
  case jsonPointer = "json-pointer"
  case relativeJSONPointer = "relative-json-pointer"
  case uriReference = "uri-reference"
  case uriTemplate = "uri-template"

  func accepts(_ text: String) -> Bool {
    switch self {
    case .date: TimeFormats.isDate(text)
    case .time: TimeFormats.isTime(text)
    case .dateTime: TimeFormats.isDateTime(text)
    case .duration: TimeFormats.isDuration(text)
    case .email: AddressFormats.isEmail(text, allowsUnicode: false)
    case .idnEmail: AddressFormats.isEmail(text, allowsUnicode: true)
    case .hostname: AddressFormats.isHostname(text[...], allowsUnicode: false)
    case .ipv4: AddressFormats.isIPv4(text[...])
    case .ipv6: AddressFormats.isIPv6(text[...])
    case .uri: URIFormats.isReference(text, needsScheme: true, allowsUnicode: false)
    case .uriReference: URIFormats.isReference(text, needsScheme: false, allowsUnicode: false)
    case .iri: URIFormats.isReference(text, needsScheme: true, allowsUnicode: true)
    case .iriReference: URIFormats.isReference(text, needsScheme: false, allowsUnicode: true)
    case .uriTemplate: URIFormats.isTemplate(text)
    case .jsonPointer: JSONPointer(text) != nil
    case .relativeJSONPointer: Self.isRelativePointer(text)
    case .uuid: Self.isUUID(text)
    case .regex: Self.isRegularExpression(text)
    }
  }

  /// What a sentence says a value must be.
  var phrase: String {
    switch self {
    case .date: "a date such as 2026-01-31"
    case .time: "a time with its offset, such as 17:00:00Z"
    case .dateTime: "a date and time with its offset, such as 2026-01-31T17:00:00Z"
    case .duration: "an ISO 8601 duration such as PT1H30M"
    case .email, .idnEmail: "an e-mail address"
    case .hostname: "a host name"
    case .ipv4: "an IPv4 address such as 192.0.2.1"
    case .ipv6: "an IPv6 address such as 2001:db8::1"
    case .uri: "an absolute URI such as https://example.com/page"
    case .uriReference: "a URI or a relative reference"
    case .iri: "an absolute IRI"
    case .iriReference: "an IRI or a relative reference"
    case .uriTemplate: "a URI template (RFC 6570)"
    case .jsonPointer: "a JSON pointer such as /items/0"
    case .relativeJSONPointer: "a relative JSON pointer such as 1/name"
    case .uuid: "a UUID such as 123e4567-e89b-12d3-a456-426614174000"
    case .regex: "a regular expression (ECMA-262)"
    }
  }

  /// https://datatracker.ietf.org/doc/html/draft-bhutton-relative-json-pointer-00
  private static func isRelativePointer(_ text: String) -> Bool {
    var scanner = ByteScanner(text)
    let levels = scanner.takeDigits()
    guard !levels.isEmpty, levels.count == 1 || levels.first != UInt8(ascii: "0") else {
      return false
    }
    let rest = text.dropFirst(levels.count)
    return rest == "#" || JSONPointer(String(rest)) != nil
  }

  /// RFC 9562, section 4.
  private static func isUUID(_ text: String) -> Bool {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return groups.map(\.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy { $0.hexDigitValue != nil } }
  }

  private static func isRegularExpression(_ text: String) -> Bool {
    do {
      _ = try PatternTranslation.translate(text)
      return true
    } catch {
      return false
    }
  }
}

/// Reads bytes one after the other.
struct ByteScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }
  var peek: UInt8? { rest.first }

  mutating func take(_ wanted: Character) -> Bool {
    guard let byte = wanted.asciiValue, rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  mutating func takeDigits() -> [UInt8] {
    let digits = Array(rest.prefix(while: \.isASCIIDigit))
    rest.removeFirst(digits.count)
    return digits
  }

  /// A number written with exactly `count` digits; nil where they are not there or out of range.
  mutating func take(digits count: Int, in range: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy(\.isASCIIDigit) else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    guard range.contains(value) else { return nil }
    rest.removeFirst(count)
    return value
  }
}
