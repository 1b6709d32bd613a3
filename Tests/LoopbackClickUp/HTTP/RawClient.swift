#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A connection on which a test sends exactly the bytes that it wants to.
public final class RawClient {
  private let socket: Socket
  private var buffer: [UInt8] = []

  /// Connects to 127.0.0.1.
  public init(port: Int) throws(SocketError) {
    socket = try Socket.connected(toPort: port)
  }

  deinit { socket.end() }

  public func send(_ text: String) { socket.send(Array(text.utf8)) }

  /// Whether something arrives so soon, the end of the connection included.
  public func hears(withinMilliseconds limit: Int32) -> Bool {
    socket.isReadable(withinMilliseconds: limit)
  }

  /// Sends no more, which is how a server sees that a client has left.
  public func leave() { socket.finishSending() }

  /// The next whole answer; nil where the connection ended before it was whole.
  public func receive() -> Reply? {
    while true {
      if let (reply, length) = Self.reply(in: buffer) {
        buffer.removeFirst(length)
        return reply
      }
      guard let bytes = socket.receive() else { return nil }
      buffer += bytes
    }
  }

  /// What arrived of an answer that never became whole.
  public var rest: String { String(decoding: buffer, as: UTF8.self) }

  /// Names of headers in lower case.
  private static func reply(in bytes: [UInt8]) -> (Reply, Int)? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ": ", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1]) }
    }
    let head = text[..<end.upperBound].utf8.count
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard bytes.count >= head + length else { return nil }
    let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let body = Array(bytes[head..<(head + length)])
    return (Reply(status, headers: headers, body: body), head + length)
  }
}

/// A port of 127.0.0.1 on which a test hears what a client says first, whatever it speaks.
public final class ListeningSocket: Sendable {
  private let listener: Socket
  private let silent: Int32
  public let port: Int

  public init() throws {
    listener = try Socket.listening()
    port = try listener.port()
    // Nothing ever arrives at a socket that nobody knows.
    silent = try Socket.listening().descriptor
  }

  deinit {
    listener.end()
    Socket(descriptor: silent).end()
  }

  /// What the next client sends first; its connection ends then.
  public func hearOnce() -> [UInt8] {
    guard let socket = listener.accepted(unless: silent) else { return [] }
    defer { socket.end() }
    return socket.receive() ?? []
  }
}
