import APICore
import JSON

/// Turns a request of the contract into one of HTTP.
struct RequestEncoding: Sendable {
  let address: APIAddress
  let token: Token
  /// "taskledger/1.2.3".
  let userAgent: String

  func encode(_ request: ReadRequest) throws(APIError) -> HTTPRequest {
    try encode(request.route, request.path, request.query, body: nil)
  }

  func encode(_ request: WriteRequest) throws(APIError) -> HTTPRequest {
    let body: [UInt8]? =
      switch request.body {
      case .none: nil
      case .json(let value): value.canonicalBytes
      }
    return try encode(request.route, request.path, request.query, body: body)
  }

  private func encode(
    _ route: Route, _ path: [String: String], _ query: [String: [String]], body: [UInt8]?
  ) throws(APIError) -> HTTPRequest {
    var url = address.base(of: route.version)
    for segment in route.path.split(separator: "/") {
      url += "/"
      if segment.hasPrefix("{"), segment.hasSuffix("}") {
        url += try Self.value(String(segment.dropFirst().dropLast()), of: route, path)
      } else {
        url += segment
      }
    }
    var separator = "?"
    for (name, values) in query.sorted(by: { $0.key < $1.key }) {
      for value in values {
        url += "\(separator)\(Self.percentEncoded(name))=\(Self.percentEncoded(value))"
        separator = "&"
      }
    }
    var headers = [
      "Authorization": token.authorization, "Accept": "application/json", "User-Agent": userAgent,
    ]
    // Not without a body: some servers then look for one and answer 400.
    if body != nil { headers["Content-Type"] = "application/json" }
    return HTTPRequest(route.method, url, headers: headers, body: body)
  }

  /// - Throws: where the value would lead to another route: an empty one or one of dots, which are
  ///   taken out of an address even when they are encoded.
  private static func value(
    _ name: String, of route: Route, _ path: [String: String]
  ) throws(APIError) -> String {
    guard let value = path[name], !value.isEmpty, value != ".", value != ".." else {
      throw APIError(
        status: nil, code: nil,
        message: "`\(name)` of \(route) must be an ID, and is "
          + (path[name].map { "`\($0)`" } ?? "missing"), delivery: .notSent)
    }
    return percentEncoded(value)
  }

  /// All but the unreserved characters (https://www.rfc-editor.org/rfc/rfc3986#section-2.3), the
  /// brackets of array parameters too.
  static func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += byte < 16 ? "%0" : "%"
        encoded += String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}
