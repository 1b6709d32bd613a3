import APICore
import JSON
import Testing

@testable import Ledger

@Suite("Policies put together")
struct PolicyMergingTests {
  /// Draws small numbers, so that two policies often speak of the same things.
  private struct Draw {
    let ids: SeededIDSource

    func below(_ count: Int) -> Int { Int(ids.next() % UInt64(count)) }

    func names() -> Set<String> { Set((0..<below(3)).map { _ in "\(below(4))" }) }

    func policy() -> Policy {
      var policy = Policy()
      policy.isReadOnly = below(8) == 0
      policy.toolAllowances = Set(
        (0..<below(3)).map { _ in ToolAllowance(toolsets: names(), tools: names()) })
      policy.deniedToolsets = names()
      policy.deniedTools = names()
      policy.territories = Set(
        (0..<below(3)).map { _ in
          Territory(workspaces: names(), spaces: names(), folders: names(), lists: names())
        })
      for limit in WriteBudget.Limit.allCases where below(2) == 0 {
        policy.budget.limits[limit] = below(4)
      }
      return policy
    }

    func place() -> Place {
      Place(
        name: "it", workspaceID: "\(below(4))", spaceID: "\(below(4))", folderID: "\(below(4))",
        listID: below(2) == 0 ? "\(below(4))" : nil)
    }

    func usage() -> PolicyDecision.Usage {
      var usage = PolicyDecision.Usage()
      for limit in WriteBudget.Limit.allCases where below(3) == 0 {
        usage.reached[limit] = Milliseconds(Int64(below(1_000)))
      }
      return usage
    }
  }

  private static let requests = [
    WriteRequest(.createTask, path: ["list_id": "1"]),
    WriteRequest(.deleteTask, path: ["task_id": "1"]),
    WriteRequest(.deleteTimeEntry, path: ["team_id": "1", "timer_id": "1,2,3"]),
  ]

  @Test func laws() {
    let draw = Draw(ids: SeededIDSource(seed: 3))
    for _ in 0..<5_000 {
      let (a, b, c) = (draw.policy(), draw.policy(), draw.policy())
      #expect(a.tightened(by: b) == b.tightened(by: a))
      #expect(a.tightened(by: b).tightened(by: c) == a.tightened(by: b.tightened(by: c)))
      #expect(a.tightened(by: a) == a)
      #expect(a.tightened(by: .unlimited) == a)
    }
  }

  /// What the two together allow, each allows alone; and for tools and places the other way round.
  @Test func neverLooserThanEither() {
    let draw = Draw(ids: SeededIDSource(seed: 4))
    var (allowed, refused) = (0, 0)
    for _ in 0..<20_000 {
      let (a, b) = (draw.policy(), draw.policy())
      let both = a.tightened(by: b)
      let (tool, toolset) = ("\(draw.below(4))", "\(draw.below(4))")
      func has(_ policy: Policy) -> Bool {
        policy.denial(ofTool: tool, in: toolset, writes: true) == nil
      }
      #expect(has(both) == (has(a) && has(b)))
      let request = Self.requests[draw.below(Self.requests.count)]
      let (places, usage) = ([draw.place(), draw.place()], draw.usage())
      func allows(_ policy: Policy) -> Bool {
        PolicyDecision.of(request, at: places, after: usage, under: policy) == .allowed
      }
      // The usage is what is reached; a limit that no policy names is none.
      #expect(allows(both) == (allows(a) && allows(b)))
      if allows(both) { allowed += 1 } else { refused += 1 }
    }
    #expect(allowed > 500 && refused > 500)
  }
}
