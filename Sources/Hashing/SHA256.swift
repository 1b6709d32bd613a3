/// SHA-256 (FIPS 180-4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final), fed in any pieces.
///
/// Ours, because Foundation on Linux has none and the package has no dependencies.
public struct SHA256: Sendable {
  /// Bytes in one digest.
  public static let digestLength = 32
  /// Bytes that are compressed at a time.
  public static let blockLength = 64

  /// The chaining value.
  private var state = SHA256.initialState
  /// The message schedule: its first 16 words are the block that is being filled; the other 48 are
  /// scratch of `compress`, kept so that it allocates nothing.
  private var schedule = [UInt32](repeating: 0, count: 64)
  /// Bytes taken so far; FIPS 180-4 counts bits modulo 2^64.
  private var byteCount: UInt64 = 0

  public init() {}

  /// The digest of `bytes`: 32 bytes.
  public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// Takes the next piece of the message.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    // Made an array first (free when it is one), so that the loops over bytes are not generic.
    let bytes = Array(bytes)
    var index = 0
    while index < bytes.count {
      if byteCount & 63 == 0, bytes.count - index >= 64 {
        for t in 0..<16 {
          let at = index + 4 * t
          schedule[t] =
            UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
            | UInt32(bytes[at + 3])
        }
        byteCount &+= 64
        index += 64
        compress()
      } else {
        append(bytes[index])
        index += 1
      }
    }
  }

  /// Ends the message and gives its digest: 32 bytes. The hasher must not be used afterwards.
  public consuming func finish() -> [UInt8] {
    let bitCount = byteCount &* 8
    append(0x80)
    // Zeros up to where the eight bytes of the length end the block.
    while byteCount % 64 != 56 { append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    var digest: [UInt8] = []
    digest.reserveCapacity(Self.digestLength)
    for index in state.indices {
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: state[index] >> shift))
      }
    }
    return digest
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    let index = Int(truncatingIfNeeded: byteCount & 63) >> 2
    schedule[index] = schedule[index] << 8 | UInt32(byte)
    byteCount &+= 1
    if byteCount & 63 == 0 { compress() }
  }

  /// FIPS 180-4, section 6.2.2. Through pointers: a digest is a part of each write, and bounds that
  /// are checked at every step cost as much again as the steps.
  private mutating func compress() {
    state = schedule.withUnsafeMutableBufferPointer { schedule in
      Self.roundConstants.withUnsafeBufferPointer { constants in
        state &+ Self.rounds(from: state, schedule, constants)
      }
    }
  }

  @inline(__always)
  private static func rounds(
    from state: SIMD8<UInt32>, _ schedule: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>
  ) -> SIMD8<UInt32> {
    for t in 16..<64 {
      let w15 = schedule[t - 15]
      let w2 = schedule[t - 2]
      let sigma0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 &>> 3)
      let sigma1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 &>> 10)
      schedule[t] = schedule[t - 16] &+ sigma0 &+ schedule[t - 7] &+ sigma1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for t in 0..<64 {
      let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice = g ^ (e & (f ^ g))
      let first = h &+ sum1 &+ choice &+ constants[t] &+ schedule[t]
      let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority = (a & b) | (c & (a | b))
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
    return SIMD8(a, b, c, d, e, f, g, h)
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initialState = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
