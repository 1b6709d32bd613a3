/// `taskledger ledger undo`: the tool of that purpose, switched on for this one call. Where it
/// deletes, it is told first what would go, and `--yes` is the yes to that.
enum UndoLedger {
  static func run(_ operationID: String, _ options: ProgramOptions) throws(UsageError) -> Int32 {
    var options = options
    options.set(.tools, "undo_operation")
    return try CallCommand.run(
      "undo_operation", ["operation_id=\(operationID)"], options,
      confirmation: options.isOn(.yes) ? .given : .by("`--yes`"))
  }
}
