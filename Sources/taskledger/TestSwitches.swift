import Foundation
import Ledger

extension Program.Sources {
  /// The real sources; in debug builds with what tests of whole processes set by environment:
  ///
  /// - `TASKLEDGER_FAILPOINT`: where the process kills or stops itself, see `Failpoints`.
  /// - `TASKLEDGER_BUSY_TIMEOUT_MS`: how long to wait for another process.
  static func real() throws(UsageError) -> Program.Sources {
    var sources = Program.Sources()
    #if DEBUG
      let environment = ProcessInfo.processInfo.environment
      if let text = environment["TASKLEDGER_FAILPOINT"] {
        do throws(Failpoints.InvalidText) {
          sources.failpoints = try Failpoints(arming: text)
        } catch {
          throw UsageError("TASKLEDGER_FAILPOINT: \(error.message)")
        }
      }
      if let text = environment["TASKLEDGER_BUSY_TIMEOUT_MS"] {
        guard let milliseconds = Int32(text), milliseconds >= 0 else {
          throw UsageError("TASKLEDGER_BUSY_TIMEOUT_MS: `\(text)` is no number of milliseconds")
        }
        sources.busyTimeoutMilliseconds = milliseconds
      }
    #endif
    return sources
  }
}
