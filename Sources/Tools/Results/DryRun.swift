import JSON

/// The result of a write that was only planned:
/// `{"dry_run": true, "would", "request", "plan_id"?, "expires_at"?, "verdict"?, "understood"?}`.
enum DryRun {
  /// - Parameters:
  ///   - verdict: what `WriteLedger.dryRun` answered.
  ///   - understood: what the tool made of names and dates.
  static func output(_ verdict: JSONValue, understood: [String: JSONValue]) -> ToolOutput {
    var result = verdict
    let would = sentence(verdict)
    result["dry_run"] = true
    result["would"] = .string(would)
    if !understood.isEmpty { result["understood"] = .object(understood) }
    return ToolOutput(
      structured: result,
      sentence: "Dry run: nothing was changed. Without dry_run this would \(would).")
  }

  private static func sentence(_ verdict: JSONValue) -> String {
    switch verdict["verdict"]?.string {
    case "would_replay":
      "give the stored answer again, since this key is done; nothing would be sent"
    case "key_conflict": "be refused, since this key was used for another change"
    default:
      "send \(verdict["request"]?["method"]?.string ?? "") "
        + "\(verdict["request"]?["path"]?.string ?? "")"
    }
  }
}
