/// Rewrites an ECMA-262 regular expression (with the flag `u`, as JSON Schema asks) for ICU, the
/// engine of NSRegularExpression, where the two read the same text differently.
///
/// Both syntaxes: https://tc39.es/ecma262/#sec-patterns and
/// https://unicode-org.github.io/icu/userguide/strings/regexp.html
struct PatternTranslation {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var output = ""
  private var openGroups = 0
  /// Whether the last thing written can be repeated.
  private var isRepeatable = false
  /// Numbers by the names of groups: ICU allows only ASCII letters and digits in names.
  private var groupNames: [String] = []

  private init(_ source: String) { scalars = Array(source.unicodeScalars) }

  static func translate(_ source: String) throws(PatternError) -> String {
    var translation = PatternTranslation(source)
    translation.collectGroupNames()
    while let scalar = translation.peek { try translation.translateOne(scalar) }
    guard translation.openGroups == 0 else {
      throw PatternError(message: "a `(` is not closed")
    }
    return translation.output
  }

  // MARK: Reading

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func next() -> Unicode.Scalar? {
    guard let scalar = peek else { return nil }
    position += 1
    return scalar
  }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func takeAll(where isWanted: (Unicode.Scalar) -> Bool) -> String {
    var taken = String.UnicodeScalarView()
    while let scalar = peek, isWanted(scalar) {
      taken.append(scalar)
      position += 1
    }
    return String(taken)
  }

  /// A name may be used (`\k<name>`) before its group.
  private mutating func collectGroupNames() {
    while let scalar = next() {
      if scalar == "\\" {
        position += 1
      } else if scalar == "(", take("?<"), peek != "=", peek != "!" {
        groupNames.append(takeAll { $0 != ">" })
      }
    }
    position = 0
  }

  // MARK: Terms

  private mutating func translateOne(_ scalar: Unicode.Scalar) throws(PatternError) {
    position += 1
    switch scalar {
    case "(": try openGroup()
    case ")":
      guard openGroups > 0 else { throw PatternError(message: "a `)` closes nothing") }
      openGroups -= 1
      write(")")
    case "[": write(try characterClass())
    case "\\": try escape()
    case ".": write("[^\\n\\r\\x{2028}\\x{2029}]")
    case "$": write("\\z", isRepeatable: false)
    case "^": write("^", isRepeatable: false)
    case "|": write("|", isRepeatable: false)
    case "*", "+", "?": try quantify(String(scalar))
    case "{": try braces()
    default: write(CharacterSetText.literal(scalar))
    }
  }

  private mutating func write(_ text: String, isRepeatable: Bool = true) {
    output += text
    self.isRepeatable = isRepeatable
  }

  private mutating func quantify(_ quantifier: String) throws(PatternError) {
    guard isRepeatable else {
      throw PatternError(message: "`\(quantifier)` stands where nothing can be repeated")
    }
    // Only the lazy form: ICU would read a further `+` as possessive.
    write(quantifier + (take("?") ? "?" : ""), isRepeatable: false)
  }

  /// `{2}`, `{2,}` or `{2,5}`; any other `{` is taken literally, as browsers do.
  private mutating func braces() throws(PatternError) {
    let start = position
    let least = takeAll(where: Self.isDigit)
    let hasComma = take(",")
    let most = hasComma ? takeAll(where: Self.isDigit) : least
    guard !least.isEmpty, take("}") else {
      position = start
      return write("\\{")
    }
    // ICU counts in 32 bits; more repetitions than this match nothing that can be sent.
    guard let lower = Int(least), lower <= 1_000_000, (Int(most) ?? lower) >= lower else {
      throw PatternError(message: "the repetition `{\(least),\(most)}` is out of order or too long")
    }
    let bound = min(Int(most) ?? lower, 1_000_000)
    let upper = hasComma ? (most.isEmpty ? "," : ",\(bound)") : ""
    try quantify("{\(lower)\(upper)}")
  }

