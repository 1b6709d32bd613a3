import APICore

extension LiveBackend {
  public func search(_ query: TaskQuery) throws(APIError) -> TaskPage {
    throw APIError(status: nil, code: nil, message: "not built yet", delivery: .notSent)
  }
}
