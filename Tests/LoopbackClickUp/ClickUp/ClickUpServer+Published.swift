import TestSupport

extension ClickUpServer {
  /// What the published document says against the requests that arrived; nothing where
  /// `TASKLEDGER_SHARED` names no folder that holds it.
  ///
  /// - Parameter count: so many of the first requests are left out.
  public func problems(after count: Int = 0) -> [String] {
    let watch = RequestWatch()
    for call in calls.dropFirst(count) {
      switch call.request {
      case .read(let request): watch.note(request)
      case .write(let request): watch.note(request)
      // It fits no route that is served here, which is all that can be said of it.
      case nil: watch.note(unreadable: call.line)
      }
    }
    return watch.problems
  }
}
