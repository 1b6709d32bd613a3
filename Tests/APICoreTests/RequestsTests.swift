import APICore
import JSON
import Testing

@Suite("A request as it is shown")
struct RequestsTests {
  @Test("The path is filled in; what a request does not have is left out")
  func shown() {
    let plain = WriteRequest(.deleteTask, path: ["task_id": "86a"])
    #expect(plain.json == ["method": "DELETE", "path": "/task/86a"])
    let full = WriteRequest(
      .setFieldValue, path: ["task_id": "86a", "field_id": "f-1"], query: ["tags[]": ["x", "y"]],
      body: .json(["value": 3]))
    #expect(
      full.json == [
        "method": "POST", "path": "/task/86a/field/f-1", "query": ["tags[]": ["x", "y"]],
        "body": ["value": 3],
      ])
  }
}
