import APICore
import JSON
import JSONRPC
import Tools

/// Questions in the middle of a call, in the words of the stateless revision: the result says what
/// is asked, and the same call comes again with the answer
/// (https://modelcontextprotocol.io/specification/2026-07-28/basic/mrtr).
enum ElicitationRendering {
  /// - Throws: -32602 where an answer is there and has no form in which it could be one: to pass it
  ///   over would ask the person again and again.
  static func dialogue(
    params: JSONObject, meta: JSONObject
  ) throws(RPCError) -> Dialogue {
    guard hasForms(meta[MetaKey.clientCapabilities]) else { return .none }
    var answers: JSONObject = [:]
    switch params["inputResponses"] {
    case nil, .null?: break
    case .object(let members)?: answers = members
    case .some(let other):
      throw .invalidParams(
        "`params.inputResponses` must be an object and is of type \(other.typeName)")
    }
    switch params["requestState"] {
    case nil, .null?: return Dialogue(canAsk: true, answers: answers)
    case .string(let state)?: return Dialogue(canAsk: true, answers: answers, state: state)
    case .some(let other):
      throw .invalidParams(
        "`params.requestState` must be a string and is of type \(other.typeName)")
    }
  }

  /// `elicitation: {}` means forms and nothing else; beside `url`, forms must be named.
  private static func hasForms(_ capabilities: JSONValue?) -> Bool {
    guard case .object(let modes)? = capabilities?["elicitation"] else { return false }
    if case .object? = modes["form"] { return true }
    return modes["url"] == nil
  }

  static func result(asking question: Question, by identity: ServerIdentity) -> JSONValue {
    [
      "resultType": "input_required",
      "inputRequests": .object([
        Question.name: [
          "method": "elicitation/create",
          "params": [
            "mode": "form", "message": .string(TextBlock.visible(question.message)),
            "requestedSchema": question.form,
          ],
        ]
      ]),
      "requestState": .string(question.state),
      "_meta": .object([MetaKey.serverInfo: identity.short]),
    ]
  }
}
