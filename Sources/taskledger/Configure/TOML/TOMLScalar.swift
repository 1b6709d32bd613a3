/// A value that holds no others, in one form whatever way it was written.
struct TOMLScalar: Hashable {
  enum Kind: String {
    case string, integer, float, bool
    case offsetDateTime = "datetime"
    case localDateTime = "datetime-local"
    case localDate = "date-local"
    case localTime = "time-local"
  }

  let type: Kind
  /// Integers in decimal; dates with `T`, an offset in hours and minutes, and a fraction without
  /// zeros at its end.
  let text: String
}

extension TOMLScalar {
  /// Reads what is not a string; nil where it is none of the others.
  ///
  /// Integers beyond 64 bits are refused, as TOML wants it where they cannot be kept.
  init?(_ word: String) {
    if ["true", "false"].contains(word) {
      self.init(type: .bool, text: word)
    } else if let number = Self.number(word) ?? Self.moment(word) {
      self = number
    } else {
      return nil
    }
  }

  private static func number(_ word: String) -> TOMLScalar? {
    let digits = word.replacing("_", with: "")
    let bases = [
      (16, #/0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*/#), (8, #/0o[0-7](?:_?[0-7])*/#),
      (2, #/0b[01](?:_?[01])*/#),
    ]
    for (base, form) in bases where word.wholeMatch(of: form) != nil {
      return Int64(digits.dropFirst(2), radix: base).map { .init(type: .integer, text: "\($0)") }
    }
    if ["inf", "nan"].contains(word.drop { $0 == "+" || $0 == "-" }), word.utf8.count <= 4 {
      let isNegative = word == "-inf"
      return .init(type: .float, text: isNegative ? word : String(word.suffix(3)))
    }
    let whole = #/[+-]?(?:0|[1-9](?:_?[0-9])*)/#
    let rest = #/(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?/#
    guard let match = word.prefixMatch(of: whole),
      word[match.range.upperBound...].wholeMatch(of: rest) != nil
    else { return nil }
    if match.range.upperBound == word.endIndex {
      return Int64(digits).map { .init(type: .integer, text: "\($0)") }
    }
    return Double(digits).map { .init(type: .float, text: "\($0)") }
  }

  // MARK: Dates

  /// RFC 3339, with `T` or one space, and its parts without an offset, a date or a time.
  private static func moment(_ word: String) -> TOMLScalar? {
    if let time = time(word[...]) { return .init(type: .localTime, text: time) }
    guard let date = date(word.prefix(10)) else { return nil }
    var rest = word.dropFirst(10)
    if rest.isEmpty { return .init(type: .localDate, text: date) }
    guard ["T", "t", " "].contains(rest.removeFirst()) else { return nil }
    let end = rest.firstIndex { "Zz+-".contains($0) } ?? rest.endIndex
    guard let time = time(rest[..<end]) else { return nil }
    if end == rest.endIndex { return .init(type: .localDateTime, text: "\(date)T\(time)") }
    guard let offset = offset(rest[end...]) else { return nil }
    return .init(type: .offsetDateTime, text: "\(date)T\(time)\(offset)")
  }

  private static func date(_ text: Substring) -> String? {
    guard let match = text.wholeMatch(of: #/([0-9]{4})-([0-9]{2})-([0-9]{2})/#),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
      (1...12).contains(month)
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return (1...days).contains(day) ? String(text) : nil
  }

  private static func time(_ text: Substring) -> String? {
    let form = #/((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.([0-9]+))?/#
    guard let match = text.wholeMatch(of: form) else { return nil }
    var fraction = match.2 ?? ""
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? String(match.1) : "\(match.1).\(fraction)"
  }

  private static func offset(_ text: Substring) -> String? {
    if ["Z", "z"].contains(text) { return "+00:00" }
    guard text.wholeMatch(of: #/[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]/#) != nil else { return nil }
    return text == "-00:00" ? "+00:00" : String(text)
  }
}
