import APICore
import JSON
import Ledger

/// The arguments of a write that speak to the ledger and not to the tool.
///
/// They are not part of the fingerprint: the same change asked for with and without `dry_run` is
/// the same change.
struct WriteControl: Sendable {
  static let names: Set<String> = [
    "idempotency_key", "dry_run", "allow_duplicate", "expected_version",
  ]

  var key: IdempotencyKey?
  var isDryRun = false
  var allowsDuplicate = false
  var isAdditive = false
  /// What the caller read before it decided: the write is refused where it has changed since.
  var expectedVersion: String?

  /// What a tool gets that is not a write.
  static let none = WriteControl()

  private init() {}

  /// Takes the control arguments out of `arguments`, which have passed the schema.
  ///
  /// - Throws: `invalid_key` or `placeholder_key`; `invalid_key` also where two keys differ.
  init(
    takingFrom arguments: inout JSONObject, outerKeys: [String], isAdditive: Bool
  ) throws(ToolError) {
    isDryRun = arguments.removeValue(forKey: "dry_run")?.bool ?? false
    allowsDuplicate = arguments.removeValue(forKey: "allow_duplicate")?.bool ?? false
    expectedVersion = arguments.removeValue(forKey: "expected_version")?.string
    self.isAdditive = isAdditive
    let inner = arguments.removeValue(forKey: "idempotency_key")?.string
    let given = [inner].compactMap(\.self) + outerKeys
    guard let first = given.first else { return }
    if let other = given.first(where: { $0 != first }) {
      throw ToolError(
        .invalidKey,
        "this call carries two different keys, \(quoted(first)) and \(quoted(other)); nothing was "
          + "done; give one `idempotency_key`, the one that names the change you intend")
    }
    do {
      key = try IdempotencyKey(first)
    } catch {
      throw ToolError(error.code, error.message)
    }
  }
}
