import JSON

/// A number as people write it: `12,500`, `€12500`, `1.234,50`.
///
/// What can be read in two ways is refused: the wrong reading is a thousand times the right one. A
/// point alone is the decimal point, as it is in JSON, which numbers are mostly sent as.
struct WrittenNumber: Sendable, Hashable {
  enum Meaning: Hashable {
    case plain
    /// Of money, in the currency with this code where it is known.
    case amount(of: String?)
  }

  /// Why a text is not read.
  enum Problem: Error, Hashable {
    case notANumber
    /// Follows "`value` "1,234"": what it may mean, and what to write.
    case unclear(String)
  }

  let value: JSONValue
  /// Whether it is not written as in JSON; the answer then says how it was read.
  private(set) var isRewritten = false
  /// By which rule it was read, where another reading is near.
  private(set) var rule: String?

  init(_ text: String, as meaning: Meaning = .plain) throws(Problem) {
    if let value = Self.json(text) {
      self.value = value
      return
    }
    var rest = text.trimmingBlanks[...]
    var isNegative = Self.takeSign(&rest)
    let hasCurrency = try Self.takeCurrency(&rest, meaning)
    if hasCurrency, !isNegative { isNegative = Self.takeSign(&rest) }
    let (number, rule) = try Self.decimal(of: rest, meaning, hasCurrency: hasCurrency)
    guard let value = Self.json((isNegative ? "-" : "") + number) else { throw .notANumber }
    (self.value, self.rule, isRewritten) = (value, rule, true)
  }

  private static func json(_ text: String) -> JSONValue? {
    do {
      let value = try JSONValue.parse(text)
      guard let size = value.number, size.isFinite else { return nil }
      return value
    } catch {
      return nil  // not JSON; it may be a number all the same
    }
  }

  private static func takeSign(_ rest: inout Substring) -> Bool {
    guard let first = rest.first, "-\u{2212}+".contains(first) else { return false }
    rest = rest.dropFirst()
    return first != "+"
  }

  // MARK: Separators

  /// Without what groups its digits, and with a decimal point.
  private static func decimal(
    of text: Substring, _ meaning: Meaning, hasCurrency: Bool
  ) throws(Problem) -> (number: String, rule: String?) {
    guard text.last.map(isDigit) == true else { throw .notANumber }
    let marks = text.filter { !isDigit($0) }
    guard marks.allSatisfy({ points.contains($0) || groupers.contains($0) }) else {
      throw .notANumber
    }
    guard let last = marks.last else { return (String(text), nil) }
    let isOnly = marks.filter { $0 == last }.count == 1
    guard points.contains(last), isOnly else { return (try ungrouped(text), nil) }
    let parts = text.split(separator: last, omittingEmptySubsequences: false)
    let (whole, fraction) = (parts[0], parts[1])
    // Where another mark groups the digits, the last one does not.
    guard marks.count == 1, fraction.count == 3, isGroup(whole) else {
      return ("\(whole.isEmpty ? "0" : try ungrouped(whole)).\(fraction)", nil)
    }
    if last == ".", !hasCurrency { return ("\(whole).\(fraction)", nil) }
    if last == ",", case .amount(let code) = meaning, !inThousandths.contains(code ?? "") {
      return ("\(whole)\(fraction)", "since an amount of money has no three decimals")
    }
    throw .unclear(
      "can be read as \(whole)\(fraction) or as \(whole).\(fraction); write the one that is meant")
  }

  /// Digits in groups of three, all divided by the same mark.
  private static func ungrouped(_ text: Substring) throws(Problem) -> String {
    guard let mark = text.first(where: { !isDigit($0) }) else { return String(text) }
    let groups = text.split(separator: mark, omittingEmptySubsequences: false)
    guard isGroup(groups[0]),
      groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(isDigit) })
    else { throw .notANumber }
    return groups.joined()
  }

  /// Whether these may be the first digits of a number in groups.
  private static func isGroup(_ digits: Substring) -> Bool {
    (1...3).contains(digits.count) && digits.allSatisfy(isDigit) && digits.first != "0"
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static let points = ".,"
  /// Blanks that break no line among them.
  private static let groupers = " \u{A0}\u{2009}\u{202F}'\u{2019}_"

  // MARK: Currencies

  /// Takes the sign or code before or after the digits.
  ///
  /// - Throws: where the amount is to be in another currency.
  private static func takeCurrency(
    _ rest: inout Substring, _ meaning: Meaning
  ) throws(Problem) -> Bool {
    let isMark = { (character: Character) in
      !isDigit(character) && !("-.,\u{2212}+".contains(character))
    }
    let (before, after) = (rest.prefix(while: isMark), rest.reversed().prefix(while: isMark))
    let marks = [String(before), String(after.reversed())].map(\.trimmingBlanks)
    guard let mark = marks.first(where: { !$0.isEmpty }) else { return false }
    guard marks.contains(""), let codes = codes(of: mark) else { throw .notANumber }
    if case .amount(let code?) = meaning, !codes.contains(code) {
      throw .unclear(
        "is an amount in \(mark), and the field is in \(code); write the number alone, as an "
          + "amount in \(code)")
    }
    rest = rest.dropFirst(before.count).dropLast(after.count)
    return true
  }

  /// The currencies that a sign or a code may mean.
  private static func codes(of mark: String) -> Set<String>? {
    if let codes = signs[mark] { return codes }
    let code = mark.uppercased()
    return known.contains(code) ? [code] : nil
  }

  private static let signs: [String: Set<String>] = [
    "€": ["EUR"], "£": ["GBP"], "¥": ["JPY", "CNY"], "₹": ["INR"], "R$": ["BRL"],
    "$": [
      "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP",
    ],
  ]
  private static let known = signs.values.reduce(into: inThousandths) { $0.formUnion($1) }
    .union(["CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "ZAR", "ILS", "KRW"])

  /// The currencies with a thousandth part, of which `1,234` may be one and a bit.
  private static let inThousandths: Set = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
}
