import APICore
import Hashing
import JSON

/// The `plan_id` of a dry run: a signed string within a key's grammar, so that it can be the key
/// under which the plan is carried out.
///
/// It holds no plan, only what binds one: until when it is good, and short digests of what was
/// asked for and of what the plan was made from. Nothing is stored until it is executed. The state
/// of a question that a person is asked before a write is made in the same way.
struct PlanToken: Sendable, Equatable {
  /// What the token is good for; one kind is never taken for the other.
  enum Kind: Sendable, Hashable {
    /// The `plan_id` of a dry run: whoever has it may carry the plan out.
    case plan
    /// The state of a question: good only together with the answer, for a call with the same key.
    case question(key: IdempotencyKey?)

    /// Keys that begin so are plans: nobody chooses one by accident.
    static let planPrefix = "plan_"
    static let questionPrefix = "question_"

    var prefix: String {
      switch self {
      case .plan: Self.planPrefix
      case .question: Self.questionPrefix
      }
    }

    /// What the signature begins with.
    fileprivate var label: String {
      switch self {
      case .plan: "plan\0"
      case .question: "question\0"
      }
    }

    /// What the call that it is good for must have besides its arguments. A part of what was asked
    /// for, and not of the signature: a no counts whatever the key beside it.
    fileprivate var key: String {
      switch self {
      case .plan: ""
      case .question(let key): key?.text ?? ""
      }
    }
  }

  /// Long enough to ask a person, short enough that the world has not moved on.
  static let lifetime: Milliseconds = 600_000

  let kind: Kind
  let expiresAt: Milliseconds
  /// Tells two plans of the same thing, made at the same time, apart: each may be executed once.
  private let nonce: [UInt8]
  private let asked: [UInt8]
  private let targets: [UInt8]

  // Bytes: 48 bits of milliseconds last until the year 10889; the digests are compared with values
  // that nobody can choose without the secret; 14 bytes of MAC make the text come out even.
  private static let expiryLength = 6
  private static let nonceLength = 4
  private static let digestLength = 8
  private static let macLength = 14

  /// Of its text, without the prefix.
  static let digitCount =
    (expiryLength + nonceLength + 2 * digestLength + macLength) * 8 / 5

  init(
    _ kind: Kind, expiresAt: Milliseconds, nonce: UInt64, fingerprint: Fingerprint,
    planned: PlannedWrite, secret: [UInt8]
  ) {
    self.kind = kind
    self.expiresAt = expiresAt
    self.nonce = nonce.bytes(Self.nonceLength)
    asked = Self.digest(of: fingerprint, kind, secret)
    targets = Self.digest(of: planned, secret)
  }

  /// nil where `text` was not made from this secret for this scope.
  init?(_ text: String, as kind: Kind, scope: Scope, secret: [UInt8]) {
    // Longer is not a token of ours, and need not be decoded.
    guard text.hasPrefix(kind.prefix), text.utf8.count <= IdempotencyKey.lengths.upperBound,
      let bytes = Base32.decode(text.dropFirst(kind.prefix.count))
    else { return nil }
    self.kind = kind
    let lengths = [
      Self.expiryLength, Self.nonceLength, Self.digestLength, Self.digestLength, Self.macLength,
    ]
    guard bytes.count == lengths.reduce(0, +) else { return nil }
    var rest = bytes[...]
    var parts: [[UInt8]] = []
    for length in lengths {
      parts.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    let mac = Self.mac(parts.dropLast().flatMap(\.self), kind, scope, secret)
    guard isEqualInConstantTime(mac, parts[4]) else { return nil }
    expiresAt = Milliseconds(parts[0].reduce(0) { $0 << 8 | Int64($1) })
    nonce = parts[1]
    asked = parts[2]
    targets = parts[3]
  }

  func text(for scope: Scope, secret: [UInt8]) -> String {
    let payload = expiresAt.rawValue.bytes(Self.expiryLength) + nonce + asked + targets
    return kind.prefix + Base32.encode(payload + Self.mac(payload, kind, scope, secret))
  }

  /// Whether it was made for these arguments of this tool, and a question for this key.
  func isFor(_ fingerprint: Fingerprint, secret: [UInt8]) -> Bool {
    isEqualInConstantTime(asked, Self.digest(of: fingerprint, kind, secret))
  }

  /// Whether what was planned now writes to the same place, and what it was made from has not
  /// changed.
  ///
  /// The body is not compared: "now" and "tomorrow" are resolved when the plan is carried out.
  func stillHolds(_ planned: PlannedWrite, secret: [UInt8]) -> Bool {
    isEqualInConstantTime(targets, Self.digest(of: planned, secret))
  }

  private static func digest(
    of fingerprint: Fingerprint, _ kind: Kind, _ secret: [UInt8]
  ) -> [UInt8] {
    let text = "asked\0\(kind.key)\0\(fingerprint.text)"
    return Array(HMAC.sha256(text.utf8, key: secret).prefix(digestLength))
  }

  private static func digest(of planned: PlannedWrite, _ secret: [UInt8]) -> [UInt8] {
    var request = planned.request.json
    request["body"] = nil
    request["targets"] = .object(JSONObject(planned.targets().mapValues { .string($0) }))
    if !planned.consequences.isEmpty { request["consequences"] = .object(planned.consequences) }
    if let version = planned.version { request["version"] = .string(version) }
    let bytes = Array("targets\0".utf8) + request.canonicalBytes
    return Array(HMAC.sha256(bytes, key: secret).prefix(digestLength))
  }

  private static func mac(
    _ payload: [UInt8], _ kind: Kind, _ scope: Scope, _ secret: [UInt8]
  ) -> [UInt8] {
    let bytes = Array(kind.label.utf8) + payload + scope.json.canonicalBytes
    return Array(HMAC.sha256(bytes, key: secret).prefix(macLength))
  }
}
