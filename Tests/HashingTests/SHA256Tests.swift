import Hashing
import Testing

struct SHA256Tests {
  /// Messages and digests of NIST's examples for FIPS 180 and of its test vectors
  /// (https://csrc.nist.gov/projects/cryptographic-algorithm-validation-program/secure-hashing).
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func digestOfText(message: String, digest: String) {
    #expect(SHA256.hash(message.utf8).hex == digest)
  }

  @Test(
    arguments: [
      ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
      ([0x11, 0xaf], "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
      (
        [0xb4, 0x19, 0x0e],
        "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"
      ),
      ([0xbd], "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
      (
        [0xc9, 0x8c, 0x8e, 0x55],
        "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"
      ),
    ] as [([UInt8], String)])
  func digestOfBytes(message: [UInt8], digest: String) {
    #expect(SHA256.hash(message).hex == digest)
  }

  /// NIST's "additional" examples: lengths around the padding's edges, of zeros.
  @Test(
    arguments: [
      (55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
      (56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
      (57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
      (64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
      (1000, "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"),
      (1_000_000, "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025"),
    ])
  func digestOfZeros(count: Int, digest: String) {
    #expect(SHA256.hash(repeatElement(0, count: count)).hex == digest)
  }

  @Test func digestOfAMillionLetters() {
    let digest = SHA256.hash(repeatElement(UInt8(ascii: "a"), count: 1_000_000)).hex
    #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func piecesGiveTheDigestOfTheWhole() {
    let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SHA256.hash(message)
    for pieceLength in [1, 3, 55, 56, 63, 64, 65, 128, 299] {
      var hasher = SHA256()
      for start in stride(from: 0, to: message.count, by: pieceLength) {
        hasher.update(message[start..<min(start + pieceLength, message.count)])
        hasher.update([])
      }
      #expect(hasher.finish() == whole, "pieces of \(pieceLength)")
    }
  }

  @Test func aCopyGoesItsOwnWay() {
    var first = SHA256()
    first.update("ab".utf8)
    var second = first
    first.update("c".utf8)
    second.update("d".utf8)
    #expect(first.finish() == SHA256.hash("abc".utf8))
    #expect(second.finish() == SHA256.hash("abd".utf8))
  }
}
