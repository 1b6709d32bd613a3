import APICore
import JSON
import JSONRPC
import Synchronization
import Tools

/// One conversation: lines in, answers out, in both eras of MCP and in plain JSON-RPC.
///
/// Lines that came together are one group: their writes may share a commit, and no answer is given
/// before it. A group goes through three steps: every line becomes turns (what is asked, in which
/// dialect), the turns are carried out in order, and their outcomes are put into words.
public final class Session: Sendable {
  public struct Hooks: Sendable {
    /// Begins a line's requests and says which time they are served at: the one place where it is
    /// taken, so that recordings, which have one time a line, replay to the byte.
    public var beginRequest: @Sendable () -> Milliseconds
    /// Writes a line at once, ahead of the answers: progress.
    public var send: @Sendable ([UInt8]) -> Void
    /// Is told each line and what was written because of it, after the answers are made.
    public var observe: (@Sendable (Exchange) -> Void)?

    public init(
      beginRequest: @escaping @Sendable () -> Milliseconds,
      send: @escaping @Sendable ([UInt8]) -> Void,
      observe: (@Sendable (Exchange) -> Void)? = nil
    ) {
      self.beginRequest = beginRequest
      self.send = send
      self.observe = observe
    }
  }

  /// 1,000 requests in flight: more that came together are carried out in parts, each with a commit
  /// of its own, so that no transaction grows without bound.
  static let inFlightLimit = 1_000

  let dispatcher: Dispatcher
  private let router: Router
  private let clock: any Clock
  private let hooks: Hooks
  /// What `initialize` agreed on; nil before.
  private let negotiated = Mutex<MCPRevision?>(nil)

  /// - Parameter clock: for the rate of progress notifications; the real one, also while requests
  ///   are served at a fixed time.
  public init(
    tools: any ToolCalling, identity: ServerIdentity, clock: any Clock, hooks: Hooks
  ) {
    dispatcher = Dispatcher(tools: tools)
    router = Router(
      identity: identity, toolNames: tools.names, hiddenNames: tools.hiddenNames)
    self.clock = clock
    self.hooks = hooks
  }

  /// Answers the lines that came together.
  ///
  /// - Returns: the lines to write, without line ends, in order.
  public func answer(_ received: [ReceivedLine]) -> [[UInt8]] {
    let lines = turns(of: received)
    var answers: [[UInt8]] = []
    for part in Self.parts(lines) {
      for exchange in serve(part) {
        answers.append(contentsOf: exchange.answers)
        hooks.observe?(exchange.exchange)
      }
    }
    return answers
  }

  /// What each line asks for, without what a later line among them cancels.
  func turns(of received: [ReceivedLine]) -> [LineTurns] {
    var lines = received.map { line in
      negotiated.withLock { negotiated in router.turns(of: line, negotiated: &negotiated) }
    }
    Cancellation.apply(to: &lines)
    return lines
  }

  private static func parts(_ lines: [LineTurns]) -> [ArraySlice<LineTurns>] {
    var parts: [ArraySlice<LineTurns>] = []
    var start = 0
    var count = 0
    for (index, line) in lines.enumerated() {
      if index > start, count + line.turns.count > inFlightLimit {
        parts.append(lines[start..<index])
        (start, count) = (index, 0)
      }
      count += line.turns.count
    }
    parts.append(lines[start...])
    return parts
  }
}

extension Session {
  /// A turn that was carried out.
  private struct Served {
    let turn: Turn
    /// nil where nothing is to be answered.
    var result: Result<ResultBody, RPCError>?
    var progress: [SentLine] = []
  }

  /// A line whose turns were carried out.
  private struct ServedLine {
    let line: LineTurns
    let servedAt: Milliseconds?
    var turns: [Served]
  }

  struct Finished {
    let exchange: Exchange
    /// What is still to be written: the exchange without its progress.
    let answers: [[UInt8]]
  }

  /// Answers one line on its own, for as long as its callers wait.
  ///
  /// - Parameter patience: how long a call may take.
  func answer(_ line: LineTurns, within patience: Milliseconds) -> [[UInt8]] {
    let deadline = UptimeClock().now() + patience
    let servedAt = line.turns.contains(where: \.isRun) ? hooks.beginRequest() : nil
    let served = line.turns.map { turn in serve(turn, until: deadline) }
    let finished = finish(ServedLine(line: line, servedAt: servedAt, turns: served))
    hooks.observe?(finished.exchange)
    return finished.answers
  }

  private func serve(_ lines: ArraySlice<LineTurns>) -> [Finished] {
    let callsTools = lines.contains { $0.turns.contains(where: \.callsTool) }
    guard callsTools else { return lines.map { finish(serve($0)) } }
    var (served, failure) = dispatcher.tools.group { lines.map(serve) }
    if let failure {
      // The shared commit failed: nothing that the group did has happened, whatever was made of it.
      for line in served.indices {
        for turn in served[line].turns.indices {
          guard case .run(.callTool, let face) = served[line].turns[turn].turn.work else {
            continue
          }
          served[line].turns[turn].result = face.answer(to: .failure(failure)).map(ResultBody.value)
        }
      }
    }
    return served.map(finish)
  }

  private func serve(_ line: LineTurns) -> ServedLine {
    let servedAt = line.turns.contains(where: \.isRun) ? hooks.beginRequest() : nil
    return ServedLine(line: line, servedAt: servedAt, turns: line.turns.map { serve($0) })
  }

  /// - Parameter deadline: the uptime at which the caller wants its answer; nil where nothing takes
  ///   long.
  private func serve(_ turn: Turn, until deadline: Milliseconds? = nil) -> Served {
    var served = Served(turn: turn)
    switch turn.work {
    case .none: break
    case .refuse(let error): served.result = .failure(error)
    case .run(let operation, let face):
      let collected = Mutex<[SentLine]>([])
      let stream = progressStream(for: operation, face) { line in
        collected.withLock { $0.append(line) }
      }
      let context = deadline.map { deadline in
        CallContext(
          deadline: deadline, cancellation: turn.cancellation, report: { stream?.tell($0) })
      }
      served.result = CallContext.$current.withValue(context) {
        dispatcher.perform(operation, as: face, progress: stream?.reporter)
      }
      stream?.finish()
      served.progress = collected.withLock { $0 }
    }
    return served
  }

  private func progressStream(
    for operation: Operation, _ face: any Face, record: @escaping @Sendable (SentLine) -> Void
  ) -> ProgressStream? {
    guard case .callTool(_, let target?) = operation else { return nil }
    let (send, revision) = (hooks.send, face.revision?.name)
    return ProgressStream(to: target, clock: clock) { bytes in
      send(bytes)
      record(SentLine(bytes: bytes, revision: revision, method: "notifications/progress"))
    }
  }

  private func finish(_ served: ServedLine) -> Finished {
    var answers = served.turns.compactMap(answer)
    if served.line.isBatch { answers = SentLine.batch(of: answers).map { [$0] } ?? [] }
    let exchange = Exchange(
      received: served.line.received, servedAt: served.servedAt,
      isCancelled: served.line.isCancelled,
      sent: served.turns.flatMap(\.progress) + answers)
    return Finished(exchange: exchange, answers: answers.map(\.bytes))
  }

  private func answer(_ served: Served) -> SentLine? {
    let turn = served.turn
    guard turn.wantsAnswer, !turn.cancellation.isSet, let result = served.result else {
      return nil
    }
    return SentLine(
      bytes: MessageCodec.response(to: turn.id, result.mapError(SecretRedaction.clean)),
      revision: turn.revision,
      method: turn.method)
  }
}
