import JSON

/// Why a file cannot be imported: where, and what is wrong there.
public struct ImportTextError: Error, Sendable, Equatable, CustomStringConvertible {
  public let file: String
  /// From 1; nil where the whole text is meant.
  public let line: Int?
  public let message: String

  public init(file: String, line: Int?, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  public var description: String {
    let place = line.map { "\(file), line \($0)" } ?? file
    return "\(place): \(message); nothing of this file was imported"
  }
}

/// A text that holds answers of the API: one JSON value, or one on each line.
///
/// Read piece by piece, so that memory holds one value and never the whole file.
public struct ImportText {
  /// The longest value that is read, in bytes. A page of 100 tasks has less than one MiB, and what
  /// is read takes some ten times its length.
  public static let valueLimit = 128 << 20

  private let file: String
  private var lines: LineReading

  /// - Parameter next: a piece of the text, nil at its end.
  public init(
    file: String, limit: Int = valueLimit,
    next: @escaping () throws(ImportTextError) -> [UInt8]?
  ) {
    self.file = file
    lines = LineReading(file: file, limit: limit, next: next)
  }

  /// The values of `bytes`.
  public static func values(_ bytes: [UInt8], file: String) throws(ImportTextError) -> [JSONValue] {
    var pieces = [bytes]
    var text = ImportText(file: file) { () throws(ImportTextError) in pieces.popLast() }
    var values: [JSONValue] = []
    try text.read { (value) throws(ImportTextError) in values.append(value) }
    return values
  }

  /// Gives each value of the text to `take`, in its order.
  public mutating func read(
    _ take: (JSONValue) throws(ImportTextError) -> Void
  ) throws(ImportTextError) {
    guard let first = try lines.next() else {
      throw ImportTextError(file: file, line: nil, message: "the file is empty")
    }
    // A first line that is not a value alone says that the file is one long value, not lines.
    guard case .success(let value) = Self.parse(first.bytes) else {
      return try take(whole(beginning: first))
    }
    try take(value)
    while let line = try lines.next() {
      switch Self.parse(line.bytes) {
      case .success(let value): try take(value)
      case .failure(let error):
        throw ImportTextError(file: file, line: line.number, message: Self.text(of: error))
      }
    }
  }

  private mutating func whole(beginning first: LineReading.Line) throws(ImportTextError)
    -> JSONValue
  {
    let rest = try lines.rest(after: first)
    switch Self.parse(rest.bytes) {
    case .success(let value): return value
    case .failure(let error):
      let line = rest.bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") } + rest.number
      throw ImportTextError(
        file: file, line: rest.isOneLine ? nil : line, message: Self.text(of: error))
    }
  }

  private static func parse(_ bytes: [UInt8]) -> Result<JSONValue, JSONReadError> {
    // One odd value must not hide all the others, and nobody can ask for a recording again.
    do throws(JSONReadError) { return .success(try .parse(bytes, limits: .answers)) } catch {
      return .failure(error)
    }
  }

  private static func text(of error: JSONReadError) -> String {
    "no JSON that can be read: \(error.message)"
  }
}

/// The lines of a text that comes in pieces; blank ones are passed over.
struct LineReading {
  struct Line {
    let bytes: [UInt8]
    /// From 1.
    let number: Int
    var isOneLine = true
  }

  private let file: String
  private let limit: Int
  private let piece: () throws(ImportTextError) -> [UInt8]?
  private var buffer: [UInt8] = []
  /// Where the line that is read next begins.
  private var start = 0
  private var number = 1
  private var isAtEnd = false
  private var isAtBeginning = true

  init(
    file: String, limit: Int, next: @escaping () throws(ImportTextError) -> [UInt8]?
  ) {
    self.file = file
    self.limit = limit
    piece = next
  }

  /// The next line that holds something, without its end; nil at the end of the text.
  mutating func next() throws(ImportTextError) -> Line? {
    while true {
      var scanned = start
      var end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n"))
      while end == nil {
        scanned = buffer.count
        guard try fill(&scanned) else { break }
        end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n"))
      }
      guard end != nil || start < buffer.count else { return nil }
      let bytes = Array(buffer[start..<(end ?? buffer.count)])
      let line = Line(bytes: bytes, number: number)
      start = end.map { $0 + 1 } ?? buffer.count
      number += 1
      if !Self.isBlank(bytes) { return line }
    }
  }

  /// Everything from `first` on.
  mutating func rest(after first: Line) throws(ImportTextError) -> Line {
    var scanned = 0
    while try fill(&scanned) {}
    let rest = buffer[start...]
    return Line(
      bytes: first.bytes + [UInt8(ascii: "\n")] + rest, number: first.number,
      isOneLine: Self.isBlank(rest))
  }

  /// Reads on; false at the end of the text.
  ///
  /// - Parameter scanned: a place in the buffer, which moves with it.
  private mutating func fill(_ scanned: inout Int) throws(ImportTextError) -> Bool {
    guard !isAtEnd else { return false }
    buffer.removeFirst(start)
    scanned = max(0, scanned - start)
    start = 0
    guard buffer.count <= limit else {
      throw ImportTextError(
        file: file, line: number,
        message: "a value of more than \(limit >> 20) MiB; write one answer a line "
          + "(jq -c '.[]' does so)")
    }
    guard let more = try piece() else {
      isAtEnd = true
      return false
    }
    buffer += more
    // What other systems put before UTF-8: https://www.unicode.org/faq/utf_bom.html#bom4
    if isAtBeginning, buffer.count >= 3 {
      if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { buffer.removeFirst(3) }
      scanned = 0
      isAtBeginning = false
    }
    return true
  }

  private static func isBlank(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }
}
