/// What a row that stands under a key means for a call that carries this key.
///
/// A pure function over what is stored, so that it can be read, and tested, as a table.
enum LedgerDecision: Equatable {
  /// The key is free: carry it out.
  case fresh
  /// The same was done before: give its stored answer.
  case replay
  /// The same was done before, and retention let its answer go: do not do it again.
  case expired
  /// The key was used for another tool.
  case otherTool
  /// The key was used for other arguments of this tool.
  case otherArguments

  static func of(
    _ row: LedgerRow?, for tool: String, _ fingerprint: Fingerprint
  ) -> LedgerDecision {
    guard let row else { return .fresh }
    guard row.tool == tool else { return .otherTool }
    guard row.fingerprint == fingerprint.text else { return .otherArguments }
    return row.output == nil ? .expired : .replay
  }
}
