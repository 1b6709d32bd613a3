import APICore
import JSON
import Ledger

// The one place where errors of the layers below become what an agent reads.

extension ToolError {
  /// - Parameter named: the argument that named what was asked for, where one did: then an answer
  ///   that nothing is there says which argument to correct.
  init(_ error: APIError, naming argument: String? = nil, as value: String? = nil) {
    // Room for a cycle of dependencies named task by task.
    let reason = quoted(error.message, atMost: 1_000)
    let words =
      [error.status.map(String.init), error.code, reason].compactMap(\.self)
      .joined(separator: " ")
    switch error.delivery {
    case .notSent where error.code == APIError.notSetUp:
      self.init(
        .notSetUp,
        "nothing was sent or changed: \(error.message); tell the user, and call again with the "
          + "same arguments and key once taskledger was started anew with it")
      retry = Retry(isSafe: true, sameKey: true)
    case .unknown:
      self.init(
        .outcomeUnknown,
        "the request was sent but no answer could be read (\(words)); it may have happened; do not "
          + "use a new key; call again with the same arguments and the same key")
      retry = Retry(isSafe: false, sameKey: true)
    case .notSent:
      // The embedded workspace answers 503 where another process holds its file, 500 where the file
      // cannot be used; a service that was not reached has no status.
      let code: ErrorCode =
        switch error.status {
        case 503: .ledgerBusy
        case .some: .ledgerUnavailable
        case nil: .refusedByService
        }
      let next =
        code == .ledgerUnavailable
        ? "tell the user, who finds out with `taskledger doctor` what to do, and call again with "
          + "the same arguments and key once it is fixed"
        : "call again with the same arguments and key "
          + (error.retryAfter.map { "after \($0.secondsToWait) s" } ?? "in a moment")
      self.init(code, "nothing was sent or changed: \(words); \(next)")
      retry = Retry(isSafe: true, sameKey: true, after: error.retryAfter)
    case .refused where error.retryAfter != nil:
      self.init(
        .refusedByService,
        "the service does not take the request now (it answered \(words)); nothing was changed; "
          + "call again later with the same arguments and key")
      retry = Retry(isSafe: true, sameKey: true, after: error.retryAfter)
    case .refused where error.saysNothingIsThere:
      let subject =
        switch (argument, value) {
        case (let argument?, let value?): "`\(argument)` \(quoted(value)) names nothing"
        case (let argument?, nil): "`\(argument)` names nothing"
        default: "what this call names does not exist, or is nothing"
        }
      self.init(
        .notFound,
        "\(subject) that this user can see (the service answered \(words)); nothing was changed; "
          + "check the ID, or find it with `search_tasks` or `get_workspace`")
      if let argument {
        violations = [ArgumentViolation(pointer: "/\(argument)", message: message).json]
      }
    case .refused:
      self.init(
        .refusedByService,
        "the service refused the request (it answered \(words)); nothing was changed; correct what "
          + "it names and call again")
    }
  }

  init(_ failure: LedgerFailure) {
    switch failure {
    case .tool(let error): self = error
    case .api(let error): self.init(error)
    case .refused(let refusal): self.init(refusal)
    }
  }

  init(_ refusal: LedgerRefusal) {
    self.init(refusal.code, refusal.message)
    operation = refusal.operation
    retry = refusal.retry
  }
}

extension ToolError {
  /// As a tool says it that cannot change anything, and takes no key: the places that refuse do not
  /// know for which tool they do.
  var ofRead: ToolError {
    func plain(_ text: String) -> String {
      [
        ("; nothing was changed", ""), (", nothing was changed", ""),
        ("nothing was sent or changed", "nothing was sent"),
        ("the same arguments and key", "the same arguments"),
      ].reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
    var error = self
    error.message = plain(message)
    error.violations = violations.map { violation in
      var violation = violation
      violation["message"] = violation["message"]?.string.map { .string(plain($0)) }
      return violation
    }
    return error
  }

  init(_ outage: Outage) {
    self.init(.ledgerUnavailable, "nothing was executed; \(outage.sentence)")
    retry = Retry(isSafe: true, sameKey: true)
  }
}

extension WorkspaceReader {
  /// Reads on behalf of an argument: where nothing is there, that argument and its value are named.
  func fetch(
    _ route: Route, path: [String: String] = [:], query: [String: [String]] = [:],
    parts: EntityParts = .all, naming argument: String? = nil, as value: String? = nil
  ) throws(ToolError) -> JSONValue {
    do {
      return try read(route, path: path, query: query, parts: parts)
    } catch {
      throw ToolError(error, naming: argument, as: value)
    }
  }

  func fetch(_ request: ReadRequest) throws(ToolError) -> JSONValue {
    do { return try read(request) } catch { throw ToolError(error) }
  }

  func find(_ query: TaskQuery) throws(ToolError) -> TaskPage {
    do {
      return try search(query)
    } catch {
      throw ToolError(error)
    }
  }
}
