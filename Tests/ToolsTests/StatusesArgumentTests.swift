import APICore
import JSON
import Testing

@testable import Tools

@Suite struct StatusesArgumentTests {
  @Test func theFirstIsOpenAndTheLastIsClosed() throws {
    let statuses = try #require(try StatusesArgument.parse(["new", " waiting ", "solved"])?.array)
    #expect(statuses.map { $0["status"] } == ["new", "waiting", "solved"])
    #expect(statuses.map { $0["type"] } == ["open", "custom", "closed"])
    #expect(statuses.map { $0["orderindex"] } == [0, 1, 2])
  }

  @Test func noneMeansInherited() throws {
    #expect(try StatusesArgument.parse(nil) == nil)
  }

  static let wrong: [(names: [String], words: String)] = [
    (["open"], "at least two"), (["open", " "], "at least two"),
    (["Open", "open"], "\"open\" twice"),
  ]

  @Test(arguments: wrong)
  func refuses(_ example: (names: [String], words: String)) throws {
    let error = try #require(throws: ToolError.self) {
      try StatusesArgument.parse(example.names)
    }
    #expect(error.code == .invalidArguments)
    #expect(error.message.contains(example.words), "\(error.message)")
  }
}
