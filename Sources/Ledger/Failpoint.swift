#if DEBUG
  import Synchronization

  #if canImport(Darwin)
    import Darwin
  #elseif canImport(Musl)
    import Musl
  #else
    import Glibc
  #endif
#endif

/// A step of a write at which a test can end the process, as a crash or a power cut would.
///
/// First those of the embedded backend, in the order in which a write passes them. The two commit
/// points stand around the transaction's COMMIT: that of a single write, or the one that a group
/// shares. The two answer points stand around the writing of answers, which is not the ledger's;
/// nor is `inCheckpoint`, which is passed when the log is long.
public enum Failpoint: Sendable {
  case beforeTransaction
  /// The key was looked up and is free.
  case afterKeyRead
  /// What is to be written is planned, and the lock for writing is held.
  case afterLock
  /// The backend has carried the write out.
  case afterEffect
  /// The ledger's row is inserted.
  case afterRow
  case beforeCommit
  case afterCommit
  case beforeAnswer
  case afterAnswer
  /// The log is about to be emptied, and nobody else can commit.
  case inCheckpoint

  // Of the live backend, in the order in which a write can pass them.
  case beforePrepared
  case afterPrepared
  /// A place within the service's rate limit is taken.
  case afterAdmitted
  case beforeDispatched
  /// The row says that it is about to be sent.
  case afterDispatched
  /// What the service answered is known to this process alone.
  case afterSend
  case afterSucceeded
  case afterUnknown
  case beforeLookUp
  /// What the look-up found is known to this process alone.
  case afterLookUp
  /// The tool's output is made, and not stored.
  case beforeOutput
}

/// The failpoint that is armed, if any; in release builds there is none, and passing one is
/// nothing.
public struct Failpoints: Sendable {
  #if DEBUG
    private let armed: Armed?
  #endif

  /// None is armed.
  public init() {
    #if DEBUG
      armed = nil
    #endif
  }

  /// Ends or stops the process where `point` is armed and its turn has come.
  ///
  /// - Parameter applies: false where this is not the step after all; not asked in release builds.
  @inlinable public func pass(_ point: Failpoint, if applies: @autoclosure () -> Bool = true) {
    #if DEBUG
      if applies() { strike(point) }
    #endif
  }
}

#if DEBUG
  extension Failpoint: CaseIterable {
    /// As `TASKLEDGER_FAILPOINT` names it.
    public var name: String {
      switch self {
      case .beforeTransaction: "before-transaction"
      case .afterKeyRead: "after-key-read"
      case .afterLock: "after-lock"
      case .afterEffect: "after-effect"
      case .afterRow: "after-row"
      case .beforeCommit: "before-commit"
      case .afterCommit: "after-commit"
      case .beforeAnswer: "before-answer"
      case .afterAnswer: "after-answer"
      case .inCheckpoint: "in-checkpoint"
      case .beforePrepared: "before-prepared"
      case .afterPrepared: "after-prepared"
      case .afterAdmitted: "after-admitted"
      case .beforeDispatched: "before-dispatched"
      case .afterDispatched: "after-dispatched"
      case .afterSend: "after-send"
      case .afterSucceeded: "after-succeeded"
      case .afterUnknown: "after-unknown"
      case .beforeLookUp: "before-look-up"
      case .afterLookUp: "after-look-up"
      case .beforeOutput: "before-output"
      }
    }
  }

  extension Failpoints {
    /// A text that arms nothing; the message says what would.
    public struct InvalidText: Error {
      public let message: String
    }

    private final class Armed: Sendable {
      let point: Failpoint
      let signal: Int32
      /// Passes until it strikes.
      let remaining: Mutex<Int>

      init(_ point: Failpoint, turn: Int, signal: Int32) {
        self.point = point
        self.signal = signal
        remaining = Mutex(turn)
      }
    }

    /// Arms what `text` says: `NAME`, `NAME:N` (the Nth time that it is passed), and `:stop` after
    /// either to stop the process (SIGSTOP) instead of killing it (SIGKILL).
    public init(arming text: String) throws(InvalidText) {
      var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let stops = parts.count > 1 && parts.last == "stop"
      if stops { parts.removeLast() }
      let turn = parts.count == 2 ? Int(parts[1]) : 1
      guard parts.count <= 2, let turn, turn > 0,
        let point = Failpoint.allCases.first(where: { $0.name == parts[0] })
      else {
        throw InvalidText(
          message: "`\(text)` arms no failpoint; write NAME, NAME:N, NAME:stop or NAME:N:stop with "
            + "NAME one of \(Failpoint.allCases.map(\.name).joined(separator: ", "))")
      }
      armed = Armed(point, turn: turn, signal: stops ? SIGSTOP : SIGKILL)
    }

    @usableFromInline func strike(_ point: Failpoint) {
      guard let armed, armed.point == point else { return }
      let isDue = armed.remaining.withLock { remaining in
        remaining -= 1
        return remaining == 0
      }
      // Neither signal can be caught, so that no line after this one runs first.
      if isDue { kill(getpid(), armed.signal) }
    }
  }
#endif
