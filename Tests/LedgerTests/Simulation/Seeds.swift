import Foundation

/// How many random histories to run: `TASKLEDGER_SIMULATION_SEEDS`, or 1,000.
enum Seeds {
  private static let asked = ProcessInfo.processInfo.environment["TASKLEDGER_SIMULATION_SEEDS"]
    .flatMap { UInt64($0) }

  static let count = asked ?? 1_000

  /// Whether somebody asked for numbers, and so wants to read them.
  static let areTold = asked != nil
}
