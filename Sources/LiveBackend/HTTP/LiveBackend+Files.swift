import APICore
import Foundation
import JSON

extension LiveBackend {
  /// Reads a file from where the task says that it is: without the token, which belongs to the API
  /// alone, and only from where ClickUp keeps files. Whoever reads a task's text must not be led to
  /// any other address.
  public func contents(of attachment: JSONValue, atMost limit: Int) throws(APIError) -> [UInt8] {
    let address = attachment["url"]?.string ?? ""
    guard AttachmentHosts.holds(address, beside: client.encoding.address) else {
      throw APIError(
        status: nil, code: nil,
        message: "the file is not where ClickUp keeps files, and is read from nowhere else; a "
          + "person can open it in ClickUp", delivery: .notSent)
    }
    if let size = attachment["size"]?.wireInteger, size > Int64(limit) {
      throw Self.tooLarge(limit)
    }
    let answer = try client.fetchFile(address)
    guard answer.status == 200 else {
      // A redirect leads to another address.
      throw APIError(
        status: answer.status, code: nil,
        message: "the file was not given out; a person can open it in ClickUp")
    }
    guard answer.body.count <= limit else { throw Self.tooLarge(limit) }
    return answer.body
  }

  private static func tooLarge(_ limit: Int) -> APIError {
    APIError(
      status: nil, code: nil, message: "the file has more than \(limit) bytes",
      delivery: .notSent)
  }
}

/// Where files of tasks are.
enum AttachmentHosts {
  /// As recorded, and as the published examples have it.
  private static let names: Set = ["attachments.clickup.com", "attachments-public.clickup.com"]
  private static let ending = ".clickup-attachments.com"

  /// - Parameter api: where the API is: files of one on this machine may be on it too.
  static func holds(_ address: String, beside api: APIAddress) -> Bool {
    guard let parts = URLComponents(string: address), let host = parts.host?.lowercased(),
      parts.user == nil, parts.password == nil
    else { return false }
    switch parts.scheme?.lowercased() {
    case "https":
      return (names.contains(host) || host.hasSuffix(ending)) && (parts.port ?? 443) == 443
    case "http": return APIAddress.isLoopback(host) && APIAddress.isLoopback(api.host)
    default: return false
    }
  }
}

extension APIClient {
  /// Asks once for what is no answer of the API.
  fileprivate func fetchFile(_ address: String) throws(APIError) -> HTTPAnswer {
    let deadline = CallContext.current?.deadline ?? uptime.now() + limits.request
    let left = min(limits.exchange, deadline - uptime.now())
    do throws(HTTPFailure) {
      guard left > 0 else { throw HTTPFailure(.timedOut, "the call's time is up") }
      return try exchange.send(
        HTTPRequest(.get, address, headers: ["User-Agent": encoding.userAgent]),
        onFreshConnection: false, within: left)
    } catch { throw mapping.error(error, to: .read) }
  }
}
