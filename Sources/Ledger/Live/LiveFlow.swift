import APICore
import SQLite

/// One call on its way through the live ledger.
struct LiveFlow {
  let call: LedgerCall
  /// The uptime at which the caller wants its answer.
  let deadline: Milliseconds
  let cancellation: CancellationMark?
  /// Whether this very call stored a look-up that did not find it.
  var hasLookedUp = false
  /// Whether this very call sent it: what is found then is its own doing.
  var hasSent = false
  /// What this very call stored as about to be sent, as it was then.
  var prepared: LedgerRow?
  /// Its place within the service's limit, from when it was taken until the write is dispatched.
  var admission: Admission?
  /// How it can be taken back, where this very call planned it.
  var undo: UndoPlan?
  /// Why there is no answer, in the words of the service or of the way to it.
  var reason: String?
  /// How long it has waited for another process, and will wait next.
  var waited: Milliseconds = 0
  var nextPause: Milliseconds = LiveFlow.shortestPause

  init(_ call: LedgerCall, deadline: Milliseconds, cancellation: CancellationMark?) {
    self.call = call
    self.deadline = deadline
    self.cancellation = cancellation
  }

  // A write takes some hundred milliseconds; who waits longer need not ask that often.
  private static let shortestPause: Milliseconds = 50
  private static let longestPause: Milliseconds = 1_000

  /// The next pause, each longer than the one before.
  mutating func takePause() -> Milliseconds {
    let pause = nextPause
    waited = waited + pause
    nextPause = min(pause + pause, Self.longestPause)
    return pause
  }

  /// How the outcome is called: done by this call, or before it.
  var status: OperationReport.Status { hasSent ? .executed : .replayed }

  /// What only the store can fail. After the request was sent it may have happened, whatever the
  /// store says.
  func reporting<Result>(
    _ value: @autoclosure () throws(SQLiteError) -> Result
  ) throws(LedgerRefusal) -> Result {
    do throws(SQLiteError) { return try value() } catch {
      throw hasSent ? .unknown(error.plain) : LedgerRefusal(store: error)
    }
  }
}

extension LiveChange {
  init(_ row: LedgerRow, _ event: LiveEvent) {
    self.init(sequence: row.sequence, epoch: row.live?.epoch) { _, _ in event }
  }
}
