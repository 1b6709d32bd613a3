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
    "GET /team/{team_Id}/task": [
      "query `archived` is unknown":
        "undocumented there, and perhaps ignored: then the same tasks come twice, and Lists that "
        + "hold archived ones are still seen"
    ],
    "POST /team/{team_id}/space": all(
      [(clickApps, apps.map { "body /features breaks `required` of `\($0)`" })]
        + [(statuses, ["body /statuses is unknown"])]),
    "PUT /space/{space_id}": all([
      (clickApps, apps.map { "body /features breaks `required` of `\($0)`" }),
      (
        partial,
        ["color", "private", "admin_can_manage", "multiple_assignees", "features"].map {
          "body / breaks `required` of `\($0)`"
        }
      ),
      (archived, ["body /archived is unknown"]),
    ]),
    "POST /space/{space_id}/folder": all([(statuses, ownStatuses)]),
    "POST /space/{space_id}/list": all([(statuses, ownStatuses)]),
    "POST /folder/{folder_id}/list": all([(statuses, ownStatuses)]),
    "PUT /list/{list_id}": [
      "body /assignee breaks `type`":
        "a string only because `none` clears it: creating a List takes the user's number"
    ],
    "PUT /task/{task_id}": all([
      (
        cleared,
        ["priority", "due_date", "start_date", "time_estimate", "points", "parent"].map {
          "body /\($0) breaks `type`"
        }
      )
    ]),
  ]

  private static let apps = [
    "due_dates", "time_tracking", "tags", "time_estimates", "checklists", "custom_fields",
    "remap_dependencies", "dependency_warning", "portfolios",
  ]
  private static let ownStatuses = [
    "body /statuses is unknown", "body /override_statuses is unknown",
  ]

  private static let fieldCreation =
    "undocumented, and answers: other clients report it and its refusal FIELD_220"
  private static let oneOfTwo =
    "marked required both, but recorded deletions carry one of them and succeed"
  private static let clickApps =
    "each is marked required; what is left out stays as it is (not verified on the service)"
  private static let partial =
    "all are marked required, though what is left out of a PUT stays (not verified on the service)"
  private static let archived = "undocumented; shown by every Space that is read"
  private static let statuses =
    "undocumented when something is made; the web application sends it (not verified by recording)"
  private static let cleared = "null clears it, though the document knows a number only"

  private static func all(_ groups: [(reason: String, findings: [String])]) -> [String: String] {
    groups.reduce(into: [:]) { known, group in
      for finding in group.findings { known[finding] = group.reason }
    }
  }
}
