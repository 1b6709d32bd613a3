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
  /// - Returns: nil where the text is not JSON, or neither object nor array.
  public static func parts(of bytes: some Collection<UInt8>) -> [Part]? {
    let bytes = Array(bytes)
    var scanner = JSONScanner(bytes, limits: JSONLimits(), watchesParts: true)
    do throws(JSONReadError) {
      _ = try scanner.scan()
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
  /// - Returns: nil where the text is not JSON or not an object, where there is no such member or
  ///   more than one, and where its value is an array, an object or out of range.
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

/// The strict reader: one pass that holds a text against the whole grammar of RFC 8259
/// (https://www.rfc-editor.org/rfc/rfc8259), UTF-8, and what this program refuses besides, and makes
/// the value of it.
///
/// It does not recurse, so that no depth exhausts the stack: what is finished inside of the arrays
/// and objects that are open lies in one row, and closing one gathers its part of the row.
///
/// What is not JSON is thrown at once. What is JSON but refused is remembered, and thrown only when
/// the rest has turned out to be JSON too, so that the two are never mixed up.
struct JSONScanner {
  let bytes: [UInt8]
  let limits: JSONLimits
  var index = 0
  /// The parts of the top object or array, where they are watched and nothing is built.
  private(set) var watched: [(name: JSONStringToken?, value: Range<Int>)] = []
  private let watchesParts: Bool
  /// The bytes that close what is open, outermost first.
  private var closers: [UInt8] = []
  /// The first thing to refuse.
  private var refusal: JSONReadError?

  /// Whether the value is still wanted: not after something was refused.
  private(set) var isBuilding: Bool
  /// The values finished in what is open, and the names of those that are members.
  private var values: [JSONValue] = []
  private var names: [JSONStringToken] = []
  /// Where the values and names of each open array or object begin.
  private var starts: [(values: Int, names: Int)] = []

  init(_ bytes: [UInt8], limits: JSONLimits, watchesParts: Bool = false) {
    self.bytes = bytes
    self.limits = limits
    self.watchesParts = watchesParts
    isBuilding = !watchesParts
  }

  /// The byte at `index`; at the end of the text 0, which no JSON text contains.
  var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// Reads the whole text.
  ///
  /// - Returns: its value; `null` where parts are watched.
  mutating func scan() throws(JSONReadError) -> JSONValue {
    try checkEncoding()
    skipSpace()
    var part: (name: JSONStringToken?, start: Int)?
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
      case .quote:
        let token = try string()
        if isBuilding { values.append(.string(token.text(in: bytes))) }
      case .minus, .zero ... .nine: keep(try number())
      case .lowerT: keep(try literal("true", .bool(true)))
      case .lowerF: keep(try literal("false", .bool(false)))
      case .lowerN: keep(try literal("null", .null))
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

  private func end() throws(JSONReadError) -> JSONValue {
    guard index == bytes.count else { throw unexpected(wanted: "the end of the text") }
    if let refusal { throw refusal }
    return values.last ?? .null
  }

  private mutating func keep(_ value: JSONValue) {
    if isBuilding { values.append(value) }
  }

  private mutating func open(_ closer: UInt8) {
    if closers.count == limits.depth {
      refuse("arrays and objects are nested more than \(limits.depth) levels deep", at: index)
    }
    closers.append(closer)
    if isBuilding { starts.append((values.count, names.count)) }
    index += 1
    skipSpace()
  }

  private mutating func close() {
    let isObject = closers.removeLast() == .closeBrace
    if isBuilding, let start = starts.popLast() {
      let value: JSONValue =
        isObject
        ? .object(object(of: names[start.names...], values[start.values...]))
        : .array(Array(values[start.values...]))
      if isBuilding {
        names.removeSubrange(start.names...)
        values.removeSubrange(start.values...)
        values.append(value)
      }
    }
    index += 1
  }

  /// A name that stands a second time is refused also where it differs from the earlier one only in
  /// Unicode normalization: `String` takes the two for one, so one value would be lost.
  private mutating func object(
    of names: ArraySlice<JSONStringToken>, _ values: ArraySlice<JSONValue>
  ) -> JSONObject {
    var object = JSONObject()
    object.reserveCapacity(names.count)
    for (token, value) in zip(names, values) {
      let name = token.text(in: bytes)
      if object.insert(name, value) { continue }
      guard limits.isLenient else {
        refuse(
          "the member `\(name.prefix(60))` stands twice in one object; send it once",
          at: token.range.lowerBound)
        break
      }
      object[name] = value
    }
    return object
  }

  /// Reads a member's name up to where its value begins.
  private mutating func name() throws(JSONReadError) -> JSONStringToken {
    guard current == .quote else { throw unexpected(wanted: "a member name in double quotes") }
    let name = try string()
    skipSpace()
    guard current == .colon else { throw unexpected(wanted: "`:`") }
    index += 1
    skipSpace()
    if isBuilding { names.append(name) }
    return name
  }

  private mutating func literal(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONReadError) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount {
      guard current == word.utf8Start[offset] else { throw unexpected(wanted: "`\(word)`") }
      index += 1
    }
    return value
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
      throw malformed("the text is not UTF-8; UTF-16 and UTF-32 are not read", at: 0)
    }
  }
}

// MARK: - What is wrong

extension JSONScanner {
  /// Remembers why the text is refused, if nothing was found before.
  mutating func refuse(_ message: String, at offset: Int) {
    guard refusal == nil else { return }
    refusal = JSONReadError(kind: .refused, message: message, offset: offset)
    isBuilding = false
    (values, names, starts) = ([], [], [])
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
