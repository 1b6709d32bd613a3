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
  /// It may have been done: nobody knows yet.
  case unclear
  /// It was never found out whether it was done, and somebody said not to look any more.
  case abandoned
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
    switch row.state {
    case "done": return row.output == nil ? .expired : .replay
    case "abandoned": return .abandoned
    default: return .unclear
    }
  }
}
