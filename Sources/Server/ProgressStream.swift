import APICore
import JSON
import JSONRPC
import Synchronization
import Tools

/// The progress notifications of one call.
///
/// Invariant: what is sent increases; nothing is sent after `finish`.
final class ProgressStream: Sendable {
  /// Ten a second is what a person can follow, and does not bury the answer under notifications.
  static let interval = Milliseconds(100)

  private struct Report {
    let done: Double
    let total: Double?
    let message: String?
  }

  private struct State {
    var lastSent: Double?
    var sentAt: Milliseconds?
    /// The newest report that came too soon after the last one sent.
    var held: Report?
    var isFinished = false
  }

  private let target: ProgressTarget
  private let clock: any Clock
  private let send: @Sendable ([UInt8]) -> Void
  private let state = Mutex(State())

  init(
    to target: ProgressTarget, clock: any Clock, send: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.target = target
    self.clock = clock
    self.send = send
  }

  var reporter: ProgressReporter {
    ProgressReporter { [self] done, total, message in
      report(Report(done: done, total: total, message: message))
    }
  }

  /// Says why the caller waits. Progress must increase with each notification: by so little that
  /// the tool's own count, which goes in whole steps, stays ahead.
  func tell(_ message: String) {
    let newest = state.withLock { $0.held?.done ?? $0.lastSent ?? 0 }
    report(Report(done: newest + 0.001, total: nil, message: message))
  }

  /// Sends the last report if it was held back, and no other from then on: called before the answer
  /// is written.
  func finish() {
    state.withLock { state in
      if let held = state.held { write(held) }
      state.held = nil
      state.isFinished = true
    }
  }

  private func report(_ report: Report) {
    let now = clock.now()
    state.withLock { state in
      let newest = state.held?.done ?? state.lastSent ?? -.infinity
      guard !state.isFinished, report.done.isFinite, report.done > newest else { return }
      if let sentAt = state.sentAt, now >= sentAt, now < sentAt + Self.interval {
        state.held = report
      } else {
        state.held = nil
        state.lastSent = report.done
        state.sentAt = now
        write(report)
      }
    }
  }

  private func write(_ report: Report) {
    var params: JSONValue = [
      "progressToken": target.token.json, "progress": JSONValue(report.done),
    ]
    if let total = report.total, total.isFinite { params["total"] = JSONValue(total) }
    if target.hasMessage { params["message"] = report.message.map { .string($0) } }
    send(MessageCodec.notification("notifications/progress", params: params))
  }
}
