import JSON

/// Why a tool did not do what it was asked: a result that the model reads, not a protocol error.
public struct ToolError: Error, Sendable {
  public let code: ErrorCode
  /// Names the argument in backticks, says what happened and what to do next; no full stop at the
  /// end.
  public var message: String
  /// Each violated rule of the arguments: `[{"pointer": "/due_date", "message": "…"}]`.
  public var violations: [JSONValue] = []
  /// The `operation` object, where the ledger has a row.
  public var operation: JSONValue?
  /// Whether asking again is safe, and how.
  public var retry: Retry?
  /// What would be done after a yes, where one is needed.
  public var plan: JSONValue?
  /// To be put to a person, where the caller said that it can.
  public var question: Question?

  public init(_ code: ErrorCode, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// What is to be known by whoever would ask again.
public struct Retry: Sendable, Hashable {
  /// Whether asking again cannot do the thing twice.
  public let isSafe: Bool
  /// Whether the retry must carry the same key.
  public let sameKey: Bool
  /// How long to wait first.
  public let after: Milliseconds?

  public init(isSafe: Bool, sameKey: Bool, after: Milliseconds? = nil) {
    self.isSafe = isSafe
    self.sameKey = sameKey
    self.after = after
  }
}

extension Retry {
  /// `{"safe","same_key","after_ms"?}`.
  public var json: JSONValue {
    var members: JSONObject = ["safe": .bool(isSafe), "same_key": .bool(sameKey)]
    if let after { members["after_ms"] = .integer(after.rawValue) }
    return .object(members)
  }
}

/// A question to a person, who answers it with yes or no.
public struct Question: Sendable {
  /// What would happen, in whole sentences.
  public let proposal: String
  /// Comes back with the answer; says, signed, what was asked about.
  public let state: String

  public init(proposal: String, state: String) {
    self.proposal = proposal
    self.state = state
  }

  public var message: String { "\(proposal) Let the agent do this?" }
}
