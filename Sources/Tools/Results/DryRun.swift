import JSON

/// The result of a write that was only planned:
/// `{"plan": {"would", "request", "plan_id"?, "expires_at"?, "verdict"?, "understood"?}}`.
///
/// In one member, so that the outputSchema of a write declares one more and not six.
enum DryRun {
  /// - Parameters:
  ///   - verdict: what `WriteLedger.dryRun` answered.
  ///   - understood: what the tool made of names and dates.
  ///   - names: which tasks were found by name, in sentences.
  static func output(
    _ verdict: JSONValue, understood: JSONObject, noting names: [String]
  ) -> ToolOutput {
    var plan = verdict
    let would = sentence(verdict)
    plan["would"] = .string(would)
    if !understood.isEmpty { plan["understood"] = .object(understood) }
    return ToolOutput(
      structured: JSONValue.object(["plan": plan]).noting(names),
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
