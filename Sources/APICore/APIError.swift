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

  public init(
    status: Int?, code: String?, message: String, delivery: Delivery = .refused,
    retryAfter: Milliseconds? = nil
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.delivery = delivery
    self.retryAfter = retryAfter
  }
}
