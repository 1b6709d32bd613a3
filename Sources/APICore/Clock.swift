import Synchronization

/// Where the time comes from; the only place that asks the system is `SystemClock`.
public protocol Clock: Sendable {
  /// Unix time.
  func now() -> Milliseconds
}

/// A clock that is read once a request, so that everything in one request has one time and a
/// recording can be replayed to the byte.
public final class RequestClock: Clock {
  private let source: any Clock
  private let current: Mutex<Milliseconds>

  public init(_ source: any Clock) {
    self.source = source
    current = Mutex(source.now())
  }

  /// Takes the time for the request that begins.
  public func beginRequest() {
    let now = source.now()
    current.withLock { $0 = now }
  }

  public func now() -> Milliseconds { current.withLock { $0 } }
}

/// A clock that stands where it was set, and moves on by `step` each time it is read.
public final class ManualClock: Clock {
  private let time: Mutex<Milliseconds>
  private let step: Milliseconds

  public init(_ start: Milliseconds, step: Milliseconds = 0) {
    time = Mutex(start)
    self.step = step
  }

  public func set(_ instant: Milliseconds) { time.withLock { $0 = instant } }
  public func advance(by duration: Milliseconds) { time.withLock { $0 = $0 + duration } }

  public func now() -> Milliseconds {
    time.withLock { time in
      defer { time = time + step }
      return time
    }
  }
}
