import JSON
import Testing

/// Our reader and Foundation's, on the same texts, good and hostile: what ours takes is what
/// Foundation takes for the same value, and what is malformed for ours is so for Foundation, but
/// for what is known of that one (`JSONReaderTests` has the traps).
struct FoundationComparisonTests {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func textsInEveryForm(seed: UInt64) throws {
    var texts = RandomTexts(seed: seed)
    let text = texts.text(depth: 5)
    #expect(throws: Never.self, "\(text)") { try JSONValue.parse(text) }
    try compare(Array(text.utf8))
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func damagedTexts(seed: UInt64) throws {
    var texts = RandomTexts(seed: seed)
    let text = Array(texts.text(depth: 4).utf8)
    for _ in 0..<60 { try compare(texts.damaged(text)) }
  }

  @Test(arguments: JSONReaderTests.malformed)
  func malformedTexts(text: String, message: String) throws {
    try compare(Array(text.utf8))
  }

  /// Eight bytes are looked at together where all are plain: each kind of character that is not, at
  /// each place among them.
  @Test(arguments: 0..<26)
  func characterAmongPlainOnes(place: Int) throws {
    let characters =
      ([0, 1, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x2F, 0x5B, 0x5C, 0x5D, 0x7E, 0x7F, 0x80, 0x85, 0xFF]
      as [UInt32]).compactMap(Unicode.Scalar.init) + [
        "\u{2028}", "\u{2029}", "\u{FFFF}", "\u{1F600}",
      ]
    for scalar in characters {
      for following in ["", "\u{0}", "\"\u{80}", " !#[]~\u{7F}abcdefghijklmnop"] {
        let string = String(repeating: "~", count: place) + String(scalar) + following
        let value = JSONValue.string(string)
        for bytes in [value.canonicalBytes, value.lineBytes] {
          try #require(try FoundationReader.read(bytes) == value, "\(string.debugDescription)")
          try #require(try JSONValue.parse(bytes) == value, "\(string.debugDescription)")
        }
        let raw = Array("\"\(string)\"".utf8)
        let isPlain = string.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
        try #require(((try? JSONValue.parse(raw)) == value) == isPlain)
      }
    }
  }

  private func compare(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let theirs = try? FoundationReader.read(bytes)
    let ours: JSONValue
    do throws(JSONReadError) {
      ours = try JSONValue.parse(bytes)
    } catch {
      let isAgreed = error.kind == .refused || theirs == nil || Self.isKnown(text, bytes)
      #expect(isAgreed, "only Foundation reads \(text): \(error.message)")
      return
    }
    let value = try #require(theirs, "Foundation refuses \(text)")
    // It drops U+FEFF where a string, or what follows an escape, begins with it.
    guard !ours.canonicalString.unicodeScalars.contains("\u{feff}") else { return }
    #expect(Self.isSame(ours, value), "\(ours.canonicalString) \(value.canonicalString)")
  }

  /// What JSONSerialization takes although it is not JSON.
  private static func isKnown(_ text: String, _ bytes: [UInt8]) -> Bool {
    let isWide = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
    return isWide || bytes.prefix(4).contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF])
      || text.contains(/,[ \t\r\n]*[\]}]/)
  }

  /// The same value, but that decimals of more than 17 characters are read by an arithmetic that is
  /// off in the last digits.
  private static func isSame(_ ours: JSONValue, _ theirs: JSONValue) -> Bool {
    switch (ours, theirs) {
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy(isSame)
    case (.object(let left), .object(let right)):
      return left.count == right.count
        && left.allSatisfy { name, value in right[name].map { isSame(value, $0) } ?? false }
    case (.bool, _), (.string, _), (.null, _): return ours == theirs
    default:
      // 2^53: beyond, a decimal can be a whole number that is off.
      if case .integer(let integer) = ours, integer.magnitude < 1 << 53 { return ours == theirs }
      guard let left = ours.number, let right = theirs.number else { return false }
      return abs(left - right) <= 4 * max(left.magnitude.ulp, right.magnitude.ulp)
    }
  }
}

/// Seeded random texts: every way to write a value, not only the canonical one.
struct RandomTexts {
  private var random: RandomValues

  init(seed: UInt64) { random = RandomValues(seed: seed) }

  private mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  private mutating func space() -> String {
    (0..<[0, 0, 0, 1, 3][pick(5)]).map { _ in [" ", "\n", "\r", "\t"][pick(4)] }.joined()
  }

  mutating func text(depth: Int) -> String { space() + value(depth: depth) + space() }

  private mutating func value(depth: Int) -> String {
    switch pick(depth == 0 ? 5 : 9) {
    case 0: return ["null", "true", "false"][pick(3)]
    case 1, 2: return number()
    case 3, 4: return string()
    case 5, 6:
      let elements = (0..<pick(6)).map { _ in text(depth: depth - 1) }
      return "[\(elements.joined(separator: ","))\(space())]"
    default:
      // Numbered, so that no name stands twice.
      let members = (0..<pick(20)).map { number in
        let name = string().dropLast() + "\(number)\""
        return space() + name + space() + ":" + text(depth: depth - 1)
      }
      return "{\(members.joined(separator: ","))\(space())}"
    }
  }

  private mutating func digits(_ count: Int) -> String {
    (0..<count).map { _ in String(pick(10)) }.joined()
  }

  private mutating func number() -> String {
    let sign = ["", "-"][pick(2)]
    let whole = ["0", "\(1 + pick(9))\(digits([0, 1, 2, 8, 15, 17][pick(6)]))"][pick(2)]
    let fraction = ["", ".\(digits(1 + pick(20)))"][pick(2)]
    let power = ["", "+", "-"][pick(3)] + digits(1 + pick(2))
    let exponent = ["", "e\(power)", "E\(pick(10))"][pick(3)]
    return sign + whole + fraction + exponent
  }

  private mutating func string() -> String {
    var text = "\""
    for scalar in random.string().unicodeScalars {
      let units = String(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16, uppercase: unit.isMultiple(of: 2))
        return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
      }
      let escaped = units.joined()
      switch scalar {
      case "\"", "\\", "/": text += [escaped, "\\\(scalar)"][pick(2)]
      case "\n": text += [escaped, #"\n"#][pick(2)]
      case _ where scalar.value < 0x20: text += escaped
      default: text += pick(4) == 0 ? escaped : String(scalar)
      }
    }
    return text + "\""
  }

  /// The text with one to three changes: a byte put in, changed or taken out, a part of it doubled
  /// or left out.
  mutating func damaged(_ text: [UInt8]) -> [UInt8] {
    let alphabet =
      Array("{}[]\",:\\/utfn0123456789.eE+- \u{0}\u{1f}é\u{feff}".utf8) + [0xFF, 0xED, 0xA0]
    var damaged = text
    for _ in 0...pick(3) where !damaged.isEmpty {
      let place = pick(damaged.count)
      let part = place..<min(damaged.count, place + pick(12))
      switch pick(5) {
      case 0: damaged.insert(alphabet[pick(alphabet.count)], at: place)
      case 1: damaged[place] = alphabet[pick(alphabet.count)]
      case 2: damaged.remove(at: place)
      case 3: damaged.insert(contentsOf: damaged[part], at: pick(damaged.count + 1))
      default: damaged.removeSubrange(part)
      }
    }
    return damaged
  }
}
