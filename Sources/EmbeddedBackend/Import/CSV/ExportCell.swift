import APICore
import JSON

/// What the cells of an export hold, read one by one.
enum ExportCell {
  /// Without white space around it; nil for what the exports write where there is nothing.
  static func text(_ cell: String?) -> String? {
    guard let text = cell?.trimmed, !text.isEmpty else { return nil }
    return ["null", "nan", "undefined"].contains(text.lowercased()) ? nil : text
  }

  /// `[A,B]`, `[A, B]` or `["A","B"]`. In the first two a comma inside a name looks like any other.
  static func names(_ cell: String?) -> [String] {
    guard var text = text(cell)?[...] else { return [] }
    if let names = json(cell)?.array.flatMap({ BodyValues.all($0, \.string) }) {
      return names.map(\.trimmed).filter { !$0.isEmpty }.withoutRepeats
    }
    if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
    return text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
      .withoutRepeats
  }

  /// A whole number; the exports put some in quotes of their own.
  static func number(_ cell: String?) -> Int64? {
    guard let text = text(cell) else { return nil }
    let isQuoted = text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
    return Int64(isQuoted ? String(text.dropFirst().dropLast()).trimmed : text)
  }

  /// A moment in milliseconds or, where that were before ClickUp, in seconds; nil where it were
  /// before ClickUp even so: a spreadsheet's count of days, or 20260506.
  static func instant(_ cell: String?) -> Int64? {
    guard let number = number(cell), (firstSecond...lastMillisecond).contains(number) else {
      return nil
    }
    return number < firstMillisecond ? number * 1_000 : number
  }

  /// 2001-09-09.
  private static let firstSecond: Int64 = 1_000_000_000
  /// 1973-03-03 and the end of the year 9999.
  private static let firstMillisecond: Int64 = 100_000_000_000
  private static let lastMillisecond: Int64 = 253_402_300_799_999

  /// Milliseconds: written so, or in words (`40 h`, `1h 30m`, `0.03 m`).
  static func duration(_ cell: String?, text words: String?) -> Int64? {
    let number = number(cell).flatMap { (0...longest).contains($0) ? $0 : nil }
    return number ?? duration(text(words)) ?? duration(text(cell))
  }

  /// 31,000 years, of which a sum over all tasks still fits into 64 bits.
  private static let longest: Int64 = 1_000_000_000_000_000

  private static func duration(_ text: String?) -> Int64? {
    guard var rest = text?.lowercased()[...] else { return nil }
    var sum = 0.0
    while let first = rest.first {
      if first == " " || first == "," {
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count).drop { $0 == " " }
      let unit = rest.prefix(while: \.isLetter)
      rest = rest.dropFirst(unit.count)
      guard let number = Double(digits), let length = milliseconds(of: String(unit)) else {
        return nil
      }
      sum += number * length
    }
    return sum <= Double(longest) ? Int64(sum.rounded()) : nil
  }

  private static func milliseconds(of unit: String) -> Double? {
    switch unit {
    case "ms": 1
    case "s", "sec", "secs", "second", "seconds": 1_000
    case "m", "min", "mins", "minute", "minutes": 60_000
    case "h", "hr", "hrs", "hour", "hours": 3_600_000
    default: nil
    }
  }

  static func priority(_ cell: String?) -> Priority? {
    guard let text = text(cell)?.lowercased() else { return nil }
    return Int64(text).flatMap(Priority.init(rawValue:))
      ?? Priority.allCases.first { $0.name == text }
  }

  /// An array or object of JSON in a cell; nil where it is neither.
  static func json(_ cell: String?) -> JSONValue? {
    guard let text = text(cell) else { return nil }
    do throws(JSONReadError) {
      let value = try JSONValue.parse(Array(text.utf8))
      return value.array == nil && value.object == nil ? nil : value
    } catch { return nil }
  }

  /// The names from the top to the Folder: `["Folder"]`, `["Parent/Child"]` or the name alone; nil
  /// for a List outside any.
  static func folder(_ cell: String?) -> String? {
    guard let text = text(cell) else { return nil }
    let names = json(text)?.array?.compactMap { $0.string.flatMap(Self.text) }
    let path = names.map { $0.joined(separator: "/") } ?? text
    return path.isEmpty || path.lowercased() == "hidden" ? nil : path
  }
}

/// What a task is about, as the exports write it: a line break as `\n`, unless it has real ones.
struct ExportContent: Equatable {
  let text: String
  let hadMarks: Bool

  init(_ cell: String?) {
    let text = ExportCell.text(cell) ?? ""
    hadMarks = text.contains("\\n") && !text.contains { $0.isNewline }
    self.text =
      hadMarks
      ? text.replacing("\\r\\n", with: "\n").replacing("\\n", with: "\n") : text
  }
}
