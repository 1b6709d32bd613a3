import Synchronization

/// The call that the current thread works for: how long its caller waits, whether it still does,
/// and how it is told that there is a wait.
///
/// Bound to the thread for as long as the call runs (`CallContext.$current.withValue`), because the
/// places that wait (a rate limit, a retry, another process) lie many layers below the one that
/// knows the caller, and nothing in between has any business with it.
public struct CallContext: Sendable {
  /// The uptime at which the caller wants its answer.
  public let deadline: Milliseconds
  /// Whether the caller wants no answer any more: waits end; what was sent is recorded all the
  /// same.
  public let cancellation: CancellationMark
  /// Tells the caller why it waits, where it asked to be told.
  public let report: @Sendable (String) -> Void

  public init(
    deadline: Milliseconds, cancellation: CancellationMark = CancellationMark(),
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.deadline = deadline
    self.cancellation = cancellation
    self.report = report
  }

  /// nil where nobody said how long to wait: on the command line and in tests.
  @TaskLocal public static var current: CallContext?
}

/// Set once, by whoever reads that a call was cancelled; read by whoever works on it.
public final class CancellationMark: Sendable {
  private let state = Mutex(false)

  public init() {}

  public var isSet: Bool { state.withLock { $0 } }

  public func set() { state.withLock { $0 = true } }
}
