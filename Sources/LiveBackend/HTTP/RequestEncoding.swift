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
    let body: Body?
    switch request.body {
    case .none: body = nil
    case .json(let value): body = Body(bytes: value.canonicalBytes, type: "application/json")
    case .file(let file):
      guard let contents = request.contents, contents.count == file.size else {
        throw APIError(
          status: nil, code: nil,
          message: "what is in the file was not given again; call with the same file and key",
          delivery: .notSent)
      }
      let form = Multipart(file, contents)
      body = Body(bytes: form.bytes, type: form.contentType)
    }
    return try encode(request.route, request.path, request.query, body: body)
  }

  private struct Body {
    let bytes: [UInt8]
    let type: String
  }

  private func encode(
    _ route: Route, _ path: [String: String], _ query: [String: [String]], body: Body?
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
    if let body { headers["Content-Type"] = body.type }
    return HTTPRequest(route.method, url, headers: headers, body: body?.bytes)
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
