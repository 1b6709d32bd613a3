import APICore

/// One answer as it arrives, bounded in every part.
///
/// libcurl hands over lines of a head and pieces of a body; what it lets pass is looked at here: it
/// calls an answer whole that ends inside its head, and takes the last of several lengths.
struct AnswerReader: Sendable {
  /// Enough for any service and little for this machine: servers and clients commonly stop at 8 to
  /// 16 KiB and a hundred lines. Informational answers (1xx) and trailers count along, so that a
  /// server that sends nothing else comes to an end.
  static let largestHead = 65_536
  static let mostLines = 256

  private let largestAnswer: Int
  private var headBytes = 0
  private var lineCount = 0
  private var status: Int?
  private var headers: [String: String] = [:]
  private var isHeadWhole = false
  private var body: [UInt8] = []
  /// Why reading was ended.
  private(set) var refusal: HTTPFailure?

  /// - Parameter largestAnswer: bytes of the body, after decompression.
  init(largestAnswer: Int) { self.largestAnswer = largestAnswer }

  // MARK: - Reading

  /// A line of a head, or of what follows a body, with its line end.
  ///
  /// - Returns: false where nothing more is to be read.
  mutating func read(line bytes: some Collection<UInt8>) -> Bool {
    headBytes += bytes.count
    lineCount += 1
    guard headBytes <= Self.largestHead, lineCount <= Self.mostLines else {
      return refuse(
        .tooLarge,
        "more than \(Self.mostLines) lines or \(Self.largestHead) bytes before its body")
    }
    // Nothing that follows a body belongs to the head (RFC 9110, section 6.5.1).
    guard !isHeadWhole else { return true }
    let line = String(decoding: bytes, as: UTF8.self).trimming { $0.isWhitespace }
    if line.isEmpty { return endHead() }
    if line.hasPrefix("HTTP/") { return begin(line) }
    guard let colon = line.firstIndex(of: ":") else { return true }
    let name = line[..<colon].trimming { $0.isWhitespace }.lowercased()
    let value = String(line[line.index(after: colon)...].trimming { $0.isWhitespace })
    return keep(name, value)
  }

  /// - Returns: false where nothing more is to be read.
  mutating func read(body piece: some Collection<UInt8>) -> Bool {
    guard body.count + piece.count <= largestAnswer else {
      return refuse(.tooLarge, "more than \(largestAnswer) bytes")
    }
    body += piece
    return true
  }

  private mutating func begin(_ line: some StringProtocol) -> Bool {
    let number = line.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
    guard let number, (100...999).contains(number) else {
      return refuse(.broken, "what came back is not HTTP")
    }
    status = number
    headers = [:]
    return true
  }

  private mutating func endHead() -> Bool {
    guard let status else { return refuse(.broken, "what came back is not HTTP") }
    // After 1xx the answer itself follows (RFC 9110, section 15.2); 101 changes what is spoken,
    // which nobody asked for, and so nothing that is understood follows.
    isHeadWhole = !(100...199).contains(status) || status == 101
    return true
  }

  private mutating func keep(_ name: String, _ value: String) -> Bool {
    // Libcurl reads to the end of the connection where a length is more than it can count to.
    if name == "content-length", Int64(value) == nil || value.first?.isNumber != true {
      return refuse(.broken, "what came back has a length that is none")
    }
    guard let earlier = headers[name] else {
      headers[name] = value
      return true
    }
    // Which of two lengths holds is anybody's guess (RFC 9112, section 6.3).
    guard name == "content-length" else {
      headers[name] = "\(earlier), \(value)"
      return true
    }
    return earlier == value || refuse(.broken, "what came back has two lengths")
  }

  private mutating func refuse(_ kind: HTTPFailure.Kind, _ message: String) -> Bool {
    if refusal == nil { refusal = HTTPFailure(kind, message) }
    return false
  }

  // MARK: - The whole

  /// - Throws: where what came is not a whole answer, though the exchange ended well.
  func answer() throws(HTTPFailure) -> HTTPAnswer {
    if let refusal { throw refusal }
    guard let status, isHeadWhole else {
      throw HTTPFailure(.broken, "the connection was closed before the answer's head was whole")
    }
    return HTTPAnswer(status: status, headers: headers, body: body)
  }
}

extension StringProtocol {
  fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> SubSequence {
    var rest = drop(while: isTrimmed)
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}
