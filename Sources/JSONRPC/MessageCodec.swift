import JSON

/// Lines to messages and answers to lines (https://www.jsonrpc.org/specification).
public enum MessageCodec {
  /// 1,000 elements: far beyond what clients send together, and few enough that one line cannot
  /// keep the process busy for long.
  public static let batchLimit = 1_000

  /// Decodes one line; whatever is wrong with it becomes a `Message.invalid`.
  ///
  /// An error whose request's identifier cannot be read is answered without `id`: JSON-RPC 2.0
  /// wants null there, which no MCP schema allows.
  public static func decode(_ line: [UInt8]) -> LineContent {
    let json: JSONValue
    do {
      json = try JSONValue.parse(line)
    } catch {
      return refused(line, error)
    }
    guard case .array(let elements) = json else { return .single(message(json)) }
    return batch(of: elements.count) { elements.map { message($0) } }
  }

  private static func batch(of count: Int, _ messages: () -> [Message]) -> LineContent {
    if count == 0 {
      return .single(.invalid(.invalidRequest("a batch holds at least one request"), id: nil))
    }
    if count > batchLimit {
      let reason =
        "a batch holds at most \(batchLimit) elements and this one \(count): send several"
      return .single(.invalid(.invalidRequest(reason), id: nil))
    }
    return .batch(messages())
  }

  /// What is JSON and refused stands in one place; what is around it can still be answered.
  private static func refused(_ line: [UInt8], _ error: JSONReadError) -> LineContent {
    guard error.kind == .refused, let parts = JSONScan.parts(of: line) else {
      return .single(.invalid(.parseError(error.message), id: nil))
    }
    guard parts.allSatisfy({ $0.name == nil }), !parts.isEmpty else {
      return .single(message(around: error, in: line, parts))
    }
    return batch(of: parts.count) {
      parts.map { part in
        let element = Array(line[part.value])
        do throws(JSONReadError) {
          return message(try JSONValue.parse(element))
        } catch {
          return message(around: error, in: element, JSONScan.parts(of: element) ?? [])
        }
      }
    }
  }

  /// The message of a text whose only refused part is in the arguments of a call, or in its
  /// parameters.
  private static func message(
    around error: JSONReadError, in text: [UInt8], _ parts: [JSONScan.Part]
  ) -> Message {
    if let params = parts.first(where: { $0.name == "params" })?.value {
      let inner = JSONScan.parts(of: text[params]) ?? []
      let arguments = inner.first { $0.name == "arguments" }.map { part in
        (params.lowerBound + part.value.lowerBound)..<(params.lowerBound + part.value.upperBound)
      }
      for case let (place, range?) in [
        (.arguments, arguments), (.params, params),
      ] as [(UnreadablePart.Holder, Range<Int>?)] where text[range].first == UInt8(ascii: "{") {
        let members = JSONScan.parts(of: text[range]) ?? []
        let offset = error.offset - range.lowerBound
        let part = UnreadablePart(
          holder: place,
          member: members.last { $0.range.lowerBound <= offset && offset < $0.range.upperBound }?
            .name, message: "\(error.message) (byte \(error.offset))")
        do throws(JSONReadError) {
          let around = text[..<range.lowerBound] + Array("{}".utf8) + text[range.upperBound...]
          return message(try JSONValue.parse(around), lacking: part)
        } catch { continue }
      }
    }
    let id = JSONScan.topLevelMember("id", in: text).flatMap(RequestID.init)
    return .invalid(.invalidRequest("\(error.message) (byte \(error.offset))"), id: id)
  }

  private static func message(_ json: JSONValue, lacking part: UnreadablePart? = nil) -> Message {
    guard case .object(let members) = json else {
      let reason = "a message is an object and not of type \(json.typeName)"
      return .invalid(.invalidRequest(reason), id: nil)
    }
    let id = members["id"].flatMap(RequestID.init)
    let hasUnusableID = members["id"] != nil && id == nil
    let isAnswer = members["result"] != nil || members["error"] != nil

    switch (id, members["method"], isAnswer) {
    case (_, nil, true):
      return .response
    case _ where hasUnusableID:
      return .invalid(.invalidRequest("`id` must be a string or a 64-bit integer"), id: nil)
    case (let id, nil, false):
      return .invalid(.invalidRequest("`method` is missing"), id: id)
    case (let id, .string?, _) where members["jsonrpc"] != "2.0":
      return .invalid(.invalidRequest(#"`jsonrpc` must be "2.0""#), id: id)
    case (let id?, .string(let method)?, _):
      return .request(id, Call(method: method, params: members["params"], unreadable: part))
    case (nil, .string(let method)?, _):
      return .notification(Call(method: method, params: members["params"], unreadable: part))
    case (let id, .some(let method), _):
      let reason = "`method` must be a string and is of type \(method.typeName)"
      return .invalid(.invalidRequest(reason), id: id)
    }
  }
}

/// The `result` of an answer.
public enum ResultBody: Sendable {
  case value(JSONValue)
  /// As `JSONValue.lineBytes` wrote it earlier.
  case written([UInt8])
}

extension MessageCodec {
  /// The answer to one request: canonical JSON, fit for a line and without a line end.
  public static func response(
    to id: RequestID?, _ result: Result<ResultBody, RPCError>
  ) -> [UInt8] {
    switch result {
    case .success(let body): return response(to: id, body)
    case .failure(let error):
      var members: JSONObject = ["error": error.json, "jsonrpc": "2.0"]
      members["id"] = id?.json
      return JSONValue.object(members).lineBytes
    }
  }

  /// Puts the members where their order has them, so that a result is not copied or written again.
  private static func response(to id: RequestID?, _ body: ResultBody) -> [UInt8] {
    var bytes: [UInt8] = []
    switch body {
    case .value: bytes.reserveCapacity(2_048)  // Most answers fit.
    case .written(let result): bytes.reserveCapacity(result.count + 100)
    }
    bytes.append(UInt8(ascii: "{"))
    if let id {
      bytes.append(contentsOf: #""id":"#.utf8)
      id.json.writeLine(to: &bytes)
      bytes.append(UInt8(ascii: ","))
    }
    bytes.append(contentsOf: #""jsonrpc":"2.0","result":"#.utf8)
    switch body {
    case .value(let value): value.writeLine(to: &bytes)
    case .written(let result): bytes.append(contentsOf: result)
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  public static func notification(_ method: String, params: JSONValue) -> [UInt8] {
    let message: JSONValue = ["jsonrpc": "2.0", "method": .string(method), "params": params]
    return message.lineBytes
  }

  /// The answers to the requests of one batch, as one array.
  public static func batch(_ responses: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    for (index, response) in responses.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: response)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }
}
