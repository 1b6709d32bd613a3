/// Looks at JSON texts without making values of them.
public enum JSONScan {
  /// The scalar member `name` of the object at the top of a text that `JSONValue.parse` refused:
  /// it was too deep, say, and its sender still wants to be answered by its `id`.
  ///
  /// - Returns: nil where the text is no JSON or no object, where there is no such member or more
  ///   than one, and where its value is an array, an object or out of range.
  public static func topLevelMember(_ name: String, in bytes: some Collection<UInt8>) -> JSONValue?
  {
    var scanner = JSONScanner(Array(bytes), limits: JSONLimits(), watching: name)
    do throws(JSONReadError) {
      try scanner.scan()
    } catch {
      guard error.kind == .refused else { return nil }
    }
    guard let range = scanner.watched.first, scanner.watched.count == 1 else { return nil }
    let value = scanner.bytes[range]
    guard value.first != .openBrace, value.first != .openBracket else { return nil }
    do throws(JSONReadError) {
      return try JSONValue.parse(value)
    } catch {
      return nil
    }
  }
}

/// The strict scan that every text passes before Foundation's JSONSerialization sees it.
///
/// JSONSerialization alone takes trailing commas, byte order marks and UTF-16, keeps the last of
/// duplicate members, and misreads long numbers. The scan holds a text against the whole grammar of
/// RFC 8259 (https://www.rfc-editor.org/rfc/rfc8259), UTF-8, and what this program refuses besides,
/// in one pass that does not recurse, so that no depth exhausts the stack.
///
/// What is no JSON is thrown at once. What is JSON but refused is remembered, and thrown only when
/// the rest has turned out to be JSON too, so that the two are never mixed up.
struct JSONScanner {
  let bytes: [UInt8]
  /// Where the values of the watched member of the top object stand.
  private(set) var watched: [Range<Int>] = []
  /// Tokens that JSONSerialization would misread, each with a text that it reads rightly; in order.
  var rewrites: [(range: Range<Int>, text: String)] = []

  let limits: JSONLimits
  private let watchedName: String?
  var index = 0
  /// The bytes that close what is open, outermost first.
  private var closers: [UInt8] = []
  /// The names in all open objects; `objectStarts` says where those of each object begin.
  private var names: [JSONName] = []
  private var objectStarts: [Int] = []
  /// The first thing to refuse. From then on no names are kept.
  var refusal: JSONReadError?

  init(_ bytes: [UInt8], limits: JSONLimits, watching watchedName: String? = nil) {
    self.bytes = bytes
    self.limits = limits
    self.watchedName = watchedName
  }

  /// The byte at `index`; at the end of the text 0, which no JSON text contains.
  var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// Reads the whole text.
  mutating func scan() throws(JSONReadError) {
    try checkEncoding()
    skipSpace()
    var watchedStart: Int?
    while true {
      // A value begins here …
      switch current {
      case .openBrace:
        open(.closeBrace)
        if current != .closeBrace {
          watchedStart = try name() ? index : watchedStart
          continue
        }
      case .openBracket:
        open(.closeBracket)
        if current != .closeBracket { continue }
      case .quote: _ = try string()
      case .minus, .zero ... .nine: try number()
      case .lowerT: try literal("true")
      case .lowerF: try literal("false")
      case .lowerN: try literal("null")
      default: throw unexpected(wanted: "a value")
      }
      // … and has ended here, unless it is an empty array or object that is still to be closed.
      repeat {
        if closers.count == 1, let start = watchedStart {
          watched.append(start..<index)
          watchedStart = nil
        }
        skipSpace()
        guard let closer = closers.last else { return try end() }
        if current == .comma {
          index += 1
          skipSpace()
          if closer == .closeBrace, try name() { watchedStart = index }
          break
        }
        guard current == closer else {
          throw unexpected(wanted: "`,` or `\(Character(Unicode.Scalar(closer)))`")
        }
        close()
      } while true
    }
  }

