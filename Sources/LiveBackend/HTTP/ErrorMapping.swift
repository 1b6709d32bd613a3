import APICore
import JSON

/// What an answer or a failure means: a value, or an error that says what is known of the effect
/// and what to do next.
///
/// Text from the service is data: it is bounded, freed of control characters and of the token, and
/// never decides anything but by its `ECODE`.
struct ErrorMapping: Sendable {
  enum Intent: Sendable {
    case read, write
  }

  let token: Token
  let address: APIAddress

  /// The JSON of an answer that says that all went well.
  ///
  /// "No content", as the answer to a deleted task is (204, recorded), is null.
  func value(
    of answer: HTTPAnswer, to intent: Intent, now: Milliseconds
  ) throws(APIError) -> JSONValue {
    guard (200...299).contains(answer.status) else { throw error(answer, to: intent, now: now) }
    if answer.status == 204 { return .null }
    let value: JSONValue
    do { value = try JSONValue.parse(answer.body, limits: .answers) } catch {
      throw unreadable(answer, to: intent, "is not JSON that can be read: \(error.message)")
    }
    // Some refusals come with the status of a success.
    guard let mark = value["err"], !mark.isNull, mark != "",
      let refusal = RefusalBody(value, status: answer.status)
    else {
      return value
    }
    throw APIError(
      status: answer.status, code: refusal.code,
      message: message(refusal, status: answer.status),
      delivery: intent == .write && !refusal.isOwn ? .unknown : .refused)
  }

  private func unreadable(_ answer: HTTPAnswer, to intent: Intent, _ problem: String) -> APIError {
    let body = answer.isHTML ? "is a web page instead of JSON" : problem
    return APIError(
      status: answer.status, code: nil,
      message: "the answer of \(address.host) \(body); if it happens again, check that "
        + "\(address.text) is the API's address and that no proxy answers in its place"
        + address.misplacement,
      delivery: intent == .write ? .unknown : .refused)
  }

  // MARK: - Refusals

  /// `{"err": "…", "ECODE": "…"}`, or `{"error": "…", "ECODE": "…"}` on template routes; of version
  /// 3 `{"status", "message", "trace_id", "timestamp"}`, which has no code.
  private struct RefusalBody {
    let text: String
    let code: String?
    /// Whether it has the form of ClickUp's own refusals: words, and a code such as `INPUT_003`, or
    /// all four members of version 3.
    /// Only that proves that a write was refused; what stands between may answer for a service that
    /// has carried it out.
    let isOwn: Bool

    /// - Parameter status: of the answer, which version 3 says once more.
    init?(_ value: JSONValue, status: Int) {
      if let words = value["message"]?.string, !words.isEmpty, value["err"] == nil,
        value["status"]?.integer == Int64(status), value["trace_id"] != nil,
        value["timestamp"]?.integer != nil
      {
        (text, code, isOwn) = (words, nil, true)
        return
      }
      let code = (value["ECODE"] ?? value["code"])?.string
      guard let words = value["err"] ?? value["error"] ?? code.map(JSONValue.string) else {
        return nil
      }
      let said = words.string ?? words.canonicalString
      text = said.isEmpty ? "no error text came back" : said
      // A code decides what is done, so it must look like one.
      self.code = code.flatMap { $0.utf8.count <= 40 && $0.allSatisfy(\.isCodeSign) ? $0 : nil }
      isOwn =
        (value["err"] ?? value["error"])?.string?.isEmpty == false
        && value["ECODE"]?.string?.wholeMatch(of: /[A-Z][A-Z0-9]{0,30}_[0-9]{1,6}/) != nil
    }
  }

  private func error(
    _ answer: HTTPAnswer, to intent: Intent, now: Milliseconds
  ) -> APIError {
    let status = answer.status
    if (300...399).contains(status) { return redirected(answer, to: intent) }
    var refusal: RefusalBody?
    // What is not JSON has no text to show: proxies and gateways answer with web pages.
    do {
      refusal = RefusalBody(try JSONValue.parse(answer.body, limits: .answers), status: status)
    } catch {
      refusal = nil
    }
    let isProof =
      (400...499).contains(status) && !Self.unfinished.contains(status) && refusal?.isOwn == true
    let delivery: APIError.Delivery = isProof || intent == .read ? .refused : .unknown
    let text =
      refusal.map { message($0, status: status) }
      ?? "\(Self.meaning(of: status)) (\(answer.isHTML ? "a web page" : "no error text") came back)"
    let headers = RateHeaders(answer, now: now)
    if status == 429 {
      let seconds = headers.pause.secondsToWait
      return APIError(
        status: status, code: refusal?.code,
        message: "the rate limit of this token is used up; try again in \(seconds) s",
        delivery: delivery, retryAfter: headers.pause)
    }
    // Who serves no such route serves another API, or this one at another address.
    let isElsewhere = status == 404 && (refusal?.isOwn != true || refusal?.code == "APP_001")
    return APIError(
      status: status, code: refusal?.code,
      message: isElsewhere ? text + address.misplacement : text,
      delivery: delivery, retryAfter: headers.retryAfter)
  }

