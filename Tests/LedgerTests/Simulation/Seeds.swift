import Foundation

/// What the simulations run, by environment.
enum Seeds {
  /// How many random histories: `TASKLEDGER_SIMULATION_SEEDS`, or 1,000.
  static let count = number("TASKLEDGER_SIMULATION_SEEDS") ?? 1_000

  /// One history alone, told step by step: `TASKLEDGER_SIMULATION_SEED`.
  static let only = number("TASKLEDGER_SIMULATION_SEED")

  /// Whether `TASKLEDGER_SIMULATION_SEARCH` asks for the searches that take minutes.
  static let searchesAll = number("TASKLEDGER_SIMULATION_SEARCH") != nil

  static var chosen: ClosedRange<UInt64> { only.map { $0...$0 } ?? 1...max(1, count) }

  /// How to run a history again.
  static func replay(_ seed: UInt64, _ suite: String) -> String {
    "seed \(seed); again: TASKLEDGER_SIMULATION_SEED=\(seed) swift test --filter \(suite)"
  }

  /// Figures are for whoever reads the output, whatever a test makes of them.
  static func tell(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }
}
