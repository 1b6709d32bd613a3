import APICore
import JSON

/// Puts requests on the wire and reads what comes back.
public struct APIClient: Sendable {
  let exchange: any HTTPExchange
  /// As it is sent: `pk_…` raw, or `Bearer …`.
  let authorization: String
  /// Without a slash at its end: "https://api.clickup.com/api/v2".
  let baseURL: String

  public init(exchange: any HTTPExchange, authorization: String, baseURL: String) {
    self.exchange = exchange
    self.authorization = authorization
    self.baseURL = baseURL
  }

  func read(_ request: ReadRequest) throws(APIError) -> JSONValue {
    throw APIError(status: nil, code: nil, message: "not built yet", delivery: .notSent)
  }

  func write(_ request: WriteRequest) throws(APIError) -> JSONValue {
    throw APIError(status: nil, code: nil, message: "not built yet", delivery: .notSent)
  }
}
