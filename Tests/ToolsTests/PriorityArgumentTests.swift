import APICore
import Testing

@testable import Tools

@Suite("Priorities as agents write them")
struct PriorityArgumentTests {
  @Test(
    arguments: [("1", 1), ("urgent", 1), ("High", 2), (" normal ", 3), ("low", 4), ("4", 4)]
      as [(String, Int64)])
  func priorities(text: String, number: Int64) throws {
    #expect(try PriorityArgument.parse(text) == number)
  }

  @Test(arguments: ["0", "5", "", "medium", "1.5", "none"])
  func noPriority(text: String) throws {
    let error = try #require(throws: ToolError.self) { try PriorityArgument.parse(text) }
    #expect(error.message.contains("`urgent`, `high`, `normal` or `low`"))
  }
}
