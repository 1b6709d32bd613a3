import APICore
import Foundation
import Ledger
import LiveBackend

extension Program.Sources {
  /// The real sources; in debug builds with what tests of whole processes set by environment:
  ///
  /// - `TASKLEDGER_FAILPOINT`: where the process kills or stops itself, see `Failpoints`.
  /// - `TASKLEDGER_BUSY_TIMEOUT_MS`: how long to wait for another process.
  /// - `TASKLEDGER_CHECKPOINT_BYTES`: how long the write-ahead log may grow.
  /// - `TASKLEDGER_SETTLE_MS`: how long until nothing that was sent to ClickUp can still take
  ///   effect; the ledger's other waits for the service keep their proportion to it.
  /// - `TASKLEDGER_EXCHANGE_MS`: after how long a request to ClickUp is given up.
  /// - `TASKLEDGER_RATE_MINUTE_MS`: how long the minute is that the rate limit is of.
  static func real() throws(UsageError) -> Program.Sources {
    #if DEBUG
      try switched(by: ProcessEnvironment.variables)
    #else
      Program.Sources()
    #endif
  }

  #if DEBUG
    private static func switched(
      by environment: [String: String]
    ) throws(UsageError) -> Program.Sources {
      var sources = Program.Sources()
      if let text = environment["TASKLEDGER_FAILPOINT"] {
        do throws(Failpoints.InvalidText) {
          sources.failpoints = try Failpoints(arming: text)
        } catch {
          throw UsageError("TASKLEDGER_FAILPOINT: \(error.message)")
        }
      }
      if let number: Int32 = try number("TASKLEDGER_BUSY_TIMEOUT_MS", in: environment) {
        sources.busyTimeoutMilliseconds = number
      }
      if let number: Int = try number("TASKLEDGER_CHECKPOINT_BYTES", in: environment) {
        sources.checkpointBytes = number
      }
      if let minute: Int64 = try number("TASKLEDGER_RATE_MINUTE_MS", in: environment) {
        sources.rateMinute = Milliseconds(minute)
      }
      if let settle: Int64 = try number("TASKLEDGER_SETTLE_MS", in: environment) {
        let standard = LiveWaits.standard
        func scaled(_ wait: Milliseconds) -> Milliseconds {
          Milliseconds(wait.rawValue * settle / standard.settle.rawValue)
        }
        sources.waits.settle = scaled(standard.settle)
        sources.waits.betweenLookUps = scaled(standard.betweenLookUps)
        sources.waits.sweep = scaled(standard.sweep)
        sources.waits.inProgress = scaled(standard.inProgress)
      }
      if let exchange: Int64 = try number("TASKLEDGER_EXCHANGE_MS", in: environment) {
        sources.limits.exchange = Milliseconds(exchange)
      }
      return sources
    }

    private static func number<Number: FixedWidthInteger>(
      _ name: String, in environment: [String: String]
    ) throws(UsageError) -> Number? {
      guard let text = environment[name] else { return nil }
      guard let number = Number(text), number >= 0 else {
        throw UsageError("\(name): `\(text)` is not a number from 0 on")
      }
      return number
    }
  #endif
}
