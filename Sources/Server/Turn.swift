import APICore
import JSON
import JSONRPC

/// One message's part in a group: what is to be done for it, and how it is answered.
struct Turn: Sendable {
  enum Work: Sendable {
    /// A response, a notification that means nothing here, or a cancelled request.
    case none
    case refuse(RPCError)
    case run(Operation, any Face)
  }

  /// nil on notifications, and where none could be read.
  let id: RequestID?
  let method: String?
  /// The MCP revision that the answer follows; nil for plain JSON-RPC.
  let revision: String?
  let wantsAnswer: Bool
  var work: Work
  /// The request that this message cancels.
  var cancels: RequestID?
  /// Set when a later message cancels this one: it is not begun, or its answer is kept back.
  let cancellation = CancellationMark()

  init(
    id: RequestID? = nil, method: String? = nil, revision: String? = nil, wantsAnswer: Bool = true,
    work: Work = .none, cancels: RequestID? = nil
  ) {
    self.id = id
    self.method = method
    self.revision = revision
    self.wantsAnswer = wantsAnswer
    self.work = work
    self.cancels = cancels
  }

  var isRun: Bool {
    if case .run = work { true } else { false }
  }

  var callsTool: Bool { toolName != nil }

  var toolName: String? {
    if case .run(.callTool(let call, _), _) = work { call.name } else { nil }
  }
}

/// What one line asks for.
struct LineTurns: Sendable {
  let received: ReceivedLine
  let isBatch: Bool
  var turns: [Turn]
  /// Whether it is one request that a later line of the group cancelled.
  var isCancelled = false
}

/// A cancelled request is never answered; one that waits in the same group is not begun either.
enum Cancellation {
  /// Takes the work from each request that a later message of the group cancels. Cancelling what is
  /// unknown or already answered means nothing, and `initialize` cannot be cancelled.
  static func apply(to lines: inout [LineTurns]) {
    var cancelled: Set<RequestID> = []
    for line in lines.indices.reversed() {
      for turn in lines[line].turns.indices.reversed() {
        let current = lines[line].turns[turn]
        if let id = current.cancels { cancelled.insert(id) }
        if let id = current.id, cancelled.contains(id), current.method != "initialize" {
          lines[line].turns[turn].work = .none
          lines[line].isCancelled = !lines[line].isBatch
        }
      }
    }
  }
}
