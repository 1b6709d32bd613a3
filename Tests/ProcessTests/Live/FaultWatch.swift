import APICore
import LoopbackClickUp
import Synchronization
import Testing

/// Carries a plan of faults out, counts them, and looks at each write that arrives whether the
/// ledger told of it before.
final class FaultWatch: Sendable {
  private struct State {
    var counts: [String: Int] = [:]
    var limited: [Int: Int] = [:]
    var arrivals: [WriteRequest: Int] = [:]
    var undispatched = 0
  }

  private let state = Mutex(State())
  private let plan: FaultPlan
  private let work: LiveWork
  private let store: String

  /// - Parameter store: the ledger that must tell of every write before it arrives.
  init(_ plan: FaultPlan, _ work: LiveWork, store: String) {
    self.plan = plan
    self.work = work
    self.store = store
  }

  private static func name(of fault: Fault) -> String {
    if case .late = fault.outcome { return "late, \(fault.ending)" }
    return "\(fault.outcome), \(fault.ending)"
  }

  /// How often each kind of fault was met by a write.
  var counts: [String: Int] { state.withLock { $0.counts } }

  /// Writes that arrived.
  var arrivals: Int { state.withLock { $0.arrivals.values.reduce(0, +) } }

  /// Writes that arrived more often than rows on the disk say that they are sent.
  var undispatched: Int { state.withLock { $0.undispatched } }

  /// How often a write of that key was refused by the rate limit.
  func limited(_ number: Int) -> Int { state.withLock { $0.limited[number, default: 0] } }

  func fault(_ call: Call) -> Fault {
    let fault = plan.fault(for: call)
    guard let write = call.write else { return fault }
    let arrivals = state.withLock { state in
      state.arrivals[write, default: 0] += 1
      state.counts[Self.name(of: fault), default: 0] += 1
      if case .limited = fault.ending, let number = work.number(of: write) {
        state.limited[number, default: 0] += 1
      }
      return state.arrivals[write, default: 0]
    }
    // Its sender may have given it up meanwhile, or be dead: what counts is that the row was there
    // before, and once for each sending.
    let dispatches: Int
    do { dispatches = try LiveInspection(store).dispatches(of: write) } catch {
      Issue.record(error)
      dispatches = 0
    }
    if dispatches < arrivals { state.withLock { $0.undispatched += 1 } }
    return fault
  }
}
