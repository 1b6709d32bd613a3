import APICore
import EmbeddedBackend
import Foundation
import JSON

/// Reads an HTTP request as the request of a route: the opposite of what the live backend encodes,
/// written on its own so that neither hides a mistake of the other.
public enum RequestDecoding {
  /// Where the service's routes begin: those of version 2.
  public static let prefix = prefix(of: .v2)

  static func prefix(of version: APIVersion) -> String { "/api/\(version)" }

  /// Strict where the service is lenient: what is sent in a way that only happens to be understood
  /// is refused.
  static func decode(_ received: ReceivedRequest) throws(APIError) -> CallRequest {
    let (route, path, query) = try decode(received.method, received.target)
    guard !received.body.isEmpty else {
      return route.method == .get
        ? .read(ReadRequest(route, path: path, query: query))
        : .write(WriteRequest(route, path: path, query: query))
    }
    guard route.method != .get else { throw unreadable("a GET request has a body") }
    let type = received.header("content-type") ?? ""
    guard type.hasPrefix("application/json") else { throw unreadable("the body is \(type)") }
    do throws(JSONReadError) {
      let body = try JSONValue.parse(received.body)
      return .write(WriteRequest(route, path: path, query: query, body: .json(body)))
    } catch { throw unreadable("the body is not JSON: \(error)") }
  }

  /// Reads method and target: what any request says of its route.
  public static func decode(
    _ method: String, _ target: String
  ) throws(APIError) -> (Route, path: [String: String], query: [String: [String]]) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let method = HTTPMethod(rawValue: method), let version = version(of: parts[0]),
      let (route, path) = match(
        method, version, String(parts[0].dropFirst(prefix(of: version).count)))
    else { throw APIError(status: 404, code: "APP_001", message: "Route not found") }
    return (route, path, try query(parts.count > 1 ? parts[1] : ""))
  }

  public static func version(of target: some StringProtocol) -> APIVersion? {
    APIVersion.allCases.first { target.hasPrefix(prefix(of: $0) + "/") }
  }

  /// The route whose template fits, the more literal one first: `…/time_entries/current` is not
  /// the entry called `current`.
  private static func match(
    _ method: HTTPMethod, _ version: APIVersion, _ path: String
  ) -> (Route, [String: String])? {
    // As the service's framework reads it, one slash at the end says nothing.
    let path = path.hasSuffix("/") ? String(path.dropLast()) : path
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).map {
      $0.removingPercentEncoding ?? ""
    }
    return templates[method]?.lazy.filter { $0.route.version == version }.compactMap { template in
      values(of: segments, in: template.segments).map { (template.route, $0) }
    }.first
  }

  private static func values(of segments: [String], in template: [Substring]) -> [String: String]? {
    guard segments.count == template.count else { return nil }
    var values: [String: String] = [:]
    for (segment, part) in zip(segments, template) {
      if part.hasPrefix("{") {
        guard !segment.isEmpty else { return nil }
        values[String(part.dropFirst().dropLast())] = segment
      } else if part != segment {
        return nil
      }
    }
    return values
  }

  private typealias Template = (route: Route, segments: [Substring])

  private static let templates: [HTTPMethod: [Template]] = {
    let all = EmbeddedBackend.routes.map { route -> Template in
      (route, route.path.split(separator: "/", omittingEmptySubsequences: false))
    }
    func variables(_ template: Template) -> Int {
      template.segments.filter { $0.hasPrefix("{") }.count
    }
    return Dictionary(grouping: all) { $0.route.method }.mapValues { templates in
      templates.sorted { variables($0) < variables($1) }
    }
  }()

  /// `+` is a space here, as the service's framework reads it.
  private static func query(_ text: Substring) throws(APIError) -> [String: [String]] {
    var query: [String: [String]] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacing("+", with: " ").removingPercentEncoding }
      guard parts.count == 2, let name = parts[0], let value = parts[1] else {
        throw unreadable("the query has \(pair)")
      }
      query[name, default: []].append(value)
    }
    return query
  }

  /// The code is this server's own: the service has none for it.
  private static func unreadable(_ what: String) -> APIError {
    APIError(status: 400, code: "LOOPBACK_001", message: "this cannot be read: \(what)")
  }
}
