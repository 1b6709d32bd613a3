import APICore
import JSON
import Synchronization

/// Answers that are read again and again while names are resolved, kept briefly.
///
/// Only what is harmless when it is a little old: which Spaces, Folders, Lists, Custom Fields and
/// members there are. A single Space, Folder, List or task is never kept, since planned writes are
/// compared with it and undone to it.
final class ReadCache: Sendable {
  /// One call of an agent resolves its names within seconds and the next call often needs the same
  /// ones; what a person changes meanwhile is seen within half a minute.
  static let lifetime = Milliseconds(30_000)
  /// A Workspace tree of many Spaces takes two or three answers a Space.
  static let mostAnswers = 256

  private struct Kept {
    let value: JSONValue
    let until: Milliseconds
  }

  private struct State {
    var kept: [ReadRequest: Kept] = [:]
    var generation = 0
  }

  private let uptime: any Clock
  private let state = Mutex(State())

  init(uptime: any Clock) { self.uptime = uptime }

  static func keeps(_ route: Route) -> Bool { route.effect == .reads(isKept: true) }

  /// Counts the drops: an answer that was asked for before one may be older than the write.
  var generation: Int { state.withLock { $0.generation } }

  func value(of request: ReadRequest) -> JSONValue? {
    let now = uptime.now()
    return state.withLock { state in
      guard let kept = state.kept[request], kept.until > now else { return nil }
      return kept.value
    }
  }

  func keep(_ value: JSONValue, of request: ReadRequest, since generation: Int) {
    let now = uptime.now()
    state.withLock { state in
      guard state.generation == generation else { return }
      state.kept = state.kept.filter { $0.value.until > now }
      // Rather ask again than look for the oldest: whoever reads this many needs no cache.
      if state.kept.count >= Self.mostAnswers { state.kept = [:] }
      state.kept[request] = Kept(value: value, until: now + Self.lifetime)
    }
  }

  /// Forgets everything, unless the write is to a task, a comment or a time entry, of which nothing
  /// is kept.
  func drop(after route: Route) {
    guard route.subject?.kind.isInKeptAnswers ?? true else { return }
    state.withLock { state in
      state.kept = [:]
      state.generation += 1
    }
  }
}
