import Foundation
import Stdio

/// One line on a terminal that says how far a long command is; nothing where stderr is none.
struct ProgressBar {
  /// Narrow enough for every terminal, with its numbers beside it.
  private static let width = 40

  private let isShown = isatty(STDERR_FILENO) != 0

  func show(_ done: Int, of total: Int) {
    guard isShown, total > 0 else { return }
    let filled = Self.width * done / total
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    write("\r\(bar) \(done)/\(total)")
  }

  /// Takes the line away again.
  func clear() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    StandardStreams.tell(text)
  }
}
