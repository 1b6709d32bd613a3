import APICore
import Foundation
import LiveBackend
import Synchronization

/// Time that stands still while any of its threads works, and jumps to the next moment that one
/// waits for when all wait.
final class VirtualTime: Clock {
  private struct Waiter {
    let wakes: Milliseconds
    let semaphore: DispatchSemaphore
  }

  private struct State {
    var now: Milliseconds
    var working = 0
    var waiters: [Waiter] = []

    mutating func jump() {
      guard working == 0, let next = waiters.map(\.wakes).min() else { return }
      now = max(now, next)
      for waiter in waiters where waiter.wakes <= now {
        working += 1
        waiter.semaphore.signal()
      }
      waiters.removeAll { $0.wakes <= now }
    }
  }

  private let state: Mutex<State>

  init(_ start: Milliseconds) { state = Mutex(State(now: start)) }

  func now() -> Milliseconds { state.withLock { $0.now } }

  var pause: Pause {
    Pause { [self] duration in
      let semaphore = DispatchSemaphore(value: 0)
      state.withLock { state in
        state.waiters.append(Waiter(wakes: state.now + duration, semaphore: semaphore))
        state.working -= 1
        state.jump()
      }
      semaphore.wait()
    }
  }

  /// Runs `body` so often at the same time, and returns when all have ended.
  func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    state.withLock { $0.working += count }
    let group = DispatchGroup()
    for number in 0..<count {
      group.enter()
      let thread = Thread { [self] in
        body(number)
        state.withLock { state in
          state.working -= 1
          state.jump()
        }
        group.leave()
      }
      thread.start()
    }
    group.wait()
  }
}
