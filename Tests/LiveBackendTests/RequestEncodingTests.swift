import APICore
import JSON
import Testing

@testable import LiveBackend

struct RequestEncodingTests {
  private func encoding(_ token: String = "pk_1_A") throws -> RequestEncoding {
    RequestEncoding(address: try APIAddress(), token: try Token(token), userAgent: "taskledger/1")
  }

  private func url(_ request: ReadRequest) throws -> String {
    String(try encoding().encode(request).url.dropFirst("https://api.clickup.com/api/v2".count))
  }

  @Test func pathValuesAreEncodedWhole() throws {
    let request = ReadRequest(
      Route(.get, "/space/{space_id}/tag/{tag_name}"),
      path: ["space_id": "1", "tag_name": "a/b?c#d %é"])
    #expect(try url(request) == "/space/1/tag/a%2Fb%3Fc%23d%20%25%C3%A9")
  }

  @Test func eachVersionHasItsOwnBase() throws {
    let request = WriteRequest(
      Route(.put, "/workspaces/{workspace_id}/x", of: .v3), path: ["workspace_id": "9"])
    #expect(
      try encoding().encode(request).url == "https://api.clickup.com/api/v3/workspaces/9/x")
  }

  @Test func arrayParametersKeepTheirBracketsAndTheirOrder() throws {
    let request = ReadRequest(
      .getTeamTasks, path: ["team_Id": "9"],
      query: ["statuses[]": ["to do", "Ä&b=c"], "page": ["0"], "task_ids": ["a", "b"]])
    #expect(
      try url(request)
        == "/team/9/task?page=0&statuses%5B%5D=to%20do&statuses%5B%5D=%C3%84%26b%3Dc"
        + "&task_ids=a&task_ids=b")
  }

  @Test(arguments: [[:], ["task_id": ""], ["task_id": "."], ["task_id": ".."]])
  func aValueThatWouldLeadElsewhereIsNotSent(path: [String: String]) throws {
    let error = try #require(throws: APIError.self) {
      try url(ReadRequest(.getTask, path: path))
    }
    #expect(error.delivery == .notSent)
    #expect(error.message.contains("`task_id` of GET /task/{task_id}"))
  }

  @Test func aBodyGoesAsJSONAndWithoutOneThereIsNoContentType() throws {
    let write = WriteRequest(
      .createTask, path: ["list_id": "1"], body: .json(["name": "é", "n": 9_007_199_254_740_993]))
    let request = try encoding().encode(write)
    #expect(request.method == .post)
    #expect(
      request.body.map { String(decoding: $0, as: UTF8.self) }
        == #"{"n":9007199254740993,"name":"é"}"#)
    #expect(request.headers["Content-Type"] == "application/json")
    let bare = try encoding().encode(
      WriteRequest(.addTaskTag, path: ["task_id": "1", "tag_name": "x"]))
    #expect(bare.body == nil)
    #expect(bare.headers["Content-Type"] == nil)
  }

  @Test(arguments: [
    ("pk_1_A", "pk_1_A"), ("12_abc", "Bearer 12_abc"), ("Bearer 12_abc", "Bearer 12_abc"),
    (" bearer pk_1_A\n", "pk_1_A"),
  ])
  func personalTokensGoAsTheyAreOAuthTokensAsBearer(text: String, header: String) throws {
    let request = try encoding(text).encode(ReadRequest(.getUser))
    #expect(request.headers["Authorization"] == header)
    #expect(request.headers["User-Agent"] == "taskledger/1")
  }
}
