import APICore
import JSON

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Puts answers, refusals and failures into HTTP as the recordings show them.
public struct Replies {
  let rate: RateWindow
  let now: Milliseconds

  /// A token that the service does not know (recorded).
  static let wrongToken = APIError(
    status: 401, code: "OAUTH_018", message: "Oauth token not found")

  /// A deleted task is answered by 204 and nothing (recorded); anything else by 200 and JSON.
  func answer(_ value: JSONValue) -> Reply {
    value.isNull ? Reply(204, headers: headers) : json(200, value)
  }

  /// What the service answers to a write, from what the embedded Workspace does: who replies to a
  /// comment is told nothing (as published).
  public static func answer(_ value: JSONValue, to route: Route) -> JSONValue {
    route == .createThreadedComment ? [:] : value
  }

  /// What answers an ID that never was (recorded for tasks, Spaces, Folders and Lists): the very
  /// same. What answers one that was deleted is in no recording, and stays as the embedded Workspace
  /// has it.
  static let unknownID = wrongToken

  /// What answers an ID of another Workspace: OAUTH_023, _027 or _056, which one for what is in no
  /// recording. The words are those of https://developer.clickup.com/docs/common_errors.
  static func elsewhere(_ code: String) -> APIError {
    APIError(status: 401, code: code, message: "Team(s) not authorized")
  }

  func refused(_ error: APIError, of version: APIVersion?) -> Reply {
    json(error.status ?? 500, Self.refusal(error, of: version, at: now))
  }

  /// Version 3 has no codes (as published).
  public static func refusal(
    _ error: APIError, of version: APIVersion?, at now: Milliseconds
  ) -> JSONValue {
    if version == .v3 {
      return [
        "status": .integer(Int64(error.status ?? 500)), "message": .string(error.message),
        "trace_id": 1, "timestamp": .integer(now.rawValue),
      ]
    }
    var body: JSONValue = ["err": .string(error.message)]
    body["ECODE"] = error.code.map(JSONValue.string)
    return body
  }

  /// What a gateway or an overloaded service answers without having looked at the request.
  func failure(_ status: Int) -> Reply {
    switch status {
    // https://developer.clickup.com/docs/rate-limits
    case 429: limited
    case 500: json(500, ["err": "Internal server error", "ECODE": "APP_000"])
    default: page(status)
    }
  }

  func reaction(_ reply: Reply, _ ending: Fault.Ending) -> Reaction {
    switch ending {
    case .answer: .answer(reply)
    case .reset: .reset
    case .close: .close
    case .silence: .silence
    case .hang: .hang(then: .answer(reply))
    case .status(let status): .answer(failure(status))
    case .limited(let seconds): .answer(limited(for: seconds))
    // 204 has no body to cut: half of its head then.
    case .truncated where reply.body.isEmpty: .bytes(Array(reply.bytes.prefix(20)))
    case .truncated: .truncated(reply, bodyBytes: reply.body.count / 2)
    case .page: .answer(page(200))
    }
  }

  private var limited: Reply {
    var reply = json(429, ["err": "Rate limit reached", "ECODE": "APP_002"])
    reply.headers["X-RateLimit-Remaining"] = "0"
    return reply
  }

  private func limited(for seconds: Int) -> Reply {
    var reply = json(429, ["err": "Rate limit reached", "ECODE": "APP_002"])
    reply.headers["Retry-After"] = String(seconds)
    return reply
  }

  private func json(_ status: Int, _ value: JSONValue) -> Reply {
    var headers = headers
    headers["Content-Type"] = "application/json; charset=utf-8"
    return Reply(status, headers: headers, body: value.canonicalBytes)
  }

  private func page(_ status: Int) -> Reply {
    Reply(
      status, headers: ["Content-Type": "text/html", "Date": date],
      text: "<!DOCTYPE html><html><body><h1>\(status)</h1></body></html>")
  }

  private var headers: [String: String] {
    var headers = rate.headers
    headers["Date"] = date
    return headers
  }

  /// As HTTP writes instants (RFC 9110, section 5.6.7): "Mon, 26 Jan 2026 14:42:01 GMT".
  private var date: String {
    var seconds = time_t(now.rawValue / 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