  private mutating func openGroup() throws(PatternError) {
    openGroups += 1
    for prefix in ["?:", "?=", "?!", "?<=", "?<!"] where take(prefix) {
      return write("(" + prefix, isRepeatable: false)
    }
    if take("?<") {
      let name = takeAll { $0 != ">" }
      guard take(">"), !name.isEmpty, let number = groupNames.firstIndex(of: name) else {
        throw PatternError(message: "a group's name is empty or not closed")
      }
      return write("(?<g\(number)>", isRepeatable: false)
    }
    guard peek != "?" else {
      throw PatternError(message: "`(?` goes on in a way that ECMA-262 does not know")
    }
    write("(", isRepeatable: false)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  // MARK: Escapes

  private mutating func escape() throws(PatternError) {
    guard let scalar = peek else { throw PatternError(message: "it ends in a `\\`") }
    switch scalar {
    case "b", "B":
      position += 1
      let word = CharacterSetText.word
      let edge = "(?<=[\(word)])(?![\(word)])|(?<![\(word)])(?=[\(word)])"
      write(scalar == "b" ? "(?:\(edge))" : "(?!\(edge))", isRepeatable: false)
    case "k":
      position += 1
      guard take("<") else { throw PatternError(message: "`\\k` must be followed by `<name>`") }
      let name = takeAll { $0 != ">" }
      guard take(">"), let number = groupNames.firstIndex(of: name) else {
        throw PatternError(message: "`\\k<\(name)>` names no group")
      }
      write("\\k<g\(number)>")
    case "1"..."9":
      // Kept apart from a digit that may follow.
      write("(?:\\\(takeAll(where: Self.isDigit)))")
    default: write(try classEscape().text(standsAlone: true))
    }
  }

  /// What follows a `\`, inside or outside of `[…]`.
  private mutating func classEscape() throws(PatternError) -> ClassAtom {
    guard let scalar = next() else { throw PatternError(message: "it ends in a `\\`") }
    switch scalar {
    case "d": return .set(CharacterSetText.digit)
    case "D": return .set("[^\(CharacterSetText.digit)]")
    case "w": return .set(CharacterSetText.word)
    case "W": return .set("[^\(CharacterSetText.word)]")
    case "s": return .set(CharacterSetText.space)
    case "S": return .set("[^\(CharacterSetText.space)]")
    case "p", "P": return .set(try property(scalar))
    case "t": return .character("\t")
    case "n": return .character("\n")
    case "v": return .character("\u{0B}")
    case "f": return .character("\u{0C}")
    case "r": return .character("\r")
    case "0": return .character("\0")
    case "c":
      guard let letter = next(), letter.isASCII, letter.properties.isAlphabetic else {
        throw PatternError(message: "`\\c` must be followed by a letter")
      }
      return .character(Unicode.Scalar(UInt8(letter.value & 31)))
    case "x": return .character(try codePoint(hexDigits(2)))
    case "u": return .character(try unicodeEscape())
    default:
      let isNamed = scalar.isASCII && (scalar.properties.isAlphabetic || Self.isDigit(scalar))
      guard !isNamed else {
        throw PatternError(message: "`\\\(scalar)` is not an escape of ECMA-262")
      }
      return .character(scalar)
    }
  }

  private mutating func property(_ letter: Unicode.Scalar) throws(PatternError) -> String {
    guard take("{") else { throw PatternError(message: "`\\\(letter)` must be followed by `{…}`") }
    let name = takeAll {
      $0.isASCII && ($0.properties.isAlphabetic || "_=0123456789".unicodeScalars.contains($0))
    }
    guard take("}"), !name.isEmpty else {
      throw PatternError(message: "`\\\(letter){` is not closed")
    }
    return "\\\(letter){\(name)}"
  }

  private mutating func unicodeEscape() throws(PatternError) -> Unicode.Scalar {
    if take("{") {
      let digits = takeAll { $0 != "}" }
      guard take("}"), let value = UInt32(digits, radix: 16) else {
        throw PatternError(message: "`\\u{\(digits)}` is not a code point")
      }
      return try codePoint(value)
    }
    let first = try hexDigits(4)
    guard (0xD800..<0xDC00).contains(first), take("\\u") else { return try codePoint(first) }
    let second = try hexDigits(4)
    guard (0xDC00..<0xE000).contains(second) else {
      throw PatternError(message: "a surrogate stands alone")
    }
    return try codePoint(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func hexDigits(_ count: Int) throws(PatternError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let scalar = next(), scalar.isASCII,
        let digit = UInt8(truncatingIfNeeded: scalar.value).hexDigitValue
      else { throw PatternError(message: "an escape needs \(count) hexadecimal digits") }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private func codePoint(_ value: UInt32) throws(PatternError) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else {
      throw PatternError(message: "\(String(value, radix: 16)) is not a code point of a character")
    }
    return scalar
  }

  // MARK: Character classes

  private enum ClassAtom {
    case character(Unicode.Scalar)
    /// What stands inside the brackets of an ICU set.
    case set(String)

    func text(standsAlone: Bool) -> String {
      switch self {
      case .character(let scalar): CharacterSetText.literal(scalar)
      case .set(let text): standsAlone ? "[\(text)]" : text
      }
    }
  }

  /// What follows a `[`; every character is written as a code point, because ICU gives a meaning
  /// to `[`, `&&`, `--` and others inside a set.
  private mutating func characterClass() throws(PatternError) -> String {
    let isNegated = take("^")
    var text = ""
    while !take("]") {
      let atom = try classAtom()
      guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]",
        case .character(let low) = atom
      else {
        text += atom.text(standsAlone: false)
        continue
      }
      position += 1
      switch try classAtom() {
      case .set(let set):
        text += CharacterSetText.literal(low) + CharacterSetText.literal("-") + set
      case .character(let high):
        guard low <= high else { throw PatternError(message: "a range in `[…]` is out of order") }
        text += CharacterSetText.literal(low) + "-" + CharacterSetText.literal(high)
      }
    }
    if text.isEmpty { return isNegated ? "[\\x{0}-\\x{10FFFF}]" : "(?!)" }
    return "[\(isNegated ? "^" : "")\(text)]"
  }

  private mutating func classAtom() throws(PatternError) -> ClassAtom {
    guard let scalar = next() else { throw PatternError(message: "a `[` is not closed") }
    guard scalar == "\\" else { return .character(scalar) }
    if take("b") { return .character("\u{08}") }
    return try classEscape()
  }
}

/// What ECMA-262 means by its classes, as the inside of an ICU set.
enum CharacterSetText {
  static let digit = "0-9"
  static let word = "A-Za-z0-9_"
  /// WhiteSpace and LineTerminator, U+FEFF among them: https://tc39.es/ecma262/#sec-white-space
  static let space =
    "\\x{9}-\\x{D}\\x{20}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}"
    + "\\x{3000}\\x{FEFF}"

  /// A character that means itself, inside and outside of a set.
  static func literal(_ scalar: Unicode.Scalar) -> String {
    let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    return isPlain ? String(scalar) : "\\x{\(String(scalar.value, radix: 16))}"
  }
}
