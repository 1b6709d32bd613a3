/// Looks at JSON texts without making values of them.
public enum JSONScan {
  /// A member of an object, or an element of an array.
  public struct Part: Sendable, Hashable {
    /// nil for an element.
    public let name: String?
    /// Where it stands, with its name.
    public let range: Range<Int>
    /// Where its value stands.
    public let value: Range<Int>
  }

  /// What the object or array at the top of a text has in it, also where `JSONValue.parse` refuses
  /// the text: one part of it was too deep, say, and the others are still to be understood.
  ///
  /// - Returns: nil where the text is no JSON, or neither object nor array.
  public static func parts(of bytes: some Collection<UInt8>) -> [Part]? {
    let bytes = Array(bytes)
    var scanner = JSONScanner(bytes, limits: JSONLimits(), watchesParts: true)
    do throws(JSONReadError) {
      try scanner.scan()
    } catch {
      guard error.kind == .refused else { return nil }
    }
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard first == .openBrace || first == .openBracket else { return nil }
    return scanner.watched.map { name, value in
      Part(
        name: name?.text(in: bytes),
        range: (name?.range.lowerBound ?? value.lowerBound)..<value.upperBound, value: value)
    }
  }

  /// The scalar member `name` of the object at the top of a text that `JSONValue.parse` refused.
  ///
  /// - Returns: nil where the text is no JSON or no object, where there is no such member or more
  ///   than one, and where its value is an array, an object or out of range.
  public static func topLevelMember(_ name: String, in bytes: some Collection<UInt8>) -> JSONValue?
  {
    let bytes = Array(bytes)
    let found = (parts(of: bytes) ?? []).filter { $0.name == name }
    guard found.count == 1, let value = found.first.map({ bytes[$0.value] }),
      value.first != .openBrace, value.first != .openBracket
    else { return nil }
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
  /// The parts of the top object or array, where they are watched.
  private(set) var watched: [(name: JSONName?, value: Range<Int>)] = []
  /// Tokens that JSONSerialization would misread, each with a text that it reads rightly; in order.
  var rewrites: [(range: Range<Int>, text: String)] = []

  let limits: JSONLimits
  private let watchesParts: Bool
  var index = 0
  /// The bytes that close what is open, outermost first.
  private var closers: [UInt8] = []
  /// The names in all open objects; `objectStarts` says where those of each object begin.
  private var names: [JSONName] = []
  private var objectStarts: [Int] = []
  /// The first thing to refuse. From then on no names are kept.
  var refusal: JSONReadError?

  init(_ bytes: [UInt8], limits: JSONLimits, watchesParts: Bool = false) {
    self.bytes = bytes
    self.limits = limits
    self.watchesParts = watchesParts
  }

  /// The byte at `index`; at the end of the text 0, which no JSON text contains.
  var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// Reads the whole text.
  mutating func scan() throws(JSONReadError) {
    try checkEncoding()
    skipSpace()
    var part: (name: JSONName?, start: Int)?
    while true {
      if watchesParts, closers == [.closeBracket] { part = (nil, index) }
      // A value begins here …
      switch current {
      case .openBrace:
        open(.closeBrace)
        if current != .closeBrace {
          let name = try name()
          if watchesParts, closers.count == 1 { part = (name, index) }
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
        if closers.count == 1, let ended = part {
          watched.append((ended.name, ended.start..<index))
          part = nil
        }
        skipSpace()
        guard let closer = closers.last else { return try end() }
        if current == .comma {
          index += 1
          skipSpace()
          if closer == .closeBrace {
            let name = try name()
            if watchesParts, closers.count == 1 { part = (name, index) }
          }
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
      if !limits.isLenient, let duplicate = JSONName.duplicate(in: names[start...], of: bytes) {
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
  private mutating func name() throws(JSONReadError) -> JSONName {
    guard current == .quote else { throw unexpected(wanted: "a member name in double quotes") }
    let start = index + 1
    let isPlain = try string()
    let name = JSONName(range: start..<index - 1, isPlain: isPlain)
    skipSpace()
    guard current == .colon else { throw unexpected(wanted: "`:`") }
    index += 1
    skipSpace()
    if refusal == nil { names.append(name) }
    return name
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
