import APICore
import Foundation

/// How to let time pass: asleep, or in tests by moving a clock on.
public struct Pause: Sendable {
  private let take: @Sendable (Milliseconds) -> Void

  public init(_ take: @escaping @Sendable (Milliseconds) -> Void) { self.take = take }

  public static let asleep = Pause { duration in
    Thread.sleep(forTimeInterval: Double(duration.rawValue) / 1_000)
  }

  /// So often a wait looks whether its call was cancelled; a person does not notice it.
  static let slice = Milliseconds(100)

  /// Lets time pass for the call that this thread works for.
  ///
  /// - Returns: false where the call was cancelled meanwhile.
  func callWaits(_ duration: Milliseconds) -> Bool {
    let cancellation = CallContext.current?.cancellation
    var left = duration
    while left > 0 {
      if cancellation?.isSet == true { return false }
      let slice = min(left, Self.slice)
      take(slice)
      left = left - slice
    }
    return cancellation?.isSet != true
  }
}