  private func end() throws(JSONReadError) {
    guard index == bytes.count else { throw unexpected(wanted: "the end of the text") }
    if let refusal { throw refusal }
  }

  private mutating func open(_ closer: UInt8) {
    if closers.count == limits.depth {
      refuse("arrays and objects are nested more than \(limits.depth) levels deep", at: index)
    }
    closers.append(closer)
    if closer == .closeBrace, refusal == nil { objectStarts.append(names.count) }
    index += 1
    skipSpace()
  }

  private mutating func close() {
    let isObject = closers.removeLast() == .closeBrace
    if isObject, refusal == nil, let start = objectStarts.popLast() {
      if let duplicate = JSONName.duplicate(in: names[start...], of: bytes) {
        let name = duplicate.text(in: bytes).prefix(60)
        refuse(
          "the member `\(name)` stands twice in one object; send it once",
          at: duplicate.range.lowerBound)
      }
      names.removeSubrange(start...)
    }
    index += 1
  }

  /// Reads a member's name up to where its value begins.
  ///
  /// - Returns: whether it is the watched member of the top object.
  private mutating func name() throws(JSONReadError) -> Bool {
    guard current == .quote else { throw unexpected(wanted: "a member name in double quotes") }
    let start = index + 1
    let isPlain = try string()
    let name = JSONName(range: start..<index - 1, isPlain: isPlain)
    skipSpace()
    guard current == .colon else { throw unexpected(wanted: "`:`") }
    index += 1
    skipSpace()
    if refusal == nil { names.append(name) }
    guard let watchedName, closers.count == 1 else { return false }
    return name.text(in: bytes) == watchedName
  }

  private mutating func literal(_ word: StaticString) throws(JSONReadError) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard current == word.utf8Start[offset] else { throw unexpected(wanted: "`\(word)`") }
      index += 1
    }
  }

  private mutating func skipSpace() {
    while current == 0x20 || current == 0x0A || current == 0x0D || current == 0x09 { index += 1 }
  }

  private func checkEncoding() throws(JSONReadError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw malformed("the text begins with a byte order mark; leave it out", at: 0)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || bytes.prefix(2).contains(0)
    {
      throw malformed("the text is no UTF-8; UTF-16 and UTF-32 are not read", at: 0)
    }
  }
}

// MARK: - What is wrong

extension JSONScanner {
  /// Remembers why the text is refused, if nothing was found before.
  mutating func refuse(_ message: String, at offset: Int) {
    guard refusal == nil else { return }
    refusal = JSONReadError(kind: .refused, message: message, offset: offset)
  }

  func malformed(_ message: String, at offset: Int) -> JSONReadError {
    JSONReadError(kind: .malformed, message: "\(message) (byte \(offset))", offset: offset)
  }

  /// The current byte is not what the grammar wants.
  func unexpected(wanted: String) -> JSONReadError {
    guard index < bytes.count else {
      return malformed("the text ends where \(wanted) is wanted", at: index)
    }
    let byte = bytes[index]
    let found =
      if (0x21...0x7E).contains(byte) {
        "`\(Character(Unicode.Scalar(byte)))`"
      } else {
        "the byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    return malformed("\(found) stands where \(wanted) is wanted", at: index)
  }
}

extension UInt8 {
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let comma = UInt8(ascii: ",")
  static let colon = UInt8(ascii: ":")
  static let point = UInt8(ascii: ".")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let zero = UInt8(ascii: "0")
  static let one = UInt8(ascii: "1")
  static let nine = UInt8(ascii: "9")
  static let upperE = UInt8(ascii: "E")
  static let lowerE = UInt8(ascii: "e")
  static let lowerF = UInt8(ascii: "f")
  static let lowerN = UInt8(ascii: "n")
  static let lowerT = UInt8(ascii: "t")
  static let lowerU = UInt8(ascii: "u")
}
