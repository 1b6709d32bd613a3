import JSON
import Ledger
import Testing

@testable import Tools

@Suite("What a dry run would do, in words")
struct RehearsalTests {
  @Test(
    arguments: [
      (.wouldExecute, "would_execute", "send PUT /task/86a"),
      (.wouldReplay, "would_replay", "give the stored answer again"),
      (.refused(.keyConflict), "key_conflict", "used for another change"),
      (.refused(.outcomeUnknown), "outcome_unknown", "be refused as `outcome_unknown`"),
    ] as [(Rehearsal.Verdict, String, String)])
  func verdict(_ verdict: Rehearsal.Verdict, text: String, words: String) {
    let rehearsal = Rehearsal(verdict, ["request": ["method": "PUT", "path": "/task/86a"]])
    let output = DryRun.output(rehearsal, understood: [:])
    let plan = output.structured["plan"]
    #expect(plan?["verdict"]?.string == text)
    #expect(plan?["would"]?.string?.contains(words) == true, "\(output)")
  }
}
