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

  @Test("It can be taken apart again", arguments: Route.all)
  func read(route: Route) {
    let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }
    let path = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { (String($1.dropFirst().dropLast()), "9\($0)") }
    )
    for body in [WriteRequest.Body.none, .json(["name": "x"])] {
      let request = WriteRequest(route, path: path, query: ["a[]": ["1", "2"]], body: body)
      #expect(WriteRequest(shown: request.json) == request)
    }
  }

  @Test("The version is part of what names an operation, and is shown and kept where it is not 2")
  func versions() {
    let route = Route(.put, "/task/{task_id}", of: .v3)
    #expect(route != .updateTask && route.effect == .undeclared)
    let request = WriteRequest(route, path: ["task_id": "86a"])
    #expect(request.json == ["method": "PUT", "path": "/v3/task/86a"])
    #expect("\(route)" == "PUT /v3/task/{task_id}")
    #expect(WriteRequest(template: request.template) == request)
    let second = WriteRequest(.updateTask, path: ["task_id": "86a"])
    #expect(second.template["route"] == "/task/{task_id}")
    #expect(WriteRequest(template: second.template) == second && second != request)
    #expect(WriteRequest(shown: request.json) == nil)
  }

  @Test("A tag may be called anything; what fits no route is not read")
  func odd() {
    let tag = WriteRequest(.addTaskTag, path: ["task_id": "86a", "tag_name": "a/b c"])
    #expect(WriteRequest(shown: tag.json) == tag)
    for path in ["", "/", "/task/", "/task//tag/x", "/task/86a/merge/x", "task/86a", "/goal/1"] {
      #expect(WriteRequest(shown: ["method": "DELETE", "path": .string(path)]) == nil, "\(path)")
    }
    #expect(WriteRequest(shown: ["method": "PATCH", "path": "/task/86a"]) == nil)
  }
}
