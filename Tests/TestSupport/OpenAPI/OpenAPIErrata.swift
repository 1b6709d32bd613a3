import APICore

/// Where the published document is known to be wrong, or to say less than the service does: in one
/// place, each with the reason.
public enum OpenAPIErrata {
  public static func excuses(_ finding: String, on route: Route) -> Bool {
    (known["\(route)"] ?? [:])[finding] != nil
  }

  /// Route → finding → reason.
  static let known: [String: [String: String]] = [
    "POST /list/{list_id}/field": ["no such operation": fieldCreation],
    "POST /space/{space_id}/field": ["no such operation": fieldCreation],
    "DELETE /task/{task_id}/dependency": [
      "query `depends_on` is missing": oneOfTwo,
      "query `dependency_of` is missing": oneOfTwo,
    ],
  ]

  private static let fieldCreation =
    "undocumented, and answers: other clients report it and its refusal FIELD_220"
  private static let oneOfTwo =
    "marked required both, but recorded deletions carry one of them and succeed"
}
