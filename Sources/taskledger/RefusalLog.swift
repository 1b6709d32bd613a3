import SQLite
import Synchronization

/// Says on stderr what the store refuses and what to do about it, once for each thing: an agent is
/// told that writes are refused, and not the step that mends it.
final class RefusalLog: Sendable {
  private let store: Store
  private let log: Log
  private let said = Mutex<SQLiteError?>(nil)

  init(_ store: Store, _ log: Log) {
    self.store = store
    self.log = log
  }

  func write() {
    guard let refusal = store.takeRefusal() else { return }
    let isNews = said.withLock { said in
      defer { said = refusal }
      return said != refusal
    }
    if isNews { log.error("store_refused", ["reason": store.words(for: refusal)]) }
  }
}

extension Store {
  /// What was refused and what to do about it, for whoever runs the program: names the file.
  func words(for refusal: SQLiteError) -> String {
    let words = refusal.sentence
    return words.contains(path) ? words : "the store `\(path)`: \(words)"
  }
}
