import JSON
import JSONRPC

/// Decides, for each message on its own, which dialect and which revision it is said in.
///
/// The era is decided by what the request carries and never by an earlier one, but for the revision
/// that `initialize` agreed on
/// (https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning).
struct Router: Sendable {
  private let identity: ServerIdentity
  private let toolNames: [String]
  private let isToolName: Set<String>
  private let prompts: Prompts

  /// - Parameter hiddenNames: tools that are never proposed, but refused in words of their own.
  init(identity: ServerIdentity, toolNames: [String], hiddenNames: [String] = []) {
    self.identity = identity
    self.toolNames = toolNames
    isToolName = Set(toolNames + hiddenNames)
    prompts = Prompts(toolNames: toolNames)
  }

  func turns(of line: ReceivedLine, negotiated: inout MCPRevision?) -> LineTurns {
    switch line {
    case .overlong(let limitBytes):
      let error = RPCError.invalidRequest(
        "a line holds at most \(limitBytes) bytes and this one more: send less at once")
      return LineTurns(received: line, isBatch: false, turns: [refusal(error, id: nil)])
    case .line(let bytes):
      switch MessageCodec.decode(bytes) {
      case .single(let message):
        return LineTurns(
          received: line, isBatch: false, turns: [turn(for: message, negotiated: &negotiated)])
      case .batch(let messages):
        if let error = refusal(ofBatch: messages, negotiated: negotiated) {
          return LineTurns(received: line, isBatch: false, turns: [refusal(error, id: nil)])
        }
        let turns = messages.map { turn(for: $0, inBatchOf: negotiated) }
        return LineTurns(received: line, isBatch: true, turns: turns)
      }
    }
  }

  private func turn(for message: Message, negotiated: inout MCPRevision?) -> Turn {
    switch message {
    case .response: return Turn(wantsAnswer: false)
    case .invalid(let error, let id): return refusal(error, id: id)
    case .notification(let call): return turn(forNotification: call, negotiated: negotiated)
    case .request(let id, let call):
      if let part = call.unreadable, !isToolCall(call, lacking: part) {
        return refusal(.invalidRequest(part.message), id: id)
      }
      do throws(RPCError) {
        let face = try face(for: call, negotiated: &negotiated)
        return turn(id: id, call, face)
      } catch {
        return Turn(
          id: id, method: call.method, revision: MCPRevision.stateless.last?.name,
          work: .refuse(error))
      }
    }
  }

  private func turn(id: RequestID, _ call: Call, _ face: any Face) -> Turn {
    let work: Turn.Work
    do throws(RPCError) {
      work = .run(try face.operation(for: call), face)
    } catch {
      work = .refuse(error)
    }
    return Turn(id: id, method: call.method, revision: face.revision?.name, work: work)
  }

  /// An answer to what could not be read follows the newest revision whose errors may lack an `id`.
  private func refusal(_ error: RPCError, id: RequestID?) -> Turn {
    Turn(id: id, revision: MCPRevision.newestLegacy.name, work: .refuse(error))
  }
}

extension Router {
  /// - Throws: when the request names its revision and cannot be served as that revision wants.
  private func face(
    for call: Call, negotiated: inout MCPRevision?
  ) throws(RPCError) -> any Face {
    if let meta = Self.statelessMeta(call) {
      return mcpFace(try Self.statelessRevision(in: meta))
    }
    if call.method == "initialize" {
      let revision = MCPRevision.negotiated(for: call.params?["protocolVersion"])
      negotiated = revision
      return mcpFace(revision)
    }
    if isDirect(call) { return DirectFace(identity: identity) }
    return mcpFace(negotiated ?? .newestLegacy)
  }

  private func mcpFace(_ revision: MCPRevision) -> MCPFace {
    MCPFace(mcp: revision, identity: identity, toolNames: toolNames, prompts: prompts)
  }

  /// Whether what could not be read is what a tool would be called with: then its answer says so.
  private func isToolCall(_ call: Call, lacking part: UnreadablePart) -> Bool {
    call.method == "tools/call" ? part.holder == .arguments : isToolName.contains(call.method)
  }

  private func isDirect(_ call: Call) -> Bool {
    call.method == DirectFace.discoverMethod || isToolName.contains(call.method)
  }

  /// `_meta` of a request that names its revision, which makes it a stateless one.
  private static func statelessMeta(_ call: Call) -> JSONValue? {
    guard let meta = call.params?["_meta"], meta[MetaKey.protocolVersion] != nil else { return nil }
    return meta
  }

  private static func statelessRevision(in meta: JSONValue) throws(RPCError) -> MCPRevision {
    guard case .string(let requested)? = meta[MetaKey.protocolVersion] else {
      throw .invalidParams("`params._meta[\"\(MetaKey.protocolVersion)\"]` must be a string")
    }
    guard case .object? = meta[MetaKey.clientCapabilities] else {
      throw .invalidParams(
        "`params._meta[\"\(MetaKey.clientCapabilities)\"]` is missing or is not an object: give {} "
          + "where there are none")
    }
    if let revision = MCPRevision.stateless.first(where: { $0.name == requested }) {
      return revision
    }
    throw RPCError(
      code: -32022, message: "Unsupported protocol version",
      data: [
        "supported": .array(MCPRevision.stateless.map { .string($0.name) }),
        "requested": .string(requested),
      ])
  }
}

extension Router {
  /// A notification is never answered; a tool's name is carried out all the same.
  private func turn(forNotification call: Call, negotiated: MCPRevision?) -> Turn {
    if call.method == "notifications/cancelled", call.unreadable == nil {
      let id = call.params?["requestId"].flatMap(RequestID.init)
      return Turn(method: call.method, wantsAnswer: false, cancels: id)
    }
    guard isToolName.contains(call.method), Self.statelessMeta(call) == nil, call.unreadable == nil
    else {
      return Turn(method: call.method, wantsAnswer: false)
    }
    let face = DirectFace(identity: identity)
    do throws(RPCError) {
      let operation = try face.operation(for: call)
      return Turn(method: call.method, wantsAnswer: false, work: .run(operation, face))
    } catch {
      return Turn(method: call.method, wantsAnswer: false)
    }
  }
}

extension Router {
  /// Batches are plain JSON-RPC, and were part of MCP in one revision only.
  private func refusal(ofBatch messages: [Message], negotiated: MCPRevision?) -> RPCError? {
    if let negotiated, !negotiated.hasBatches {
      return .invalidRequest(
        "revision \(negotiated.name) has no batches: send one request a line")
    }
    let hasStateless = messages.contains { message in
      switch message {
      case .request(_, let call), .notification(let call): Self.statelessMeta(call) != nil
      case .response, .invalid: false
      }
    }
    if !hasStateless { return nil }
    return .invalidRequest(
      "requests that name their revision in `_meta` cannot be in a batch: send one a line")
  }

  /// Without a handshake, MCP in a batch can only be of the revision that has batches.
  private func turn(for message: Message, inBatchOf negotiated: MCPRevision?) -> Turn {
    if case .request(let id, let call) = message, call.method == "initialize" {
      return refusal(
        .invalidRequest("`initialize` cannot be in a batch: send it alone, first"), id: id)
    }
    var assumed: MCPRevision? = negotiated ?? .y2025m03
    return turn(for: message, negotiated: &assumed)
  }
}