  /// Nobody follows a redirect: it would carry the token elsewhere, or a write without its body.
  private func redirected(_ answer: HTTPAnswer, to intent: Intent) -> APIError {
    let target = answer.headers["location"].flatMap { Self.host(of: $0) } ?? address.host
    return APIError(
      status: answer.status, code: nil,
      message: "\(address.host) redirects to \(clean(target)), which is not followed; check that "
        + "\(address.text) is the API's address",
      delivery: intent == .read ? .refused : .unknown)
  }

  private static func host(of location: String) -> String? {
    guard let start = location.range(of: "://")?.upperBound else { return nil }
    let authority = location[start...].prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@").last.map(String.init)
    return host.flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: - Messages

  /// The service's own words; for the codes whose remedy lies outside the call, that first.
  private func message(_ refusal: RefusalBody, status: Int) -> String {
    let words = clean(refusal.text)
    let code = refusal.code ?? ""
    if code.hasPrefix("ACCESS_") {
      return "the token's user is not permitted to do this: ask an owner or admin of the Workspace "
        + "for access; a new token of the same user changes nothing (\(words))"
    }
    guard status == 401, !APIError.codesOfUnknownIDs.contains(code) else { return words }
    return "ClickUp refuses this token here: run `taskledger doctor` to see whether the token, the "
      + "Workspace or a permission is the reason (\(words))"
  }

  /// A 401 with one of `codesOfUnknownIDs`, once it was found out whose fault it is.
  func settled(_ error: APIError, token state: APIError.TokenState) -> APIError {
    let meaning =
      switch state {
      case .good:
        "ClickUp says so of an ID that does not exist or belongs to a Workspace that this token "
          + "does not reach; the token itself is good"
      case .bad: "ClickUp does not know this token: it is wrong or was revoked; \(Token.wayOut)"
      case .unclear:
        "ClickUp says so of an ID that it does not know, and of a token that it does not know; "
          + "which it is could not be found out: check the ID, then run `taskledger doctor`"
      }
    return APIError(
      status: error.status, code: error.code, message: "\(meaning) (\(error.message))",
      delivery: error.delivery, retryAfter: error.retryAfter, token: state)
  }

  /// What says that somebody gave up waiting, whose form it may have: 408, Too Early
  /// (https://www.rfc-editor.org/rfc/rfc8470), and nginx's "client closed request".
  private static let unfinished: Set = [408, 425, 499]

  private static func meaning(of status: Int) -> String {
    switch status {
    case 404: "there is no such route or thing"
    case 408, 504: "the service did not finish in time"
    case 413: "the request is too large"
    case 500...599: "the service failed"
    default: "the service answered \(status)"
    }
  }

  /// The longest error text recorded has 60 characters; cycles of dependencies may name many tasks.
  private static let longestText = 500

  private func clean(_ text: String) -> String {
    let bounded = token.redacted(text).unicodeScalars.prefix(Self.longestText)
      .map { $0.properties.generalCategory == .control ? " " : $0 }
    return String(String.UnicodeScalarView(bounded))
  }

  // MARK: - No answer

  func error(_ failure: HTTPFailure, to intent: Intent) -> APIError {
    if failure.kind == .notSetUp {
      return APIError(
        status: nil, code: APIError.notSetUp, message: failure.message, delivery: .notSent)
    }
    let words = clean(failure.message)
    let isUnsent = intent == .read || [.notConnected, .notEquipped].contains(failure.kind)
    let message =
      switch failure.kind {
      case .notConnected where words.contains("certificate"):
        "\(address.host) did not prove who it is (\(words)), so nothing was sent; where a proxy "
          + "answers in its place, its certificate belongs among those that the system trusts"
      case .notConnected:
        "\(address.host) cannot be reached (\(words)); check the network, and the proxy if one is "
          + "set"
      case .timedOut: "\(address.host) did not answer in time (\(words))"
      case .broken: "the connection to \(address.host) broke (\(words))"
      case .tooLarge:
        "the answer of \(address.host) is larger than is read (\(words)); ask for less at once"
      case .notSetUp, .cancelled: "the call was cancelled"
      case .notEquipped: words
      }
    return APIError(
      status: nil, code: nil, message: message, delivery: isUnsent ? .notSent : .unknown)
  }
}

extension HTTPAnswer {
  /// Gateways and proxies answer with web pages.
  var isHTML: Bool {
    headers["content-type"]?.contains("html") == true
      || body.first { $0 > 0x20 } == UInt8(ascii: "<")
  }
}

extension Character {
  fileprivate var isCodeSign: Bool {
    isASCII && (isLetter || isNumber || self == "_" || self == "-")
  }
}
