import APICore
import JSON
import TestSupport
import Testing

@testable import LiveBackend

@Suite("A file is sent as it was recorded, and read without the token")
struct AttachmentSendingTests {
  private func encode(_ request: WriteRequest) throws -> HTTPRequest {
    try RequestEncoding(
      address: try APIAddress(), token: try Token("pk_1_A"), userAgent: "taskledger/1"
    ).encode(request)
  }

  @Test func theFormIsTheRecordedOne() throws {
    let request = try encode(.attaching("Test content", called: "test.txt", to: "86a"))
    #expect(request.url == "https://api.clickup.com/api/v2/task/86a/attachment")
    let boundary = SentFile(Array("Test content".utf8), called: "").sha256.prefix(32)
    #expect(request.headers["Content-Type"] == "multipart/form-data; boundary=\(boundary)")
    #expect(
      String(decoding: try #require(request.body), as: UTF8.self)
        == "--\(boundary)\r\nContent-Disposition: form-data; name=\"attachment\"; "
        + "filename=\"test.txt\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        + "Test content\r\n--\(boundary)--\r\n")
  }

  @Test func theBoundaryIsInNoFile() throws {
    let file = SentFile(name: "a", size: 40, sha256: String(repeating: "ab", count: 32))
    let start = file.sha256.prefix(32)
    #expect(Multipart(file, Array("--\(start)".utf8)).boundary == "\(start)-1")
    #expect(Multipart(file, Array("--\(start)-1".utf8)).boundary == "\(start)-2")
    #expect(Multipart(file, Array("-\(start)".utf8)).boundary == start)
  }

  @Test func withoutWhatIsInItNothingIsSent() throws {
    var request = WriteRequest.attaching("Test content", called: "test.txt", to: "86a")
    request.contents = nil
    let error = #expect(throws: APIError.self) { try encode(request) }
    #expect(error?.delivery == .notSent)
  }

  // MARK: Reading

  private static let attachment: JSONValue = [
    "id": "u.txt", "size": 5,
    "url": "https://t90.p.clickup-attachments.com/t90/u/test.txt",
  ]

  @Test func theTokenStaysHere() throws {
    let bench = try ClientBench(
      ScriptedExchange(.answer(HTTPAnswer(status: 200, body: Array("Hello".utf8)))))
    #expect(
      try bench.backend.contents(of: Self.attachment, atMost: 5) == Array("Hello".utf8))
    let sent = try #require(bench.exchange.sent.first?.request)
    #expect(sent.url == Self.attachment["url"]?.string && sent.method == .get)
    #expect(!sent.headers.values.contains { $0.contains("pk_") })
  }

  @Test(arguments: [
    "http://t90.p.clickup-attachments.com/a", "https://clickup-attachments.com.evil.test/a",
    "https://evil.test/a", "https://evilclickup-attachments.com/a", "ftp://127.0.0.1/a",
    "https://user:x@t90.p.clickup-attachments.com/a", "http://127.0.0.1/a",
    "https://t90.p.clickup-attachments.com:8443/a", "https://169.254.169.254/a", "file:///etc/x",
    "", "/a",
  ])
  func noOtherAddressIsAsked(address: String) throws {
    let bench = try ClientBench(ScriptedExchange(.answer(HTTPAnswer(status: 200))))
    #expect(throws: APIError.self) {
      try bench.backend.contents(of: ["url": .string(address)], atMost: 5)
    }
    #expect(bench.exchange.sent.isEmpty)
  }

  @Test func fromThisMachineWhereTheAPIIsHereToo() throws {
    let here = try APIAddress("http://127.0.0.1:8080/api/v2")
    #expect(AttachmentHosts.holds("http://127.0.0.1:8080/t9/u/a", beside: here))
    #expect(!AttachmentHosts.holds("http://10.0.0.1/t9/u/a", beside: here))
  }

  @Test func whatIsTooLongOrElsewhereIsSaid() throws {
    let long = try ClientBench(
      ScriptedExchange(.answer(HTTPAnswer(status: 200, body: Array("Hello".utf8)))))
    #expect(throws: APIError.self) {
      try long.backend.contents(of: Self.attachment, atMost: 4)
    }
    #expect(long.exchange.sent.isEmpty)
    var unsized = Self.attachment
    unsized["size"] = nil
    #expect(throws: APIError.self) { try long.backend.contents(of: unsized, atMost: 4) }
    let moved = try ClientBench(
      ScriptedExchange(.answer(HTTPAnswer(status: 302, headers: ["location": "https://x.test"]))))
    let error = #expect(throws: APIError.self) {
      try moved.backend.contents(of: Self.attachment, atMost: 5)
    }
    #expect(error?.status == 302 && moved.exchange.sent.count == 1)
  }
}
