import APICore
import Dispatch
import JSONRPC
import Synchronization

/// A conversation over a service that is far away, where a call takes hundreds of milliseconds:
/// reads are carried out beside each other, writes one after another in the order they came, and a
/// cancellation overtakes both.
///
/// Everything else (the dialects, the dispatcher, what a call does) is `Session`'s.
public final class ConcurrentSession: Sendable {
  /// Enough to hide the time of the network from an agent that reads ten things at once, few enough
  /// for a limit of a hundred requests a minute.
  public static let readers = 8
  /// The hosts' own SDKs give a request up after 60 s by default; an answer that says what is known
  /// must come before.
  public static let patience = Milliseconds(55_000)
  /// Lines that wait or are at work; beyond them nothing more is read, which the pipe tells the
  /// client.
  static let inFlightLimit = 1_000

  private let session: Session
  private let patience: Milliseconds
  private let write: @Sendable ([[UInt8]]) -> Void
  private let reads: WorkQueue
  private let writes = WorkQueue("write", width: 1)
  private let room = DispatchSemaphore(value: ConcurrentSession.inFlightLimit)
  /// Of the requests that are not answered yet.
  private let marks = Mutex<[RequestID: CancellationMark]>([:])

  /// - Parameter write: writes the answers to one line; called from any thread.
  public init(
    _ session: Session, readers: Int = ConcurrentSession.readers,
    patience: Milliseconds = ConcurrentSession.patience,
    write: @escaping @Sendable ([[UInt8]]) -> Void
  ) {
    self.session = session
    self.patience = patience
    self.write = write
    reads = WorkQueue("read", width: readers)
  }

  /// Takes lines in, and returns as soon as each is on its way; what needs no tool is answered at
  /// once.
  public func take(_ received: [ReceivedLine]) {
    for line in session.turns(of: received) {
      for turn in line.turns {
        if let id = turn.cancels { marks.withLock { $0[id] }?.set() }
      }
      let tools = line.turns.compactMap(\.toolName)
      guard !tools.isEmpty else {
        write(session.answer(line, within: patience))
        continue
      }
      room.wait()
      marks.withLock { marks in
        for turn in line.turns {
          if let id = turn.id { marks[id] = turn.cancellation }
        }
      }
      let queue = tools.contains(where: session.dispatcher.tools.writes) ? writes : reads
      queue.add { [self] in carryOut(line) }
    }
  }

  /// Returns when everything that was taken in is answered.
  ///
  /// - Parameter cancelling: whether what has not begun is to be left undone, and waits to end: the
  ///   process was asked to end.
  public func finish(cancelling: Bool = false) {
    if cancelling {
      for mark in marks.withLock({ Array($0.values) }) { mark.set() }
    }
    reads.finish()
    writes.finish()
  }

  private func carryOut(_ line: LineTurns) {
    var line = line
    for index in line.turns.indices where line.turns[index].cancellation.isSet {
      line.turns[index].work = .none
      line.isCancelled = !line.isBatch
    }
    let answers = session.answer(line, within: patience)
    // Not cancellable any more before the answer is out, so that a new request of the same
    // identifier is not mixed up with this one.
    marks.withLock { marks in
      for turn in line.turns {
        if let id = turn.id, marks[id] === turn.cancellation { marks[id] = nil }
      }
    }
    write(answers)
    room.signal()
  }
}
