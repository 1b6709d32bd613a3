import APICore
import JSON
import Testing

@testable import Tools

/// A comment that has the last ID that there is.
@Suite struct LastCommentTests {
  @Test func nothingIsCountedBeyondIt() throws {
    let id = Int64.max
    let reader = WorkspaceReader(
      workspaceID: "9",
      read: { request throws(APIError) in
        #expect(request.query == ["start": ["1001"], "start_id": ["\(id)"]])
        return ["comments": [["id": .string("\(id)"), "comment_text": "Last"]]]
      }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
    let state = try StateReading(
      workspace: reader, path: ["task_id": "a", "comment_id": "\(id)", "date": "1000"]
    ).comment()
    #expect(state["comment_text"] == "Last")
  }

  @Test(arguments: [Int64.min, -1, 0, 5, .max])
  func aPriorityThatThereIsNotHasNoName(number: Int64) {
    #expect(Priority(rawValue: number) == nil)
  }
}
