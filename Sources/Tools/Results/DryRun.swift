import JSON
import Ledger

/// The result of a write that was only planned:
/// `{"plan": {"would", "request", "plan_id"?, "expires_at"?, "verdict"?, "understood"?}}`.
///
/// In one member, so that the outputSchema of a write declares one more and not six.
enum DryRun {
  /// - Parameter understood: what the tool made of names and dates.
  static func output(_ rehearsal: Rehearsal, understood: JSONObject) -> ToolOutput {
    var plan = rehearsal.json
    let would = sentence(rehearsal)
    plan["would"] = .string(would)
    if !understood.isEmpty { plan["understood"] = .object(understood) }
    return ToolOutput(
      structured: ["plan": plan],
      sentence: "Dry run: nothing was changed. Without dry_run this would \(would).")
  }

  private static func sentence(_ rehearsal: Rehearsal) -> String {
    switch rehearsal.verdict {
    case .wouldReplay:
      "give the stored answer again, since this key is done; nothing would be sent"
    case .refused(.keyConflict): "be refused, since this key was used for another change"
    case .refused(let code): "be refused as `\(code.rawValue)`; nothing would be sent"
    case .wouldExecute:
      "send \(rehearsal["request"]?["method"]?.string ?? "") "
        + "\(rehearsal["request"]?["path"]?.string ?? "")"
    }
  }
}
