import Dispatch
import Foundation
import Synchronization

/// Jobs in the order they came, on a fixed number of threads, which begin with the first job.
///
/// Threads of its own, since each job blocks on the network for most of its time, and a pool that
/// is made for as many threads as there are cores would let the others wait.
final class WorkQueue: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var hasBegun = false
  }

  private let name: String
  private let width: Int
  private let state = Mutex(State())
  /// Counts what waits: a job, or the end.
  private let waiting = DispatchSemaphore(value: 0)
  private let threads = DispatchGroup()

  init(_ name: String, width: Int) {
    self.name = name
    self.width = width
  }

  func add(_ job: @escaping @Sendable () -> Void) {
    let begins = state.withLock { state in
      state.jobs.append(job)
      defer { state.hasBegun = true }
      return !state.hasBegun
    }
    waiting.signal()
    if begins { begin() }
  }

  /// Returns when every job is done; none may be added from then on.
  func finish() {
    guard state.withLock({ $0.hasBegun }) else { return }
    for _ in 0..<width { waiting.signal() }
    threads.wait()
  }

  private func begin() {
    for number in 1...width {
      threads.enter()
      let thread = Thread { [self] in
        work()
        threads.leave()
      }
      thread.name = "\(name) \(number)"
      // What a main thread has on Linux: JSON may be nested as deep here as there.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func work() {
    while true {
      waiting.wait()
      let job = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
      guard let job else { return }
      job()
    }
  }
}
