/// Whether a text has the form that a field of its type asks for.
enum FieldText {
  /// A scheme, `//` and a host.
  static func isURL(_ text: String) -> Bool {
    guard !text.contains(where: \.isWhitespace), let mark = text.firstRange(of: "://") else {
      return false
    }
    let scheme = text[..<mark.lowerBound]
    let host = text[mark.upperBound...].prefix { !"/?#".contains($0) }
    return scheme.first?.isLetter == true
      && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
      && host.contains { $0.isLetter || $0.isNumber }
  }

  /// One `@`, something before it, a dotted name behind it.
  static func isEmail(_ text: String) -> Bool {
    guard !text.contains(where: \.isWhitespace) else { return false }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return false }
    let names = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return names.count >= 2 && names.allSatisfy { !$0.isEmpty }
  }

  /// `+`, a country code and a number: 7 to 15 digits in all (ITU-T E.164 allows 15).
  static func isPhone(_ text: String) -> Bool {
    guard text.first == "+" else { return false }
    let rest = text.dropFirst()
    let digits = rest.filter { $0.isASCII && $0.isNumber }
    return (7...15).contains(digits.count)
      && rest.allSatisfy { ($0.isASCII && $0.isNumber) || " -().".contains($0) }
  }
}
