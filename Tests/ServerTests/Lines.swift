import APICore
import JSON
import Synchronization

/// Lines as a sink collects them, and the clock that they are paced by.
final class Lines: Sendable {
  let clock = ManualClock(0)
  private let lines = Mutex<[[UInt8]]>([])

  func add(_ line: [UInt8]) { lines.withLock { $0.append(line) } }

  func progress() throws -> [JSONValue?] {
    try lines.withLock { $0 }.map { try JSONValue.parse($0)["params"]?["progress"] }
  }
}
