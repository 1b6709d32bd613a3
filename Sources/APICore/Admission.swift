/// Places within the service's rate limit, taken before what they are for is sent.
///
/// Taking them is where a call waits for the limit, so that no wait lies between a row that says
/// that a write is about to be sent and its sending, nor in the middle of a look-up. One that is
/// not used costs capacity, and nothing else.
public struct Admission: Sendable, Hashable {
  /// What places are taken for.
  public enum Purpose: Sendable, Hashable {
    case write
    case lookUp(Evidence)
  }

  /// When they were taken, by the uptime of the backend.
  public let takenAt: Milliseconds
  /// How many requests may be sent.
  public let count: Int

  public init(takenAt: Milliseconds, count: Int = 1) {
    self.takenAt = takenAt
    self.count = count
  }
}
