import Hashing
import Testing

struct HMACTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let key: [UInt8]
    let message: [UInt8]
    let digest: String
    var testDescription: String { name }

    init(_ name: String, key: [UInt8], message: [UInt8], digest: String) {
      self.name = name
      self.key = key
      self.message = message
      self.digest = digest
    }
  }

  /// https://www.rfc-editor.org/rfc/rfc4231#section-4; case 5 gives the first 16 bytes only.
  static let vectors: [Vector] = [
    Vector(
      "1", key: bytes(0x0b, 20), message: Array("Hi There".utf8),
      digest: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      "2: a key shorter than the digest", key: Array("Jefe".utf8),
      message: Array("what do ya want for nothing?".utf8),
      digest: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      "3", key: bytes(0xaa, 20), message: bytes(0xdd, 50),
      digest: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      "4", key: Array(1...25), message: bytes(0xcd, 50),
      digest: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      "5: cut to 128 bits", key: bytes(0x0c, 20), message: Array("Test With Truncation".utf8),
      digest: "a3b6167473100ee06e0c796c2955552b"),
    Vector(
      "6: a key longer than a block", key: bytes(0xaa, 131),
      message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      digest: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      "7: key and message longer than a block", key: bytes(0xaa, 131),
      message: Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      digest: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
  ]

  @Test(arguments: vectors)
  func publishedVector(vector: Vector) {
    let digest = HMAC.sha256(vector.message, key: vector.key).hex
    #expect(digest.hasPrefix(vector.digest))
    #expect(digest.utf8.count == 64)
  }

  @Test func aKeyOfExactlyOneBlockIsUsedAsItIs() {
    let key = Self.bytes(0x61, 64)
    #expect(HMAC.sha256([], key: key) != HMAC.sha256([], key: SHA256.hash(key)))
    #expect(HMAC.sha256([], key: key + [0]) == HMAC.sha256([], key: SHA256.hash(key + [0])))
  }

  @Test func hexIsLowerCaseWithLeadingZeros() {
    #expect([0x00, 0x0f, 0xa0, 0xff].hex == "000fa0ff")
    #expect([UInt8]().hex == "")
  }

  @Test(
    arguments: [
      ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1, 2], [0, 2], false),
      ([1, 2], [1], false), ([], [0], false), ([0x80], [0], false),
    ] as [([UInt8], [UInt8], Bool)])
  func constantTimeEquality(left: [UInt8], right: [UInt8], isEqual: Bool) {
    #expect(isEqualInConstantTime(left, right) == isEqual)
  }

  private static func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] {
    [UInt8](repeating: byte, count: count)
  }
}
