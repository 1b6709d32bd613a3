import APICore

/// The name of one real-world change: 8 to 128 of `A-Z a-z 0-9 . _ : -`, case-sensitive.
public struct IdempotencyKey: Sendable, Hashable {
  public let text: String

  /// Short keys collide by accident; 128 is what the services that take keys allow at least.
  public static let lengths = 8...128

  /// - Throws: what is wrong with the key and what to do, for the agent.
  public init(_ text: String) throws(InvalidKey) {
    guard !Self.isPlaceholder(text) else { throw .placeholder(text) }
    let bytes = text.utf8
    guard bytes.allSatisfy(Self.isAllowed) else {
      throw .malformed("holds a character that a key cannot have")
    }
    guard Self.lengths.contains(bytes.count) else {
      throw .malformed("has \(bytes.count) characters")
    }
    self.text = text
  }

  /// Whether it is the `plan_id` of a dry run.
  public var isPlan: Bool { Self.isPlan(text) }

  public static func isPlan(_ text: String) -> Bool { text.hasPrefix(PlanToken.Kind.planPrefix) }

  /// Whether it is a `plan_id`, or the state of a question, that was changed on its way: the letter
  /// case or the prefix, or its end is missing. Taken for a key it would execute what was planned
  /// without holding it against the plan, and a second time beside it.
  ///
  /// A token's digits are told from other keys by their length, by being mixed, and by a letter
  /// that no hexadecimal number has.
  var isMangledPlan: Bool {
    // Nearly no key has as many in a row, and the rest costs as much as finding its row.
    guard Self.longestRun(in: text) >= Self.leastDigits, !isPlan,
      !text.hasPrefix(PlanToken.Kind.questionPrefix)
    else { return false }
    let word = text.lowercased()
    let runs = word.split { !$0.isLetter && !$0.isNumber }.filter(Self.isMixed)
    if word.contains("plan") || word.contains("question") {
      return runs.contains { $0.count >= Self.leastDigits }
    }
    return runs.contains { $0.count == PlanToken.digitCount && Base32.decode($0) != nil }
  }

  /// Half of a token's digits: no word is as long, and no UUID is left of them.
  private static let leastDigits = 32

  /// How many letters and numbers stand in a row; of ASCII, as all of a key is.
  private static func longestRun(in text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        run += 1
      default: run = 0
      }
      longest = max(longest, run)
    }
    return longest
  }

  private static func isMixed(_ run: Substring) -> Bool {
    run.contains(where: \.isNumber) && run.contains { $0.isLetter && !$0.isHexDigit }
  }

  /// A key that the ledger itself made, and stored.
  init(trusted text: String) { self.text = text }

  public struct InvalidKey: Error, Sendable {
    /// `invalid_key` or `placeholder_key`.
    public let code: ErrorCode
    public let message: String

    public init(code: ErrorCode, message: String) {
      self.code = code
      self.message = message
    }

    static func malformed(_ what: String) -> InvalidKey {
      InvalidKey(
        code: .invalidKey,
        message: "`idempotency_key` \(what); nothing was done; choose 8 to 128 of "
          + "A-Z a-z 0-9 . _ : - that name the one change you intend")
    }

    /// The text is one of a fixed list or all one character, so it is safe to repeat.
    static func placeholder(_ text: String) -> InvalidKey {
      InvalidKey(
        code: .placeholderKey,
        message: "`idempotency_key` is a sample value (\"\(text.prefix(64))\") that others use as "
          + "well, so it names no change of yours; nothing was done; make a key of your own")
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: ":"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

// Sample values: models copy them out of documentation, and two changes would share one key.
extension IdempotencyKey {
  private static func isPlaceholder(_ text: String) -> Bool {
    let letters = text.lowercased().utf8.filter { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
    guard let first = letters.first else { return false }
    // "xxxxxxxx", the nil UUID
    if letters.count >= 4, letters.allSatisfy({ $0 == first }) { return true }
    return placeholders.contains(String(decoding: letters, as: UTF8.self))
  }

  /// Lower-case letters and digits only: separators and case do not make a sample one's own.
  private static let placeholders: Set<String> = [
    // The sample UUIDs of OpenAPI documents, Wikipedia, RFC 4122 and the IETF draft on the
    // Idempotency-Key header, and the sample key of Stripe's documentation
    "123e4567e89b12d3a456426614174000", "123e4567e89b12d3a456426655440000",
    "550e8400e29b41d4a716446655440000", "f81d4fae7dec11d0a76500a0c91e6bf6",
    "8e03978e40d543e8bc936894a57f9324", "kg5lxwfbepakhyud",
    // Words that stand where a value should
    "changeme", "example", "examplekey", "idempotencykey", "insertkeyhere", "key", "mykey",
    "myidempotencykey", "myuniquekey", "placeholder", "randomuuid", "sample", "samplekey",
    "someuniquekey", "string", "test", "testing", "testkey", "uniqueid", "uniquekey",
    "uniquestring", "uuid", "yourkey", "yourkeyhere", "youridempotencykey",
    "youridempotencykeyhere", "youruniquekey", "youruniquekeyhere", "youruuid", "youruuidhere",
    // Runs of the keyboard
    "12345678", "123456789", "1234567890", "abcdefgh", "abcd1234", "qwertyui",
  ]
}
