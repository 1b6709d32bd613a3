import APICore
import Foundation

/// What one call allows its requests: how long they may take, whether they are still wanted, and
/// whom to tell when they wait.
///
/// Bound around the work of a call by whoever runs it (`CallScope.$current.withValue`), since the
/// layers between know nothing of HTTP. Without one, requests have the client's own limits.
public struct CallScope: Sendable {
  @TaskLocal public static var current: CallScope?

  /// An instant of the client's clock.
  public let deadline: Milliseconds
  /// Whether the caller has given the call up: waits and reads then end, but never a write that is
  /// on its way.
  let isCancelled: @Sendable () -> Bool
  /// Takes what is waited for, or how far a search is, for people.
  let report: @Sendable (String) -> Void

  public init(
    deadline: Milliseconds, isCancelled: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.deadline = deadline
    self.isCancelled = isCancelled
    self.report = report
  }
}

/// How to let time pass: asleep, or in tests by moving a clock on.
public struct Pause: Sendable {
  let take: @Sendable (Milliseconds) -> Void

  public init(_ take: @escaping @Sendable (Milliseconds) -> Void) { self.take = take }

  public static let asleep = Pause { duration in
    Thread.sleep(forTimeInterval: Double(duration.rawValue) / 1_000)
  }

  /// So often a wait looks whether its call was cancelled; a person does not notice it.
  static let slice = Milliseconds(100)

  /// Waits in slices.
  ///
  /// - Returns: false where the call was cancelled meanwhile.
  func take(_ duration: Milliseconds, unless isCancelled: () -> Bool) -> Bool {
    var left = duration
    while left > 0 {
      if isCancelled() { return false }
      let slice = min(left, Self.slice)
      take(slice)
      left = left - slice
    }
    return !isCancelled()
  }
}
