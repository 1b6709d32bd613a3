/// Reads requests from one connection (RFC 9112), bounded in every part.
struct RequestReader {
  /// Why no further request comes.
  enum Ending: Error {
    /// The client closed the connection, in the midst of a request or after one.
    case closed
    /// Not HTTP/1.1 as it is spoken here; says what was wrong.
    case malformed(String)
    case tooLarge
  }

  /// Several times what a request of taskledger carries: a query of a hundred IDs.
  static let headLimitBytes = 65_536
  /// The service takes no more than this in one request either, attachments aside.
  static let bodyLimitBytes = 8 * 1_048_576

  private let socket: Socket
  private let connection: Int
  private var buffer: [UInt8] = []
  private var ordinal = 0

  init(_ socket: Socket, connection: Int) {
    self.socket = socket
    self.connection = connection
  }

  mutating func next() throws(Ending) -> ReceivedRequest {
    let head = try readHead()
    var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    let words = (lines.popFirst() ?? "").split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" else {
      throw .malformed("no request line: \(words.joined(separator: " "))")
    }
    var headers: [(name: String, value: String)] = []
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
        throw .malformed("no header: \(line)")
      }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append((String(line[..<colon]), String(value)))
    }
    let body = try readBody(headers)
    ordinal += 1
    return ReceivedRequest(
      method: String(words[0]), target: String(words[1]), headers: headers, body: body,
      connection: connection, ordinal: ordinal)
  }

  /// Everything up to the empty line.
  private mutating func readHead() throws(Ending) -> String {
    var searched = 0
    while true {
      if let end = Self.endOfHead(buffer, from: searched) {
        let head = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 4)
        return head
      }
      searched = max(0, buffer.count - 3)
      guard buffer.count <= Self.headLimitBytes else { throw .tooLarge }
      try fill()
    }
  }

  private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= start + 4 else { return nil }
    return (start...(bytes.count - 4)).first {
      bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10])
    }
  }

  private mutating func readBody(
    _ headers: [(name: String, value: String)]
  ) throws(Ending) -> [UInt8] {
    func value(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name }?.value
    }
    let isChunked = value("transfer-encoding")?.lowercased() == "chunked"
    let length = value("content-length")
    guard !(isChunked && length != nil) else { throw .malformed("a length and chunks") }
    guard isChunked || length != nil else { return [] }
    if value("expect")?.lowercased() == "100-continue" {
      socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }
    guard let length else { return try readChunks() }
    guard let count = Int(length), count >= 0 else { throw .malformed("the length \(length)") }
    guard count <= Self.bodyLimitBytes else { throw .tooLarge }
    return try take(count)
  }

  private mutating func readChunks() throws(Ending) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try takeLine()
      let digits = line.prefix { $0 != ";" }
      guard let count = Int(digits, radix: 16), count >= 0 else {
        throw .malformed("the chunk size \(line)")
      }
      guard body.count + count <= Self.bodyLimitBytes else { throw .tooLarge }
      guard count > 0 else { break }
      body += try take(count)
      guard try takeLine().isEmpty else { throw .malformed("a chunk longer than its size") }
    }
    while try !takeLine().isEmpty {}  // trailers
    return body
  }

  private mutating func takeLine() throws(Ending) -> String {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        guard end > 0, buffer[end - 1] == 13 else { throw .malformed("a line without CR") }
        let line = String(decoding: buffer[..<(end - 1)], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      guard buffer.count <= Self.headLimitBytes else { throw .tooLarge }
      try fill()
    }
  }

  private mutating func take(_ count: Int) throws(Ending) -> [UInt8] {
    while buffer.count < count { try fill() }
    defer { buffer.removeFirst(count) }
    return Array(buffer[..<count])
  }

  private mutating func fill() throws(Ending) {
    guard let bytes = socket.receive() else { throw .closed }
    buffer += bytes
  }
}
