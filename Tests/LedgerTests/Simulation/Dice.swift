/// Random numbers from a seed, as a value: what a world does with a seed it does again.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< `count`. The remainder favours small numbers by less than 1 in 2^50: nobody can notice.
  mutating func roll(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func isOne(in count: Int) -> Bool { roll(count) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
}
