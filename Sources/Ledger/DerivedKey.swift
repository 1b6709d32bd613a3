import APICore

/// When a call without a key is taken for a repetition of an earlier one.
///
/// Only additive writes (creates, comments, time entries): doing them twice makes two. Everything
/// else executes each time: set A, set B, set A must end at A.
enum DerivedKey {
  /// Counted from the first execution and never prolonged: ten minutes cover a host that restarts
  /// the server and asks again, and are over when somebody really wants another one.
  static let window: Milliseconds = 600_000

  static func isDerived(for intent: WriteIntent) -> Bool {
    intent.key == nil && intent.isAdditive && !intent.allowsDuplicate
  }

  /// The key that stands for an execution without one, for the agent to repeat it with.
  static func key(of operationID: OperationID) -> IdempotencyKey {
    IdempotencyKey(trusted: "auto:" + operationID.digits)
  }
}

extension IdempotencyKey {
  /// The key of the one undoing of an operation that the ledger has.
  public static func undo(of operationID: String) -> IdempotencyKey {
    IdempotencyKey(trusted: undoPrefix + operationID)
  }

  private static let undoPrefix = "undo:"

  /// Whether it is kept for undoings: under it any other write would block one for good.
  var isOfUndoing: Bool { text.hasPrefix(Self.undoPrefix) }

  /// Whether it is the name of an execution: under it any other write would be taken for that one.
  var isOperationID: Bool {
    text.hasPrefix(OperationID.prefix)
      && Base32.decode(text.dropFirst(OperationID.prefix.count))?.count == OperationID.byteCount
  }
}

/// The name of one execution, e.g. `op_3v8k2m9q4t7xw`.
struct OperationID: Sendable, Hashable {
  static let prefix = "op_"
  static let byteCount = 8
  let digits: String
  var text: String { Self.prefix + digits }

  init(drawnFrom ids: any IDSource) { digits = Base32.encode(ids.next().bytes(Self.byteCount)) }
}
