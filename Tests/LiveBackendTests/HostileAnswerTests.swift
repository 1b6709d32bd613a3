import APICore
import LoopbackClickUp
import Testing

@testable import LiveBackend

/// Answers that no service should give. None ends the process, hangs, or is taken for another.
struct HostileAnswerTests {
  private let exchange = CurlExchange(largestAnswer: 100_000)

  /// What becomes of a read and of a write that are answered so; each is sent once.
  private func failures(
    of reaction: Reaction, within deadline: Milliseconds = 20_000
  ) throws -> [HTTPFailure] {
    let recorder = try RecordingServer { _ in reaction }
    let failures = try [HTTPMethod.get, .post].map { method in
      try #require(throws: HTTPFailure.self) {
        try exchange.send(
          HTTPRequest(method, recorder.server.origin + "/a"), onFreshConnection: method != .get,
          within: deadline)
      }
    }
    #expect(recorder.all.count == 2)
    return failures
  }

  private typealias Endless = (first: String, then: String)

  private static let head = "HTTP/1.1 200 OK\r\n"

  private static let brokenAnswers: [String] = [
    // Cut inside the head, at each of its parts.
    "H", "HTTP/1.1 20", "HTTP/1.1 200 OK", head, head + "Content-Le",
    head + "Content-Length: 2\r\n",
    head + "Content-Type: application/json\r\nContent-Length: 0\r\n",
    // Not HTTP, or not what is spoken here.
    "{}", "<html></html>", "NOT HTTP\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 \r\n\r\n{}",
    "\r\n\r\n{}", "\0\0\0\0", "SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/1.1 99999 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 -1 OK\r\n\r\n",
    // Lengths that are none.
    head + "Content-Length: 9223372036854775807\r\n\r\n{}",
    head + "Content-Length: 9223372036854775808\r\n\r\n{}",
    head + "Content-Length: 99999999999999999999999\r\n\r\n{}",
    head + "Content-Length: 18446744073709551615\r\n\r\n{}",
    head + "Content-Length: -1\r\n\r\n{}", head + "Content-Length: -9223372036854775808\r\n\r\n{}",
    head + "Content-Length: two\r\n\r\n{}", head + "Content-Length: 3\r\n\r\n{}",
    head + "Content-Length: 2\r\nContent-Length: 1\r\n\r\n{}",
    head + "Content-Length: 1\r\ncontent-length: 2\r\n\r\n{}",
    // Pieces that are none.
    head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
    head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n{}",
    head + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}", head + "Transfer-Encoding: chunked\r\n\r\n",
    head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
    // Packed, as it says.
    head + "Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\n{\"a\":12}",
    // Nothing after what only announces an answer.
    "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n",
  ]

  @Test(arguments: brokenAnswers)
  func whatIsNotAWholeAnswerIsBroken(bytes: String) throws {
    for failure in try failures(of: .bytes(Array(bytes.utf8))) {
      #expect(failure.kind == .broken, "\(failure.message)")
    }
  }

  private static let endless: [Endless] = [
    // A head without end: many lines, one long line, many answers that only announce one.
    (first: head, then: "X-A: b\r\n"), (first: head + "X-A: ", then: "bbbbbbbbbbbbbbbbbbbbbbbbb"),
    (first: "", then: "HTTP/1.1 100 Continue\r\n\r\n"),
    (first: "", then: "HTTP/1.1 102 Processing\r\nX-A: b\r\n\r\n"),
    (first: head, then: " fold\r\n"),
    // A body without end, and what follows a body.
    (first: head + "\r\n", then: "[[[[[[[[[[[[[[[[[[["),
    (first: head + "Content-Length: 9223372036854775807\r\n\r\n", then: "[[[[[[[[[[[[[[[[[[["),
    (first: head + "Transfer-Encoding: chunked\r\n\r\n", then: "8\r\n        \r\n"),
    (first: head + "Transfer-Encoding: chunked\r\n\r\n0\r\n", then: "X-A: b\r\n"),
  ]

  @Test(arguments: endless)
  func whatHasNoEndIsEnded(first: String, then: String) throws {
    let reaction = Reaction.endless(
      first: Array(first.utf8), then: Array(then.utf8), milliseconds: 0)
    for failure in try failures(of: reaction) {
      // A single line is bounded by libcurl itself, as broken.
      #expect([.tooLarge, .broken].contains(failure.kind), "\(failure.message)")
    }
  }

  private static let dripping: [Endless] = [
    (first: "", then: "H"), (first: head, then: "X"), (first: head + "X-A: ", then: "b"),
    (first: head + "Content-Length: 9000\r\n\r\n", then: " "), (first: head + "\r\n", then: " "),
    (first: head + "Transfer-Encoding: chunked\r\n\r\n", then: "1\r\n \r\n"),
  ]

  @Test(arguments: dripping)
  func whatComesDropByDropHasNoLongerThanTheDeadline(
    first: String, then: String
  ) throws {
    let clock = UptimeClock()
    let start = clock.now()
    let reaction = Reaction.endless(
      first: Array(first.utf8), then: Array(then.utf8), milliseconds: 20)
    for failure in try failures(of: reaction, within: 200) {
      #expect([.timedOut, .broken].contains(failure.kind), "\(failure.message)")
    }
    #expect(clock.now() - start < 10_000)
  }

  @Test func anAnswerThatWasAnnouncedIsTheOneThatCounts() throws {
    let recorder = try RecordingServer { _ in
      .bytes(
        Array(
          ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Early: a\r\n\r\n"
            + "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nX-A: b\r\nX-A: c\r\n\r\n"
            + "2\r\n{}\r\n0\r\nX-Late: d\r\nX-A: e\r\n\r\n").utf8))
    }
    let answer = try exchange.send(
      HTTPRequest(.post, recorder.server.origin + "/a"), onFreshConnection: true, within: 20_000)
    #expect(answer.status == 201)
    #expect(answer.body == Array("{}".utf8))
    #expect(answer.headers == ["transfer-encoding": "chunked", "x-a": "b, c"])
  }

  /// As old servers and some proxies answer.
  @Test func anAnswerWithoutALengthEndsWithItsConnection() throws {
    let recorder = try RecordingServer { _ in .bytes(Array("HTTP/1.0 200 OK\r\n\r\n{}".utf8)) }
    for _ in 0..<3 {
      let answer = try exchange.send(
        HTTPRequest(.get, recorder.server.origin + "/a"), onFreshConnection: false, within: 20_000)
      #expect(answer == HTTPAnswer(status: 200, body: Array("{}".utf8)))
    }
    #expect(recorder.server.connectionCount == 3)
  }

  @Test func bytesThatAreNotATextAreKeptOutOfTheWay() throws {
    let recorder = try RecordingServer { _ in
      .bytes(
        Array("HTTP/1.1 200 OK\r\nX-A: ".utf8) + [0xFF, 0xFE]
          + Array("\r\n: b\r\nX B : c\r\nContent-Length: 2\r\n\r\n".utf8) + [0xFF, 0xC0])
    }
    let outcome: HTTPFailure.Kind?
    do throws(HTTPFailure) {
      let answer = try exchange.send(
        HTTPRequest(.get, recorder.server.origin + "/a"), onFreshConnection: false, within: 20_000)
      outcome = nil
      #expect(answer.body == [0xFF, 0xC0])
      #expect(answer.headers["x-a"] == "\u{FFFD}\u{FFFD}")
    } catch {
      // A libcurl that refuses such a head is right, too.
      outcome = error.kind
    }
    #expect([nil, .broken].contains(outcome))
  }
}
