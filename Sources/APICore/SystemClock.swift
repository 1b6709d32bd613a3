import Foundation

/// The system's clock.
public struct SystemClock: Clock {
  public init() {}
  public func now() -> Milliseconds { Milliseconds(Int64(Date().timeIntervalSince1970 * 1000)) }
}
