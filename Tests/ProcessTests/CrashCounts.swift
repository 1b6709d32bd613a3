import Foundation

/// How much the crash tests do: little in a usual run, by environment as much as asked for
/// (`.ci/crash` sets it).
enum CrashCounts {
  /// At each failpoint; the kinds of writes take turns.
  static let killsAtFailpoint = count(
    "TASKLEDGER_KILLS_PER_FAILPOINT", usual: CrashedWrite.all.count)
  /// Among several processes, at random.
  static let randomKills = count("TASKLEDGER_RANDOM_KILLS", usual: 12)
  /// With lost answers; each is asked for 20 times by each of 4 processes.
  static let keys = count("TASKLEDGER_KEYS", usual: 6)
  /// Stores that two processes make at once.
  static let newStores = count("TASKLEDGER_NEW_STORES", usual: 3)
  /// What every random choice is drawn from.
  static let seed = UInt64(count("TASKLEDGER_SEED", usual: 1))

  static func count(_ name: String, usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
  }
}

/// Random choices that come out the same for the same seed: SplitMix64.
/// https://prng.di.unimi.it/splitmix64.c
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
