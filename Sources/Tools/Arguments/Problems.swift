import APICore

/// Collects what is wrong with several arguments, so that all of it is said at once: a model that
/// is told one thing at a time needs as many calls.
struct Problems {
  private var errors: [ToolError] = []

  mutating func check(_ argument: @autoclosure () throws(ToolError) -> Void) {
    do { try argument() } catch { errors.append(error) }
  }

  /// The same of what is looked at in several steps.
  mutating func check(_ body: () throws(ToolError) -> Void) {
    do { try body() } catch { errors.append(error) }
  }

  /// What `argument` is; nil, and remembered, where it is refused.
  mutating func value<Value>(_ argument: @autoclosure () throws(ToolError) -> Value?) -> Value? {
    do {
      return try argument()
    } catch {
      errors.append(error)
      return nil
    }
  }

  func throwIfAny() throws(ToolError) {
    if !errors.isEmpty { throw combined }
  }

  /// The only error as it is; several in one, under their common code or, where they have none,
  /// `invalid_arguments`. What is not a fault of an argument stands alone.
  ///
  /// Asked for after something failed; `internal_error` where nothing did.
  var combined: ToolError {
    guard let first = errors.first else {
      return ToolError(
        .internalError,
        "arguments were refused without a reason; nothing was changed; this is a defect of "
          + "taskledger, please report it")
    }
    let ofArguments: Set<ErrorCode> = [.invalidArguments, .notFound, .ambiguous]
    if let other = errors.first(where: { !ofArguments.contains($0.code) }) { return other }
    guard errors.count > 1 else { return first }
    var all = ToolError(
      Set(errors.map(\.code)).count == 1 ? first.code : .invalidArguments,
      "\(errors.count) arguments are wrong, nothing was changed: "
        + errors.map(\.message).joined(separator: "; "))
    all.violations = errors.flatMap(\.violations)
    return all
  }
}
