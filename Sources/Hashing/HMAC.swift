/// A keyed digest: who has not the key can neither make nor check it.
public enum HMAC {
  /// HMAC-SHA-256 (RFC 2104, https://www.rfc-editor.org/rfc/rfc2104): 32 bytes.
  ///
  /// Compare two with `isEqualInConstantTime`, never with `==`.
  public static func sha256(_ message: some Sequence<UInt8>, key: some Sequence<UInt8>) -> [UInt8] {
    var block = Array(key)
    if block.count > SHA256.blockLength { block = SHA256.hash(block) }
    block += [UInt8](repeating: 0, count: SHA256.blockLength - block.count)

    var inner = SHA256()
    inner.update(block.map { $0 ^ 0x36 })
    inner.update(message)
    var outer = SHA256()
    outer.update(block.map { $0 ^ 0x5c })
    outer.update(inner.finish())
    return outer.finish()
  }
}
