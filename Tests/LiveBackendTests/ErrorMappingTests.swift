import APICore
import JSON
import Testing

@testable import LiveBackend

struct ErrorMappingTests {
  private static let secret = "pk_1_SECRET"
  private let mapping: ErrorMapping
  private let now = Milliseconds(1_700_000_000_000)

  init() throws {
    mapping = ErrorMapping(token: try Token(Self.secret), address: try APIAddress())
  }

  private func error(
    _ status: Int, _ body: String, _ headers: [String: String] = [:],
    to intent: ErrorMapping.Intent = .write
  ) throws -> APIError {
    try #require(throws: APIError.self) {
      try mapping.value(
        of: HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)), to: intent,
        now: now)
    }
  }

  @Test(arguments: [
    ("ACCESS_081", "not permitted"), ("OAUTH_999", "taskledger doctor"), ("", "taskledger doctor"),
  ])
  func a401SaysWhichOfItsMeaningsItHas(code: String, words: String) throws {
    let body: JSONValue = code.isEmpty ? ["err": "no"] : ["err": "no", "ECODE": .string(code)]
    let error = try error(401, body.canonicalString)
    #expect(error.message.contains(words))
    #expect(error.message.hasSuffix("(no)"))
    #expect(error.delivery == (code.isEmpty ? .unknown : .refused))
    #expect(error.code == (code.isEmpty ? nil : code))
  }

  @Test func otherRefusalsKeepTheServicesWords() throws {
    let error = try error(
      400, #"{"err":"validateListIDEx List ID invalid","ECODE":"INPUT_003"}"#, to: .read)
    #expect(
      error
        == APIError(
          status: 400, code: "INPUT_003", message: "validateListIDEx List ID invalid",
          delivery: .refused))
    #expect(try self.error(404, #"{"error":"gone","ECODE":"OAUTH_117"}"#).message == "gone")
  }

  /// Version 3 refuses in a form of its own, and in all of it.
  @Test(arguments: [
    (
      #"{"status":404,"message":"List gone","trace_id":7,"timestamp":1}"#, APIError.Delivery.refused
    ),
    (#"{"status":404,"message":"List gone","trace_id":null,"timestamp":1}"#, .refused),
    (#"{"status":400,"message":"List gone","trace_id":7,"timestamp":1}"#, .unknown),
    (#"{"status":404,"message":"","trace_id":7,"timestamp":1}"#, .unknown),
    (#"{"status":404,"message":"List gone","timestamp":1}"#, .unknown),
    (#"{"status":404,"message":"List gone","trace_id":7}"#, .unknown),
    (#"{"message":"List gone"}"#, .unknown),
  ])
  func version3ProvesItsRefusals(body: String, delivery: APIError.Delivery) throws {
    let error = try error(404, body)
    #expect(error.delivery == delivery)
    #expect(error.message.hasPrefix("List gone") == (delivery == .refused))
    #expect(error.code == nil)
  }

  /// What is known of a write's effect, by what came back.
  @Test(arguments: [
    (400, APIError.Delivery.refused), (401, .refused), (403, .refused), (404, .refused),
    (409, .refused), (413, .refused), (429, .refused), (408, .unknown), (425, .unknown),
    (499, .unknown), (500, .unknown),
    (502, .unknown), (503, .unknown), (504, .unknown), (301, .unknown), (303, .unknown),
    (307, .unknown), (199, .unknown),
  ])
  func onlyA4xxInTheServicesOwnFormProvesThatAWriteDidNothing(
    status: Int, delivery: APIError.Delivery
  ) throws {
    for (body, isOwn) in [
      ("", false), ("<html>x</html>", false), (#"{"err":"x"}"#, false),
      (#"{"error":"x","code":"A_1"}"#, false), (#"{"err":"x","ECODE":"conflict"}"#, false),
      (#"{"err":"","ECODE":"A_1"}"#, false), (#"{"ECODE":"A_1"}"#, false),
      (#"{"err":"x","ECODE":"A_1"}"#, true), (#"{"error":"x","ECODE":"OAUTH_117"}"#, true),
    ] {
      let error = try error(status, body)
      #expect(error.delivery == (isOwn ? delivery : .unknown), "\(body)")
      #expect(error.status == status)
      #expect(!error.message.isEmpty)
      #expect(try self.error(status, body, to: .read).delivery == .refused)
    }
  }

  @Test func successWithAnErrorInItIsAnError() throws {
    let refused = try error(200, #"{"err":"no","ECODE":"CHECK_1"}"#)
    #expect(refused.delivery == .refused)
    #expect(refused.code == "CHECK_1")
    #expect(try error(200, #"{"err":"no"}"#).delivery == .unknown)
    #expect(try error(200, #"{"err":{"a":1}}"#).message == #"{"a":1}"#)
    #expect(try error(200, #"{"err":"no"}"#, to: .read).delivery == .refused)
  }

  @Test(arguments: ["", " \r\n", "<html>", "{", "{\"a\":1", "\u{FEFF}{}", "nul"])
  func aSuccessThatCannotBeReadMayHaveHappened(body: String) throws {
    #expect(try error(200, body).delivery == .unknown)
    #expect(try error(200, body, to: .read).delivery == .refused)
  }

  @Test func anAddressWithoutTheAPIsRootIsNamedAsThat() throws {
    let short = ErrorMapping(
      token: try Token(Self.secret), address: try APIAddress("https://proxy.example"))
    for (status, body) in [
      (404, "<html>x</html>"), (200, "<html>x</html>"),
      (404, #"{"err":"Route not found","ECODE":"APP_001"}"#),
    ] {
      func message(_ mapping: ErrorMapping) throws -> String {
        try #require(throws: APIError.self) {
          try mapping.value(
            of: HTTPAnswer(status: status, body: Array(body.utf8)), to: .read, now: now)
        }.message
      }
      #expect(try message(short).contains("`--clickup-url https://proxy.example/api/v2`"))
      #expect(try !message(mapping).contains("--clickup-url"))
    }
  }

  /// One odd value must not hide the page that it stands on.
  @Test func whatCannotBeHeldIsPutAsNearAsCanBe() throws {
    let body = #"{"tasks":[{"id":"a","name":"x\ud800"},{"id":12345678901234567890,"n":1e999}]}"#
    let answer = HTTPAnswer(status: 200, body: Array(body.utf8))
    let value = try mapping.value(of: answer, to: .read, now: now)
    #expect(value["tasks"]?[0]?["name"] == "x\u{FFFD}")
    #expect(value["tasks"]?[1]?["id"]?.wireText == "12345678901234567890")
    #expect(value["tasks"]?[1]?["n"] == "1e999")
  }

  @Test func noContentIsNull() throws {
    let answer = HTTPAnswer(status: 204)
    #expect(try mapping.value(of: answer, to: .write, now: now) == .null)
  }

  /// Names of things may be anything, also `error`.
  @Test(arguments: [#"{"error":"x"}"#, #"{"err":null}"#, #"{"err":""}"#, "[1]", "null"])
  func whatIsNotARefusalIsAValue(body: String) throws {
    let answer = HTTPAnswer(status: 200, body: Array(body.utf8))
    let value = try JSONValue.parse(body)
    #expect(try mapping.value(of: answer, to: .read, now: now) == value)
  }

  @Test func a429SaysHowLongToWaitByTheServicesOwnClock() throws {
    let error = try error(
      429, #"{"err":"Rate limit reached","ECODE":"APP_002"}"#,
      ["date": "Fri, 09 Jan 2026 10:20:30 GMT", "x-ratelimit-reset": "1767954047"])
    #expect(error.retryAfter == 17_000)
    #expect(error.message == "the rate limit of this token is used up; try again in 17 s")
    #expect(try self.error(429, "").retryAfter == 60_000)
    #expect(try self.error(429, "", ["retry-after": "7"]).retryAfter == 7_000)
  }

  @Test func aRedirectNamesWhereToAndNoMore() throws {
    let error = try error(
      302, "", ["location": "https://user:pass@evil.example:8443/a?token=x"], to: .read)
    #expect(error.message.contains("redirects to evil.example:8443, which is not followed"))
    #expect(!error.message.contains("pass"))
  }

  @Test func theServicesTextIsBoundedAndHoldsNeitherTokenNorControlCharacters()
    throws
  {
    let text = "a\u{1B}[31m \(Self.secret) " + String(repeating: "x", count: 9_000)
    let body: JSONValue = [
      "err": .string(text), "ECODE": .string(String(repeating: "E", count: 99)),
    ]
    let error = try error(400, body.canonicalString)
    #expect(error.message.hasPrefix("a [31m [token] xxx"))
    #expect(error.message.unicodeScalars.count == 500)
    #expect(error.code == nil)
    let failure = mapping.error(HTTPFailure(.broken, "cut \(Self.secret)"), to: .read)
    #expect(!failure.message.contains(Self.secret))
  }

  @Test(arguments: [
    (HTTPFailure.Kind.notConnected, APIError.Delivery.notSent), (.timedOut, .unknown),
    (.broken, .unknown), (.tooLarge, .unknown), (.cancelled, .unknown), (.notEquipped, .notSent),
  ])
  func aFailureSaysWhetherAWriteMayHaveHappened(
    kind: HTTPFailure.Kind, delivery: APIError.Delivery
  ) {
    let failure = HTTPFailure(kind, "x")
    #expect(mapping.error(failure, to: .write).delivery == delivery)
    #expect(mapping.error(failure, to: .read).delivery == .notSent)
  }

  @Test(arguments: [
    ("SSL certificate problem: self-signed certificate", "did not prove who it is"),
    ("SSL: no alternative certificate subject name matches", "did not prove who it is"),
    ("Could not resolve host: x", "cannot be reached"),
  ])
  func whatCouldNotBeReachedIsToldFromWhatCouldNotBeTrusted(
    words: String, expected: String
  ) {
    let error = mapping.error(HTTPFailure(.notConnected, words), to: .write)
    #expect(error.message.contains(expected))
    #expect(error.message.contains(words))
  }
}
