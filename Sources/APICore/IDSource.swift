import Synchronization

/// Where randomness comes from: identifiers, operation IDs and secrets are drawn here.
///
/// Seeded, so that a recording that names its seed can be replayed to the byte. SplitMix64
/// (https://prng.di.unimi.it/splitmix64.c) is enough to be unique; secrets are drawn from a
/// `SystemIDSource`.
public protocol IDSource: Sendable {
  func next() -> UInt64
}

public final class SeededIDSource: IDSource {
  private let state: Mutex<UInt64>

  public init(seed: UInt64) { state = Mutex(seed) }

  public func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}

/// The system's random numbers.
public struct SystemIDSource: IDSource {
  public init() {}
  public func next() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}
