import APICore
import EmbeddedBackend
import JSON

/// What the server knows: the Workspace, what was asked of it, and what came of that.
struct Workspace: Sendable {
  private(set) var calls: [Call] = []
  private(set) var effects: [Effect] = []
  private(set) var rate: RateWindow
  private var copies: Copies
  private var waiting: [Pending] = []
  private var attempts: UInt64 = 0

  /// A write that is to take effect later.
  private struct Pending: Sendable {
    let request: WriteRequest
    let call: Int
    let seed: UInt64
    let due: Milliseconds?
    let isInvisible: Bool
  }

  init(
    owner: Owner, start: Milliseconds, seed: UInt64, zone: ProcessZone, rate: RateWindow
  ) {
    copies = Copies(owner: owner, start: start, seed: seed, zone: zone)
    self.rate = rate
  }

  /// Notes a request that arrived.
  ///
  /// - Returns: nil where it is more than the limit allows.
  mutating func arrive(
    _ received: ReceivedRequest, as request: CallRequest?, at time: Milliseconds
  ) -> Call? {
    let call = Call(
      number: calls.count + 1, time: time, line: "\(received.method) \(received.target)",
      request: request, connection: received.connection, ordinal: received.ordinal)
    calls.append(call)
    return rate.take(at: time) ? call : nil
  }

  mutating func read(_ request: ReadRequest, at time: Milliseconds) throws(APIError) -> JSONValue {
    try copies.read(request, at: time, effects: effects)
  }

  /// Does with a write what the fault says; what the service answers to it, or would have.
  mutating func write(
    _ request: WriteRequest, at time: Milliseconds, call: Int?, fault: Fault = .none
  ) throws(APIError) -> JSONValue {
    let seed = nextSeed()
    switch fault.outcome {
    case .skipped:
      return try copies.write(request, at: time, seed: seed, isRehearsal: true)
    case .late(let delay):
      guard let call else { fallthrough }
      waiting.append(
        Pending(
          request: request, call: call, seed: seed, due: delay.map { time + $0 },
          isInvisible: fault.isInvisible))
      return try copies.write(request, at: time, seed: seed, isRehearsal: true)
    case .applied:
      return try apply(request, at: time, call, seed, isInvisible: fault.isInvisible)
    case .appliedTwice:
      let answer = try apply(request, at: time, call, seed, isInvisible: fault.isInvisible)
      do throws(APIError) {
        _ = try apply(request, at: time, call, nextSeed(), isInvisible: fault.isInvisible)
      } catch {
        // Nobody reads the answer to the second one, and refused it changed nothing.
      }
      return answer
    }
  }

  /// Lets late writes take effect: all of them, or those whose time has come.
  ///
  /// - Returns: how many did; what the service refuses by then does not.
  mutating func applyLate(at time: Milliseconds, isAll: Bool) -> Int {
    let due = waiting.filter { isAll || $0.due.map { $0 <= time } ?? false }
    waiting.removeAll { isAll || $0.due.map { $0 <= time } ?? false }
    let before = effects.count
    for write in due {
      do throws(APIError) {
        _ = try apply(
          write.request, at: time, write.call, write.seed, isInvisible: write.isInvisible)
      } catch {
        // Nobody waits for the answer any more, and refused it changed nothing.
      }
    }
    return effects.count - before
  }

  mutating func reveal() { copies.reveal() }

  /// Whether a request was refused because its path names something that there never was.
  func neverHad(_ request: CallRequest, refusedWith error: APIError) -> Bool {
    let path = request.path
    let names = [
      "Task not found": "task_id", "List not found": "list_id", "Folder not found": "folder_id",
      "Space not found": "space_id",
    ]
    guard error.code == "ITEM_015", let name = names[error.message], let id = path[name] else {
      return false
    }
    return !effects.contains { $0.remoteID == id || $0.request.path[name] == id }
  }

  private mutating func apply(
    _ request: WriteRequest, at time: Milliseconds, _ call: Int?, _ seed: UInt64,
    isInvisible: Bool
  ) throws(APIError) -> JSONValue {
    let answer = try copies.write(request, at: time, seed: seed)
    let order = effects.count + 1
    effects.append(
      Effect(order: order, time: time, request: request, answer: answer, call: call, seed: seed))
    if isInvisible { copies.hide(order) }
    return answer
  }

  private mutating func nextSeed() -> UInt64 {
    attempts += 1
    return copies.seed &+ attempts
  }
}
