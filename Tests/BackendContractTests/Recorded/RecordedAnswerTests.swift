import APICore
import JSON
import LiveBackend
import Testing

/// Every answer that the real service was recorded to give is understood.
@Suite(.enabled(if: !Recording.all.isEmpty, "TASKLEDGER_SHARED names the recordings"))
struct RecordedAnswerTests {
  /// Answers whatever it is asked with one recorded answer.
  private struct Recorded: HTTPExchange {
    let recording: Recording

    func send(
      _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
    ) throws(HTTPFailure) -> HTTPAnswer {
      HTTPAnswer(
        status: recording.status, headers: recording.headers,
        body: recording.body.isNull ? [] : recording.body.canonicalBytes)
    }
  }

  @Test func thereAreAllOfThem() {
    #expect(Recording.all.count > 140)
    #expect(Set(Recording.all.compactMap { $0.request?.0 }).count > 25)
  }

  @Test(arguments: Recording.all)
  func decodes(_ recording: Recording) throws {
    let backend = LiveBackend(
      client: APIClient(
        exchange: Recorded(recording: recording), token: try Token("pk_1_RECORDED"),
        address: try APIAddress()))
    let (route, path, query) = recording.request ?? (recording.literal, [:], [:])
    do throws(APIError) {
      let answer =
        route.method == .get
        ? try backend.read(ReadRequest(route, path: path, query: query))
        : try backend.write(
          WriteRequest(route, path: path, query: query),
          in: Dispatch(operationID: "recorded", attempt: 1))
      #expect((200...299).contains(recording.status))
      #expect(answer == recording.body)
    } catch {
      #expect(error.status == recording.status)
      #expect(error.code == recording.body["ECODE"]?.string)
      #expect(error.delivery == .refused)
      let words = recording.body["err"]?.string ?? "?"
      #expect(error.message.contains(words), "\(error.message)")
      #expect(recording.status >= 400)
    }
  }
}
