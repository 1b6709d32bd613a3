/// What the service (either backend) answered instead of a result.
public struct APIError: Error, Sendable, Equatable {
  /// What is known of the effect.
  public enum Delivery: Sendable {
    /// Nothing left this process: no effect.
    case notSent
    /// The service refused it: no effect.
    case refused
    /// It may have happened.
    case unknown
  }

  /// The `code` of an error that this program makes: it has nothing to ask the service with, and
  /// `message`, all its own words, says what is missing.
  public static let notSetUp = "not_set_up"

  /// HTTP status; nil where no answer was read.
  public let status: Int?
  /// ClickUp's `ECODE`.
  public let code: String?
  /// ClickUp's `err`: text from the service, data rather than instructions. Never holds a token.
  public let message: String
  public let delivery: Delivery
  /// How long to wait before asking again is worth it; nil where waiting changes nothing.
  public let retryAfter: Milliseconds?
  /// Whether it is known whose fault a 401 is: that of the token, or of what the request names.
  public let token: TokenState

  /// What is known of the token that the service refuses with a 401.
  public enum TokenState: Sendable {
    /// Nothing: the answer alone does not say.
    case unclear
    /// It has just been good, so what the request names is not there, or not for this user.
    case good
    /// The service does not know it any more.
    case bad
  }

  public init(
    status: Int?, code: String?, message: String, delivery: Delivery = .refused,
    retryAfter: Milliseconds? = nil, token: TokenState = .unclear
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.delivery = delivery
    self.retryAfter = retryAfter
    self.token = token
  }
}

extension APIError {
  /// Whether the service says itself that what the request names is not there, or is nothing that
  /// this user sees. A 404 without an `ECODE` is somebody else's, such as a proxy's web page, and
  /// one of a route says nothing of things.
  public var saysNothingIsThere: Bool {
    guard delivery == .refused, let code else { return false }
    return switch status {
    case 404: code != "APP_001"
    // A List that does not exist is 400 INPUT_003 "validateListIDEx List ID invalid" (recorded).
    case 400: code == "INPUT_003" && message.hasSuffix("ID invalid")
    case 401: Self.codesOfUnknownIDs.contains(code) && token == .good
    default: false
    }
  }

  /// With which a 401 answers an ID that does not exist or belongs to another Workspace. All 30
  /// that are recorded went to a good token; the same codes stand for a token that is not known
  /// (https://developer.clickup.com/docs/common_errors), and only `GET /user` tells the two apart.
  public static let codesOfUnknownIDs = Set(
    (["017", "018", "019", "021", "023", "025", "026", "027", "056", "077"]
      + (29...45).map { "0\($0)" }).map { "OAUTH_\($0)" })
}
