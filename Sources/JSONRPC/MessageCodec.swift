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
      return .single(refusal(error, of: line))
    }
    guard case .array(let elements) = json else { return .single(message(json)) }
    if elements.isEmpty {
      return .single(.invalid(.invalidRequest("a batch holds at least one request"), id: nil))
    }
    if elements.count > batchLimit {
      let reason =
        "a batch holds at most \(batchLimit) elements and this one \(elements.count): send several"
      return .single(.invalid(.invalidRequest(reason), id: nil))
    }
    return .batch(elements.map(message))
  }

  private static func refusal(_ error: JSONReadError, of line: [UInt8]) -> Message {
    switch error.kind {
    case .malformed: return .invalid(.parseError(error.message), id: nil)
    case .refused:
      let reason = "\(error.message) (byte \(error.offset))"
      let id = JSONScan.topLevelMember("id", in: line).flatMap(RequestID.init)
      return .invalid(.invalidRequest(reason), id: id)
    }
  }

  private static func message(_ json: JSONValue) -> Message {
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
      return .request(id, Call(method: method, params: members["params"]))
    case (nil, .string(let method)?, _):
      return .notification(Call(method: method, params: members["params"]))
    case (let id, .some(let method), _):
      let reason = "`method` must be a string and is of type \(method.typeName)"
      return .invalid(.invalidRequest(reason), id: id)
    }
  }
}

extension MessageCodec {
  /// The answer to one request: canonical JSON, without a line end.
  public static func response(
    to id: RequestID?, _ result: Result<JSONValue, RPCError>
  ) -> [UInt8] {
    var members: [String: JSONValue] = ["jsonrpc": "2.0"]
    members["id"] = id?.json
    switch result {
    case .success(let value): members["result"] = value
    case .failure(let error): members["error"] = error.json
    }
    return JSONValue.object(members).canonicalBytes
  }

  public static func notification(_ method: String, params: JSONValue) -> [UInt8] {
    let message: JSONValue = ["jsonrpc": "2.0", "method": .string(method), "params": params]
    return message.canonicalBytes
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
